using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// Reads what a base and its clone have in databases: in one round trip in which of them they are, and in one for each of
/// these all about their users there.
/// </summary>
internal sealed class DatabaseReader(SqlServerConnections connections)
{
    /// <summary>How many databases one query looks into.</summary>
    private const int DatabasesAtOnce = 50;

    private ServerKind Kind => connections.Kind;

    /// <summary>Adds to what is known of a pair what its users have in every database that is not left out.</summary>
    public async Task<PairFacts> AddToAsync(PairFacts facts, CloneTerms terms, CancellationToken cancellationToken)
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
            catch (SqlException failure) when (IsOfDatabase(failure, cancellationToken))
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
            catch (SqlException failure) when (IsOfDatabase(failure, cancellationToken))
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
                Settings = LoginSettings.Of((LoginSettings.Schema, user.TextOrNull(3))),
                Roles = results[1].Where(role => IsOf(role, 0, sid)).Select(role => role.Text(1)).ToHashSet(),
                Rights = [.. results[2].Where(right => IsOf(right, 0, sid)).Select(right => RightReader.InDatabase(right, names))],
                Holdings = [.. results[3].Where(holding => IsOf(holding, 0, sid)).Select(Holding.Read)],
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
            .Zip(results, (kind, rows) => rows.Select(row => (Key: (kind.Number, row.Number(0) ?? 0), Name: $"{kind.Keyword}::{SqlServerText.Qualified(row.TextOrNull(1), row.Text(2))}")))
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
                SqlServerConnections.Master, [ServerQueries.Jobs], [QueryParameter.Of("@sid", sid)], cancellationToken).ConfigureAwait(false);
            return [.. rows[0].Select(row => new Holding("JOB", row.Text(0)))];
        }
        catch (SqlException failure) when (IsOfDatabase(failure, cancellationToken))
        {
            // Express editions have no agent, and few superusers that are no sysadmin may read its tables.
            return [];
        }
    }

    /// <summary>Whether one database was to blame, so that the others can be read all the same.</summary>
    private bool IsOfDatabase(SqlException failure, CancellationToken cancellationToken) =>
        connections.IsOpen && SqlServerFailures.IsOfDatabase(failure) && !cancellationToken.IsCancellationRequested;

    private static bool IsOf(Row row, int column, byte[] sid) => row.Bytes(column).AsSpan().SequenceEqual(sid);

    /// <summary>A parameter belongs to one command, so each command gets its own.</summary>
    private static Func<SqlParameter[]> Sids(byte[] baseSid, byte[] cloneSid, string cloneUser) =>
        () => [QueryParameter.Of("@baseSid", baseSid), QueryParameter.Of("@cloneSid", cloneSid), QueryParameter.Of("@cloneUser", cloneUser)];
}
