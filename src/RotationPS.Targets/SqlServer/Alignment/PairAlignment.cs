using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer.Alignment;

/// <summary>How a pair differs from what it should be like, and what brings it in line. Both come from the same findings.</summary>
internal sealed class PairAlignment(PairFacts facts, CloneTerms terms, ServerKind kind)
{
    private const string StaysEnabled = "A clone that may be in use is not disabled with its base.";

    private string Home => facts.IsContained ? facts.Home.Scope : SqlServerConnections.Master;

    private IEnumerable<ScopeFacts> Scopes => facts.IsContained ? facts.Databases : [facts.Server, .. facts.Databases];

    /// <summary>How the clone differs from its base.</summary>
    public IReadOnlyList<RightsDifference> Differences()
    {
        var differences = Scopes.SelectMany(scope => new ScopeMends(scope, terms).All()).Select(mend => mend.Difference).OfType<RightsDifference>().ToList();
        if (terms.Mode is not CloneMode.Existing && !facts.IsMarked)
        {
            differences.Add(new RightsDifference(RightsDifference.ServerScope, null, "MARK", null, facts.BaseUser!.Name, facts.MarkedFor?.Value));
        }

        if (facts.BaseUser!.IsDisabled != facts.CloneUser!.IsDisabled)
        {
            differences.Add(new RightsDifference(
                RightsDifference.ServerScope, null, "DISABLED", null, facts.BaseUser.IsDisabled ? "yes" : "no", facts.CloneUser.IsDisabled ? "yes" : "no")
            {
                Reason = facts.BaseUser.IsDisabled ? StaysEnabled : null,
            });
        }

        return differences;
    }

    /// <summary>The statements that make the clone, or bring it in line, by database; a password comes first.</summary>
    /// <param name="clause">The new password; null where it stays.</param>
    public IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> Batches(PasswordClause? clause)
    {
        if (terms.Mode is CloneMode.Existing)
        {
            return clause is null ? [] : [(Home, [Reset(clause)])];
        }

        var home = new List<string>(facts.CloneUser is null ? Create(clause!) : Alter(clause));
        if (terms.Adopt && facts.CloneUser is not null && !facts.IsMarked)
        {
            home.Add(SqlServerStatements.Mark(facts.CloneUser.Name, facts.BaseUser!.Name, facts.IsContained));
        }

        home.AddRange(StatementsOf(facts.Home));
        var elsewhere = facts.IsContained ? [] : facts.Databases;
        return
        [
            .. new[] { (Home, (IReadOnlyList<string>)home) }
                .Concat(elsewhere.Select(scope => (scope.Scope, StatementsOf(scope))))
                .Where(batch => batch.Item2.Count > 0),
        ];
    }

    private string Reset(PasswordClause clause) =>
        SqlServerStatements.SetPassword(facts.CloneUser!, clause, facts.IsContained, kind);

    private IEnumerable<string> Create(PasswordClause clause)
    {
        var (clone, original) = (SqlServerText.Identifier(terms.Accounts.CloneUser.Value), facts.BaseUser!);
        var sid = SqlServerText.Hex(CloneMark.SidFor(original.Sid));
        var settings = original.Settings
            .Where(setting => !LoginSettings.IsFlag(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => $", {LoginSettings.Clause(setting.Key, setting.Value)}");
        if (facts.IsContained)
        {
            yield return $"CREATE USER {clone} WITH PASSWORD = {clause.Open}{string.Concat(settings)}, SID = {sid}";
        }
        else if (kind.IsAzure)
        {
            yield return $"CREATE LOGIN {clone} WITH PASSWORD = {clause.Open}, SID = {sid}";
        }
        else
        {
            yield return $"CREATE LOGIN {clone} WITH PASSWORD = {clause.Hashed}, SID = {sid}{string.Concat(settings)}, CHECK_EXPIRATION = OFF, CHECK_POLICY = OFF";
            if (original.ChecksPolicy)
            {
                yield return SqlServerStatements.CheckPolicy(clone, original.Settings.GetValueOrDefault(LoginSettings.Expiration, LoginSettings.Off));
            }
        }
    }

    private IEnumerable<string> Alter(PasswordClause? clause)
    {
        if (clause is not null)
        {
            yield return Reset(clause);
        }

        if (facts.CloneUser!.IsDisabled && !facts.BaseUser!.IsDisabled)
        {
            yield return $"ALTER LOGIN {SqlServerText.Identifier(facts.CloneUser.Name)} ENABLE";
        }
    }

    private IReadOnlyList<string> StatementsOf(ScopeFacts scope) =>
        [.. new ScopeMends(scope, terms).All().Select(mend => mend.Statement).OfType<string>()];
}
