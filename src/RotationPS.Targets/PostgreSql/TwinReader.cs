using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Reads what a base, its clone and their owner role have: in one round trip what every role has, and in a second one that
/// of which there is anything at all.
/// </summary>
internal sealed class TwinReader(NpgsqlConnection connection)
{
    // No role has an empty name, so it stands for "none".
    private const string None = "";

    public async Task<TwinFacts> ReadAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var names = new[] { terms.Accounts.BaseUser.Value, terms.Accounts.CloneUser.Value, terms.OwnerRole?.Value ?? None };
        var holders = terms.Mode is CloneMode.ActAs or CloneMode.Member ? TwinQueries.OnlyClone : TwinQueries.BothAccounts;
        var (facts, holdings) = await ReadRolesAsync(names, holders, cancellationToken).ConfigureAwait(false);

        // Where the clone creates in its own name, what its creations come with is held against what those of the base come
        // with, even if neither has ever said so.
        holdings = holdings with { Defaults = holdings.Defaults || terms.Mode is not CloneMode.ActAs };
        return holdings.Any ? await ReadHoldingsAsync(facts, holdings, names, holders, cancellationToken).ConfigureAwait(false) : facts;
    }

    private async Task<(TwinFacts Facts, TwinHoldings Holdings)> ReadRolesAsync(string[] names, string holders, CancellationToken cancellationToken)
    {
        await using var batch = BatchOf(
            names,
            [TwinQueries.Roles, TwinQueries.Settings, TwinQueries.Memberships(connection.PostgreSqlVersion.Major), TwinQueries.Holdings(holders)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var roles = (await RowsAsync(reader, ReadRole, cancellationToken).ConfigureAwait(false)).ToDictionary(role => role.Name, role => role.Traits);
        var settings = (await RowsAsync(reader, ReadSetting, cancellationToken).ConfigureAwait(false)).ToLookup(setting => setting.Role);
        var memberships = await RowsAsync(reader, ReadMembership, cancellationToken).ConfigureAwait(false);
        var (isSuperuser, holdings) = (await RowsAsync(reader, ReadHoldings, cancellationToken).ConfigureAwait(false)).Single();
        var facts = new TwinFacts
        {
            BaseUser = Find(names[0]),
            CloneUser = Find(names[1]),
            Owner = Find(names[2]),
            Memberships = memberships,
            IsSuperuser = isSuperuser,
        };
        return (facts, holdings);

        RoleTraits? Find(string name) => roles.TryGetValue(name, out var traits)
            ? traits with { Settings = settings[name].ToDictionary(setting => setting.Setting, setting => setting.Value) }
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
        await using var batch = BatchOf(names, queries.OfType<string>());
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
            isAsked ? await RowsAsync(reader, row, cancellationToken).ConfigureAwait(false) : [];
    }

    private NpgsqlBatch BatchOf(string[] names, IEnumerable<string> queries)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var query in queries)
        {
            var command = new NpgsqlBatchCommand(query);
            command.Parameters.AddRange(Parameters(names));
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static NpgsqlParameter[] Parameters(string[] names) => [.. names.Select(name => new NpgsqlParameter<string> { TypedValue = name })];

    /// <summary>Reads the rows of one result and goes on to the next.</summary>
    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static (string Name, RoleTraits Traits) ReadRole(NpgsqlDataReader reader)
    {
        const int firstAttribute = 4;
        return (reader.GetString(0), new RoleTraits
        {
            ConnectionLimit = reader.GetInt32(1),
            ValidUntil = Text(reader, 2),
            Comment = Text(reader, 3),
            Attributes = RoleAttribute.All
                .Where((_, index) => reader.GetBoolean(firstAttribute + index))
                .Select(attribute => attribute.Keyword)
                .ToHashSet(),
        });
    }

    private static (string Role, RoleSetting Setting, string Value) ReadSetting(NpgsqlDataReader reader)
    {
        var entry = reader.GetString(2).Split('=', 2);
        return (reader.GetString(0), new RoleSetting(Text(reader, 1), entry[0]), entry[1]);
    }

    private static RoleMembership ReadMembership(NpgsqlDataReader reader) => new()
    {
        Role = reader.GetString(0),
        Member = reader.GetString(1),
        HasAdminOption = reader.GetBoolean(2),
        Inherits = reader.GetBoolean(3),
        MaySet = reader.GetBoolean(4),
        Grantor = Text(reader, 5),
        Members = ReadHolders(reader, 6),
        Administrators = ReadHolders(reader, 9),
        MayRevoke = reader.GetBoolean(12),
    };

    private static (bool IsSuperuser, TwinHoldings Holdings) ReadHoldings(NpgsqlDataReader reader) => (reader.GetBoolean(0), new TwinHoldings(
        reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6)));

    private static DirectGrant ReadGrant(NpgsqlDataReader reader) => new()
    {
        IsShared = !reader.IsDBNull(0) && reader.GetBoolean(0),
        Kind = reader.GetString(1),
        Identity = reader.GetString(2),
        Column = Text(reader, 3),
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
        reader.GetString(0), Text(reader, 1), reader.GetString(2), Text(reader, 3), reader.GetString(4), reader.GetBoolean(5), reader.GetBoolean(6));

    private static UserMapping ReadMapping(NpgsqlDataReader reader) => new(reader.GetString(0), ReadHolders(reader, 1));

    private static Holders ReadHolders(NpgsqlDataReader reader, int first) =>
        new(reader.GetBoolean(first), reader.GetBoolean(first + 1), reader.GetBoolean(first + 2));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
