using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer.Alignment;

/// <summary>How the two differ in one permission on one thing and its columns, and what brings the clone in line.</summary>
/// <param name="scope">The server, or the database.</param>
/// <param name="clone">The clone's name, quoted.</param>
/// <param name="wanted">What the base has: at most one right on the whole, and one on each column.</param>
/// <param name="actual">What the clone has.</param>
internal sealed class RightMends(string scope, string clone, IReadOnlyList<SqlRight> wanted, IReadOnlyList<SqlRight> actual)
{
    private const string Nameless = "This version of the module has no name for what the right is on.";

    private SqlRight? WantedWhole => wanted.FirstOrDefault(right => right.Column is null);

    private SqlRight? ActualWhole => actual.FirstOrDefault(right => right.Column is null);

    private IEnumerable<SqlRight> WantedColumns => Columns(wanted);

    /// <summary>Columns that the clone has and the base has not.</summary>
    private IEnumerable<SqlRight> Excess => Columns(actual).Where(right => wanted.All(other => other.Column != right.Column));

    public IEnumerable<RightsMend> All()
    {
        var differences = Differences().ToList();
        return
        [
            .. differences.Select(difference => new RightsMend(difference, null)),
            .. differences.Any(difference => difference.Reason is null) ? Statements().Select(statement => new RightsMend(null, statement)) : [],
        ];
    }

    private static IEnumerable<SqlRight> Columns(IEnumerable<SqlRight> rights) =>
        rights.Where(right => right.Column is not null).OrderBy(right => right.Column, StringComparer.Ordinal);

    private static string On(SqlRight right) =>
        right.Securable is null ? string.Empty : $" ON {right.Securable}{(right.Column is { } column ? $" ({SqlServerText.Identifier(column)})" : "")}";

    private IEnumerable<RightsDifference> Differences() =>
        from column in wanted.Concat(actual).Select(right => right.Column).Distinct().OrderBy(column => column, StringComparer.Ordinal)
        let wants = wanted.FirstOrDefault(right => right.Column == column)
        let has = actual.FirstOrDefault(right => right.Column == column)
        where wants?.State != has?.State
        let right = wants ?? has
        select new RightsDifference(
            scope,
            column is null ? right.Securable : $"{right.Securable} ({column})",
            right.Permission,
            right.StateText,
            wants?.StateText,
            has?.StateText)
        {
            Reason = right.IsNamed ? null : Nameless,
        };

    /// <summary>
    /// Taking a right from a column while the whole is granted leaves a hole in the whole, and granting the whole may end
    /// what was said of its columns. So where a column has to go the whole goes first, and what comes after it is said again.
    /// </summary>
    private IEnumerable<string> Statements()
    {
        var excess = Excess.ToList();
        var isRenewed = excess.Count > 0 && (ActualWhole is not null || WantedWhole is not null);
        if (ActualWhole is { } whole && (isRenewed || WantedWhole is null))
        {
            foreach (var statement in Revoke(whole))
            {
                yield return statement;
            }
        }

        foreach (var statement in excess.SelectMany(Revoke))
        {
            yield return statement;
        }

        var changesWhole = WantedWhole is not null && (isRenewed || WantedWhole.State != ActualWhole?.State);
        if (changesWhole)
        {
            foreach (var statement in Change(WantedWhole!, isRenewed ? null : ActualWhole))
            {
                yield return statement;
            }
        }

        foreach (var column in WantedColumns)
        {
            var has = actual.FirstOrDefault(right => right.Column == column.Column);
            if (isRenewed || changesWhole || (ActualWhole is not null && WantedWhole is null) || column.State != has?.State)
            {
                foreach (var statement in Change(column, isRenewed || changesWhole ? null : has))
                {
                    yield return statement;
                }
            }
        }
    }

    private IEnumerable<string> Revoke(SqlRight right) => right.Grantors.Select(grantor => Revoke(right, grantor));

    private string Revoke(SqlRight right, string? grantor, string option = "")
    {
        var by = grantor is null ? string.Empty : $" AS {SqlServerText.Identifier(grantor)}";
        return $"REVOKE {option}{right.Permission}{On(right)} FROM {clone} CASCADE{by}";
    }

    /// <summary>What the owner says replaces what the owner has said; what others have said is taken back first.</summary>
    private IEnumerable<string> Change(SqlRight wants, SqlRight? has)
    {
        if (wants.State is RightState.Grant && has?.State is RightState.GrantWithGrantOption)
        {
            return has.Grantors.Select(grantor => Revoke(wants, grantor, "GRANT OPTION FOR "));
        }

        var others = has is null ? [] : has.Grantors.OfType<string>().Select(grantor => Revoke(has, grantor));
        return
        [
            .. others,
            wants.State switch
            {
                RightState.Grant => $"GRANT {wants.Permission}{On(wants)} TO {clone}",
                RightState.GrantWithGrantOption => $"GRANT {wants.Permission}{On(wants)} TO {clone} WITH GRANT OPTION",
                RightState.Deny => $"DENY {wants.Permission}{On(wants)} TO {clone} CASCADE",
                _ => $"REVOKE {wants.Permission}{On(wants)} FROM {clone} CASCADE",
            },
        ];
    }
}
