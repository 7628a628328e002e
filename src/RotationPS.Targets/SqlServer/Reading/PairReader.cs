using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// Reads the accounts of a base and its clone: in one round trip whether they live in the database of the session, and if
/// they do not, in one more all about their logins.
/// </summary>
internal sealed class PairReader(SqlServerConnections connections)
{
    // No account has an empty name, so it stands for "none".
    private const string None = "";

    private static ScopeFacts NoLogins { get; } = new(RightsDifference.ServerScope, null, null) { IsServer = true, IsHome = true };

    private ServerKind Kind => connections.Kind;

    /// <summary>Reads the accounts themselves: the powers over them, and their logins or contained users with what those have on the server.</summary>
    public async Task<(AdminPowers Powers, PairFacts Facts)> ReadAccountsAsync(string baseUser, string? cloneUser, CancellationToken cancellationToken)
    {
        var names = Names(baseUser, cloneUser ?? None);
        var own = await connections.QueryAsync(
            connections.Database, [ServerQueries.DatabasePowers, DatabaseQueries.Contained, DatabaseQueries.Marks], names(), cancellationToken).ConfigureAwait(false);
        var (altersUsers, altersRoles) = (own[0][0].IsTrue(0), own[0][0].IsTrue(1));
        var contained = own[1].Select(ReadContained).ToList();
        if (Find(contained, baseUser) is { } user)
        {
            var scope = new ScopeFacts(connections.Database, user, Find(contained, cloneUser)) { IsHome = true };
            return (
                new AdminPowers(false, false, altersUsers, altersRoles),
                new PairFacts(NoLogins, [scope]) { IsContained = true, AdoptedFor = [.. own[2].Select(row => row.Text(0))] });
        }

        return Kind.IsAzure
            ? await ReadAzureLoginsAsync(baseUser, cloneUser, names(), altersUsers, altersRoles, cancellationToken).ConfigureAwait(false)
            : await ReadLoginsAsync(baseUser, cloneUser, names(), altersUsers, altersRoles, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(AdminPowers Powers, PairFacts Facts)> ReadLoginsAsync(
        string baseUser, string? cloneUser, SqlParameter[] names, bool altersUsers, bool altersRoles, CancellationToken cancellationToken)
    {
        string[] queries = Kind.IsBabelfish
            ? [ServerQueries.Powers, ServerQueries.Logins, ServerQueries.Roles]
            : [ServerQueries.Powers, ServerQueries.Logins, ServerQueries.Roles, ServerQueries.Permissions, ServerQueries.Marks, ServerQueries.Holdings];
        var results = await connections.QueryAsync(SqlServerConnections.Master, queries, names, cancellationToken).ConfigureAwait(false);
        var permissions = Kind.IsBabelfish ? [] : results[3];
        var groups = permissions.Any(row => row.Number(1) == SecurableClass.AvailabilityGroup)
            ? (await connections.QueryAsync(SqlServerConnections.Master, [ServerQueries.AvailabilityGroups], [], cancellationToken).ConfigureAwait(false))[0]
            : [];
        var logins = results[1].Select(row =>
        {
            var name = row.Text(0);
            return ReadLogin(row) with
            {
                Roles = results[2].Where(role => role.Text(0) == name).Select(role => role.Text(1)).ToHashSet(),
                Rights = [.. permissions.Where(right => right.Text(0) == name).Select(right => RightReader.OnServer(right, groups))],
                Holdings = Kind.IsBabelfish ? [] : [.. results[5].Where(holding => holding.Text(0) == name).Select(Holding.Read)],
            };
        }).ToList();
        var server = NoLogins with { BaseUser = Find(logins, baseUser), CloneUser = Find(logins, cloneUser), HasRights = !Kind.IsBabelfish };
        return (
            new AdminPowers(results[0][0].IsTrue(0), results[0][0].IsTrue(1), altersUsers, altersRoles),
            new PairFacts(server, []) { AdoptedFor = Kind.IsBabelfish ? [] : [.. results[4].Select(row => row.Text(0))] });
    }

    private async Task<(AdminPowers Powers, PairFacts Facts)> ReadAzureLoginsAsync(
        string baseUser, string? cloneUser, SqlParameter[] names, bool altersUsers, bool altersRoles, CancellationToken cancellationToken)
    {
        var results = await connections.QueryAsync(
            SqlServerConnections.Master, [ServerQueries.AzurePowers, ServerQueries.AzureLogins, ServerQueries.Roles], names, cancellationToken).ConfigureAwait(false);
        var logins = results[1].Select(row => new PrincipalFacts(row.Text(0), row.Bytes(1))
        {
            IsDisabled = row.IsTrue(3),
            Roles = results[2].Where(role => role.Text(0) == row.Text(0)).Select(role => role.Text(1)).ToHashSet(),
        }).ToList();
        return (
            new AdminPowers(results[0][0].IsTrue(0), results[0][0].IsTrue(1), altersUsers, altersRoles),
            new PairFacts(NoLogins with { BaseUser = Find(logins, baseUser), CloneUser = Find(logins, cloneUser), HasRights = false }, []));
    }

    private static PrincipalFacts ReadLogin(Row row) => new(row.Text(0), row.Bytes(1))
    {
        IsSql = row.Code(2) == "S",
        IsDisabled = row.IsTrue(3),
        Settings = LoginSettings.Of(
            (LoginSettings.Database, row.TextOrNull(4)),
            (LoginSettings.Language, row.TextOrNull(5)),
            (LoginSettings.Policy, LoginSettings.Flag(row.Number(6))),
            (LoginSettings.Expiration, LoginSettings.Flag(row.Number(7)))),
    };

    private static PrincipalFacts ReadContained(Row row) => new(row.Text(0), row.Bytes(1))
    {
        Settings = LoginSettings.Of((LoginSettings.Schema, row.TextOrNull(2)), (LoginSettings.Language, row.TextOrNull(3))),
    };

    /// <summary>Which names are the same is for the server's collation to say; of what it found the letters may differ in case.</summary>
    private static PrincipalFacts? Find(IReadOnlyList<PrincipalFacts> found, string? name) =>
        found.FirstOrDefault(user => user.Name == name) ?? found.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A parameter belongs to one command, so each command gets its own.</summary>
    private static Func<SqlParameter[]> Names(string baseUser, string cloneUser) =>
        () => [QueryParameter.Of("@base", baseUser), QueryParameter.Of("@clone", cloneUser)];
}
