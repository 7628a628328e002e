using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// Reads what a base and its clone have: in one round trip all about their logins, in one more in which databases they
/// are, and in one for each of these all about their users there.
/// </summary>
internal sealed class PairReader(SqlServerConnections connections)
{
    /// <summary>How many databases one query looks into.</summary>
    private const int DatabasesAtOnce = 50;

    // No account has an empty name, so it stands for "none".
    private const string None = "";

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

    /// <summary>Reads what the users of the pair have in every database that is not left out.</summary>
    public async Task<PairFacts> WithDatabasesAsync(PairFacts facts, CloneTerms terms, CancellationToken cancellationToken)
    {
        var original = facts.BaseUser!;
        var sids = Sids(original.Sid, facts.CloneUser?.Sid ?? CloneMark.SidFor(original.Sid), terms.Accounts.CloneUser.Value);
        if (facts.IsContained)
        {
            var home = await ReadDatabaseAsync(new DatabaseState(connections.Database, string.Empty, false, true, true, []), sids, original.Sid, cancellationToken).ConfigureAwait(false);
            return facts with
            {
                Databases =
                [
                    home with
                    {
                        BaseUser = home.BaseUser! with { Settings = original.Settings },
                        CloneUser = facts.CloneUser is { } clone ? home.CloneUser! with { Settings = clone.Settings } : null,
                        IsNameTaken = facts.CloneUser is null && home.IsNameTaken,
                        IsHome = true,
                    },
                ],
            };
        }

        var all = await ListDatabasesAsync(terms, cancellationToken).ConfigureAwait(false);
        var scopes = all
            .Where(database => database.Obstacle is not null)
            .Select(database => new ScopeFacts(database.Name, null, null) { Unread = database.Obstacle })
            .ToList();
        foreach (var database in await WhereaboutsAsync([.. all.Where(database => database.Obstacle is null)], sids, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                scopes.Add(await ReadDatabaseAsync(database, sids, original.Sid, cancellationToken).ConfigureAwait(false));
            }
            catch (SqlException failure) when (connections.IsOpen && SqlServerFailures.IsOfDatabase(failure) && !cancellationToken.IsCancellationRequested)
            {
                scopes.Add(new ScopeFacts(database.Name, null, null)
                {
                    Unread = $"This database could not be read, so it is not known what the two have in it: {SqlServerFailures.Said(failure)}",
                });
            }
        }

        return facts with
        {
            Server = facts.Server with
            {
                BaseUser = facts.Server.BaseUser! with { Holdings = [.. facts.Server.BaseUser.Holdings, .. await JobsAsync(original.Sid, cancellationToken).ConfigureAwait(false)] },
            },
            Databases = [.. scopes.Where(scope => scope.BaseUser is not null || scope.CloneUser is not null || scope.Unread is not null)],
        };
    }

    private static ScopeFacts NoLogins { get; } = new(RightsDifference.ServerScope, null, null) { IsServer = true, IsHome = true };

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
                Rights = [.. permissions.Where(right => right.Text(0) == name).Select(right => ServerRight(right, groups))],
                Holdings = Kind.IsBabelfish ? [] : [.. results[5].Where(holding => holding.Text(0) == name).Select(ReadHolding)],
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

    private async Task<IReadOnlyList<DatabaseState>> ListDatabasesAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var query = Kind.IsAzure ? ServerQueries.AzureDatabases : ServerQueries.Databases;
        var rows = (await connections.QueryAsync(SqlServerConnections.Master, [query], [], cancellationToken).ConfigureAwait(false))[0];
        return
        [
            .. rows
                .Select(row => Kind.IsAzure
                    ? new DatabaseState(row.Text(0), row.Text(1), row.IsTrue(2), true, true, [])
                    : new DatabaseState(row.Text(0), row.Text(1), row.IsTrue(2) || row.Text(5) == "READ_ONLY", row.IsTrue(3), row.IsTrue(6), row.Bytes(4)))
                .Where(database => !terms.SkippedDatabases.Contains(database.Name, StringComparer.OrdinalIgnoreCase)),
        ];
    }

    /// <summary>The databases in which either account is. Where one of several cannot be looked into, each is read by itself.</summary>
    private async Task<IReadOnlyList<DatabaseState>> WhereaboutsAsync(
        IReadOnlyList<DatabaseState> databases, Func<SqlParameter[]> sids, CancellationToken cancellationToken)
    {
        if (Kind.IsAzure)
        {
            return databases;
        }

        var found = new HashSet<string>();
        foreach (var some in databases.Chunk(DatabasesAtOnce))
        {
            try
            {
                var rows = await connections.QueryAsync(
                    SqlServerConnections.Master, [DatabaseQueries.Whereabouts(some.Select(database => database.Name))], sids(), cancellationToken).ConfigureAwait(false);
                found.UnionWith(rows[0].Select(row => row.Text(0)));
            }
            catch (SqlException failure) when (connections.IsOpen && SqlServerFailures.IsOfDatabase(failure) && !cancellationToken.IsCancellationRequested)
            {
                found.UnionWith(some.Select(database => database.Name));
            }
        }

        return [.. databases.Where(database => found.Contains(database.Name))];
    }

    private async Task<ScopeFacts> ReadDatabaseAsync(DatabaseState database, Func<SqlParameter[]> sids, byte[] baseSid, CancellationToken cancellationToken)
    {
        var results = await connections.QueryAsync(
            database.Name,
            [DatabaseQueries.Users, DatabaseQueries.Roles, DatabaseQueries.Permissions, DatabaseQueries.Holdings],
            sids(),
            cancellationToken).ConfigureAwait(false);
        var names = await NamesAsync(database.Name, results[2], cancellationToken).ConfigureAwait(false);
        var cloneSid = (byte[])sids()[1].Value;
        return new ScopeFacts(database.Name, User(baseSid), User(cloneSid))
        {
            IsReadOnly = database.IsReadOnly,
            IsNameTaken = User(cloneSid) is null && results[0].Any(row => !IsOf(row, 1, baseSid)),
        };

        PrincipalFacts? User(byte[] sid)
        {
            if (results[0].FirstOrDefault(row => IsOf(row, 1, sid)) is not { IsEmpty: false } user)
            {
                return null;
            }

            var facts = new PrincipalFacts(user.Text(0), sid)
            {
                Settings = SettingsOf((LoginSettings.Schema, user.TextOrNull(3))),
                Roles = results[1].Where(role => IsOf(role, 0, sid)).Select(role => role.Text(1)).ToHashSet(),
                Rights = [.. results[2].Where(right => IsOf(right, 0, sid)).Select(right => DatabaseRight(right, names))],
                Holdings = [.. results[3].Where(holding => IsOf(holding, 0, sid)).Select(ReadHolding)],
            };
            return facts.Name == PrincipalFacts.DatabaseOwner ? facts.AsOwnerOf(database.Name) : facts;
        }
    }

    /// <summary>The names of what rights are held on, of the kinds that few databases have.</summary>
    private async Task<IReadOnlyDictionary<(int Class, int Id), string>> NamesAsync(string database, IReadOnlyList<Row> permissions, CancellationToken cancellationToken)
    {
        var kinds = permissions.Select(row => SecurableClass.OfNumber(row.Number(1) ?? 0)).OfType<SecurableClass>().Distinct().ToList();
        if (kinds.Count == 0)
        {
            return new Dictionary<(int, int), string>();
        }

        var results = await connections.QueryAsync(database, kinds.Select(DatabaseQueries.NamesOf), [], cancellationToken).ConfigureAwait(false);
        return kinds
            .Zip(results, (kind, rows) => rows.Select(row => (Key: (kind.Number, row.Number(0) ?? 0), Name: $"{kind.Keyword}::{Qualified(row.TextOrNull(1), row.Text(2))}")))
            .SelectMany(pairs => pairs)
            .ToDictionary(pair => pair.Key, pair => pair.Name);
    }

    /// <summary>The jobs of SQL Server Agent that belong to an account; none where there is no agent, or its jobs are not to be seen.</summary>
    private async Task<IReadOnlyList<Holding>> JobsAsync(byte[] sid, CancellationToken cancellationToken)
    {
        if (!Kind.IsClassic)
        {
            return [];
        }

        try
        {
            var rows = await connections.QueryAsync(
                SqlServerConnections.Master, [ServerQueries.Jobs], [Bytes("@sid", sid)], cancellationToken).ConfigureAwait(false);
            return [.. rows[0].Select(row => new Holding("JOB", row.Text(0)))];
        }
        catch (SqlException failure) when (connections.IsOpen && SqlServerFailures.IsOfDatabase(failure) && !cancellationToken.IsCancellationRequested)
        {
            // Express editions have no agent, and few superusers that are no sysadmin may read its tables.
            return [];
        }
    }

    private static PrincipalFacts ReadLogin(Row row) => new(row.Text(0), row.Bytes(1))
    {
        IsSql = row.Code(2) == "S",
        IsDisabled = row.IsTrue(3),
        Settings = SettingsOf(
            (LoginSettings.Database, row.TextOrNull(4)),
            (LoginSettings.Language, row.TextOrNull(5)),
            (LoginSettings.Policy, Flag(row.Number(6))),
            (LoginSettings.Expiration, Flag(row.Number(7)))),
    };

    private static PrincipalFacts ReadContained(Row row) => new(row.Text(0), row.Bytes(1))
    {
        Settings = SettingsOf((LoginSettings.Schema, row.TextOrNull(2)), (LoginSettings.Language, row.TextOrNull(3))),
    };

    private static Holding ReadHolding(Row row) => new(row.Text(1), row.Text(2));

    private static SqlRight ServerRight(Row row, IReadOnlyList<Row> groups)
    {
        var kind = row.Number(1) ?? 0;
        var keyword = kind switch
        {
            SecurableClass.ServerPrincipal => row.Code(9) == "R" ? "SERVER ROLE" : "LOGIN",
            SecurableClass.Endpoint => "ENDPOINT",
            SecurableClass.AvailabilityGroup => "AVAILABILITY GROUP",
            _ => null,
        };
        var name = kind == SecurableClass.AvailabilityGroup
            ? groups.Where(group => group.Number(0) == row.Number(2)).Select(group => group.Text(1)).FirstOrDefault()
            : row.TextOrNull(8);
        var securable = kind == SecurableClass.Server || keyword is null || name is null ? null : $"{keyword}::{SqlServerText.Identifier(name)}";
        return Right(row, kind, securable, isWhole: kind == SecurableClass.Server);
    }

    private static SqlRight DatabaseRight(Row row, IReadOnlyDictionary<(int Class, int Id), string> names)
    {
        var kind = row.Number(1) ?? 0;
        var keyword = kind switch
        {
            SecurableClass.Object => "OBJECT",
            SecurableClass.Schema => "SCHEMA",
            SecurableClass.Type => "TYPE",
            SecurableClass.Principal => row.Code(9) switch
            {
                "R" => "ROLE",
                "A" => "APPLICATION ROLE",
                _ => "USER",
            },
            _ => null,
        };
        var securable = keyword is not null && row.TextOrNull(8) is { } name
            ? $"{keyword}::{Qualified(row.TextOrNull(7), name)}"
            : names.GetValueOrDefault((kind, row.Number(2) ?? 0));
        return Right(row, kind, securable, isWhole: kind == SecurableClass.Database);
    }

    private static SqlRight Right(Row row, int kind, string? securable, bool isWhole)
    {
        var isNamed = isWhole || (securable is not null && (row.Number(3) is 0 || row.TextOrNull(10) is not null));
        return new SqlRight(kind, isNamed ? securable : $"class {kind}, id {row.Number(2)}", row.TextOrNull(10), row.Text(4))
        {
            IsNamed = isNamed,
            Grantors = [row.Text(6) is "sa" or "dbo" ? null : row.Text(6)],
            State = row.Code(5) switch
            {
                "W" => RightState.GrantWithGrantOption,
                "D" => RightState.Deny,
                "R" => RightState.Revoke,
                _ => RightState.Grant,
            },
        };
    }

    private static string Qualified(string? schema, string name) =>
        schema is null ? SqlServerText.Identifier(name) : $"{SqlServerText.Identifier(schema)}.{SqlServerText.Identifier(name)}";

    private static string? Flag(int? value) => value switch
    {
        null => null,
        0 => LoginSettings.Off,
        _ => LoginSettings.On,
    };

    private static Dictionary<string, string> SettingsOf(params (string Name, string? Value)[] settings) =>
        settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value!);

    /// <summary>Which names are the same is for the server's collation to say; of what it found the letters may differ in case.</summary>
    private static PrincipalFacts? Find(IReadOnlyList<PrincipalFacts> found, string? name) =>
        found.FirstOrDefault(user => user.Name == name) ?? found.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsOf(Row row, int column, byte[] sid) => row.Bytes(column).AsSpan().SequenceEqual(sid);

    /// <summary>A parameter belongs to one command, so each command gets its own.</summary>
    private static Func<SqlParameter[]> Names(string baseUser, string cloneUser) => () => [Text("@base", baseUser), Text("@clone", cloneUser)];

    private static Func<SqlParameter[]> Sids(byte[] baseSid, byte[] cloneSid, string cloneUser) =>
        () => [Bytes("@baseSid", baseSid), Bytes("@cloneSid", cloneSid), Text("@cloneUser", cloneUser)];

    private static SqlParameter Text(string name, string value) => new(name, SqlDbType.NVarChar, SqlServerText.NameLength) { Value = value };

    private static SqlParameter Bytes(string name, byte[] value) => new(name, SqlDbType.VarBinary, 85) { Value = value };
}
