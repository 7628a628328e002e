using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Reads what a base, its clone and their owner role have: in one round trip what every role has, and in a second one that
/// of which there is anything at all.
/// </summary>
internal sealed class TwinReader(NpgsqlConnection connection)
{
    public async Task<TwinFacts> ReadAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        string[] accounts = [terms.Accounts.BaseUser.Value, terms.Accounts.CloneUser.Value];
        string[] roles = [.. accounts, terms.OwnerRole?.Value ?? RoleQueries.None];
        var isMember = terms.Mode is CloneMode.ActAs or CloneMode.Member;
        var (facts, dependencies) = await ReadRolesAsync(roles, cancellationToken).ConfigureAwait(false);

        var holdings = dependencies is null ? TwinHoldings.All : TwinHoldings.Of(dependencies, accounts, isMember ? accounts[1..] : accounts);

        // Where the clone creates in its own name, what its creations come with is held against what those of the base come
        // with, even if neither has ever said so.
        holdings = holdings with { Defaults = holdings.Defaults || terms.Mode is not CloneMode.ActAs };
        var holders = isMember ? TwinQueries.OnlyClone : TwinQueries.BothAccounts;
        return holdings.Any ? await ReadHoldingsAsync(facts, holdings, roles, holders, cancellationToken).ConfigureAwait(false) : facts;
    }

    /// <returns>What they are, and what depends on them; null for that where one came with the server, for then nothing is noted of it.</returns>
    private async Task<(TwinFacts Facts, List<RoleDependency>? Dependencies)> ReadRolesAsync(string[] names, CancellationToken cancellationToken)
    {
        var version = connection.PostgreSqlVersion.Major;
        await using var batch = CatalogueBatch.Of(
            connection, names, [RoleQueries.Roles(version), RoleQueries.Settings, RoleQueries.Memberships(version), RoleQueries.Dependencies]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var roles = await CatalogueBatch.RowsAsync(reader, RoleReader.Read, cancellationToken).ConfigureAwait(false);
        var settings = (await CatalogueBatch.RowsAsync(reader, ReadSetting, cancellationToken).ConfigureAwait(false))
            .ToLookup(setting => setting.Role);
        var memberships = await CatalogueBatch.RowsAsync(reader, ReadMembership, cancellationToken).ConfigureAwait(false);
        var dependencies = await CatalogueBatch.RowsAsync(reader, ReadDependency, cancellationToken).ConfigureAwait(false);
        var facts = new TwinFacts
        {
            BaseUser = Find(names[0]),
            CloneUser = Find(names[1]),
            Owner = Find(names[2]),
            Memberships = memberships,
            IsSuperuser = roles.Exists(role => role.IsMe && role.IsSuperuser),
        };
        return (facts, roles.Exists(role => role.IsBuiltIn && names.Contains(role.Name.Value)) ? null : dependencies);

        RoleTraits? Find(string name) => roles.Find(role => role.Name.Value == name) is { } role
            ? role.Traits with { Settings = settings[name].ToDictionary(setting => setting.Setting, setting => setting.Value) }
            : null;
    }

    private async Task<TwinFacts> ReadHoldingsAsync(
        TwinFacts facts, TwinHoldings holdings, string[] names, string holders, CancellationToken cancellationToken)
    {
        string?[] queries =
        [
            holdings.Owned ? TwinQueries.Owned(holders) : null,
            holdings.Remote ? TwinQueries.Remote : null,
            holdings.Policies ? TwinQueries.Policies : null,
            holdings.Defaults ? TwinQueries.Defaults : null,
            holdings.Mappings ? TwinQueries.Mappings : null,
            holdings.Grants ? TwinQueries.Grants(holders, connection.PostgreSqlVersion.Major) : null,
        ];
        await using var batch = CatalogueBatch.Of(connection, names, queries.OfType<string>());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return facts with
        {
            Owned = await RowsIfAsync(holdings.Owned, ReadOwned).ConfigureAwait(false),
            Remote = await RowsIfAsync(holdings.Remote, ReadRemote).ConfigureAwait(false),
            Policies = await RowsIfAsync(holdings.Policies, ReadPolicy).ConfigureAwait(false),
            Defaults = await RowsIfAsync(holdings.Defaults, ReadDefault).ConfigureAwait(false),
            Mappings = await RowsIfAsync(holdings.Mappings, ReadMapping).ConfigureAwait(false),
            Grants = await RowsIfAsync(holdings.Grants, ReadGrant).ConfigureAwait(false),
        };

        async Task<IReadOnlyList<T>> RowsIfAsync<T>(bool isAsked, Func<NpgsqlDataReader, T> row) =>
            isAsked ? await CatalogueBatch.RowsAsync(reader, row, cancellationToken).ConfigureAwait(false) : [];
    }

    private static (string Role, RoleSetting Setting, string Value) ReadSetting(NpgsqlDataReader reader)
    {
        var entry = reader.GetString(2).Split('=', 2);
        return (reader.GetString(0), new RoleSetting(reader.TextOrNull(1), entry[0]), entry[1]);
    }

    private static RoleMembership ReadMembership(NpgsqlDataReader reader) => new()
    {
        Role = reader.GetString(0),
        Member = reader.GetString(1),
        HasAdminOption = reader.GetBoolean(2),
        Inherits = reader.GetBoolean(3),
        MaySet = reader.GetBoolean(4),
        Grantor = reader.TextOrNull(5),
        Members = ReadHolders(reader, 6),
        Administrators = ReadHolders(reader, 9),
        MayRevoke = reader.GetBoolean(12),
    };

    private static RoleDependency ReadDependency(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetBoolean(1), reader.GetString(2), reader.GetString(3));

    private static DirectGrant ReadGrant(NpgsqlDataReader reader) => new()
    {
        IsShared = !reader.IsDBNull(0) && reader.GetBoolean(0),
        Kind = reader.GetString(1),
        Identity = reader.GetString(2),
        Column = reader.TextOrNull(3),
        Privilege = reader.GetString(4),
        IsGrantable = reader.GetBoolean(5),
        Holder = reader.GetString(6),
        Grantor = reader.GetString(7),
        Owner = reader.GetString(8),
        HeldBy = ReadHolders(reader, 9),
        IsGivenOn = reader.GetBoolean(12),
        MayChange = reader.GetBoolean(13),
    };

    private static OwnedObject ReadOwned(NpgsqlDataReader reader) =>
        new(reader.GetBoolean(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4));

    private static RemoteHolding ReadRemote(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetInt64(4));

    private static RowPolicy ReadPolicy(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), ReadHolders(reader, 2), reader.GetString(5));

    private static DefaultPrivilege ReadDefault(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.TextOrNull(1), reader.GetString(2), reader.TextOrNull(3), reader.GetString(4), reader.GetBoolean(5), reader.GetBoolean(6));

    private static UserMapping ReadMapping(NpgsqlDataReader reader) => new(reader.GetString(0), ReadHolders(reader, 1));

    private static Holders ReadHolders(NpgsqlDataReader reader, int first) =>
        new(reader.GetBoolean(first), reader.GetBoolean(first + 1), reader.GetBoolean(first + 2));
}
