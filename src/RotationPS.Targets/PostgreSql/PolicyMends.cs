using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Row security policies that name one of the two, so that the other sees other rows.</summary>
internal static class PolicyMends
{
    public static IEnumerable<RightsMend> Of(TwinView view)
    {
        foreach (var policy in view.Facts.Policies)
        {
            var isForClone = policy.Names.CloneUser && !view.MeasureHas(policy.Names);
            if (isForClone)
            {
                yield return view.Mend(
                    Difference(view, policy, "no", "yes"),
                    null,
                    $"The policy names '{view.CloneUser}'; let it name '{view.Owner ?? view.BaseUser}' with ALTER POLICY.");
            }
            else if (view.Owner is { } owner && policy.Names.BaseUser && !policy.Names.Owner)
            {
                yield return view.Mend(
                    Difference(view, policy, "yes", "no"),
                    $"ALTER POLICY {policy.Name} ON {policy.Table} TO {policy.Roles}, {PostgreSqlText.Identifier(owner)}");
            }
            else if (view.IsOnlyCompared && policy.Names.BaseUser && !policy.Names.CloneUser)
            {
                yield return view.Mend(Difference(view, policy, "yes", "no"), null);
            }
        }
    }

    private static RightsDifference Difference(TwinView view, RowPolicy policy, string onBase, string onClone) =>
        new(view.Database, $"TABLE {policy.Table}", $"POLICY {policy.Name}", null, onBase, onClone);
}
