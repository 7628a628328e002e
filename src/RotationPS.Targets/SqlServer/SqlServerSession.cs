using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.SqlServer.Alignment;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>One session on SQL Server.</summary>
internal sealed class SqlServerSession : ITargetSession
{
    /// <summary>How often a change is tried when the server breaks it off in favour of another transaction.</summary>
    private const int Attempts = 5;

    /// <summary>sys.database_principals.authentication_type of a user whose password the database itself keeps.</summary>
    private const int ByDatabase = 2;

    /// <summary>What sp_getapplock answers when the time is over.</summary>
    private const int LockTimedOut = -1;

    private const string TakeLock = """
        DECLARE @result int;
        EXEC @result = sys.sp_getapplock @Resource = @name, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = @wait, @DbPrincipal = N'public';
        SELECT @result
        """;

    private const string ReleaseLock = "EXEC sys.sp_releaseapplock @Resource = @name, @LockOwner = N'Session', @DbPrincipal = N'public'";

    /// <summary>The locks taken, one entry for each time: the server counts how often a lock is taken and wants it as often back.</summary>
    private readonly List<string> _locks = [];

    private readonly SqlServerConnections _connections;
    private readonly SqlServerTarget _target;
    private readonly PairReader _pairs;

    private SqlServerSession(SqlServerConnections connections, SqlServerTarget target)
    {
        _connections = connections;
        _target = target;
        _pairs = new PairReader(connections);
    }

    /// <inheritdoc/>
    public Login Login => _connections.Login;

    /// <inheritdoc/>
    public bool IsEncrypted => _connections.Encryption != SqlConnectionEncryptOption.Optional;

    /// <summary>Never: with a password that must be changed there is no session like this one.</summary>
    public bool MustChangePassword => false;

    private ServerKind Kind => _connections.Kind;

    private bool IsContained { get; set; }

    /// <summary>Takes over a connection that is open, sets its waits and learns what kind of server it leads to.</summary>
    public static async Task<SqlServerSession> OpenAsync(SqlServerConnections connections, SqlServerTarget target, CancellationToken cancellationToken)
    {
        var session = new SqlServerSession(connections, target);
        var milliseconds = (int)connections.Limits.Lock.TotalMilliseconds;
        var results = await connections.QueryAsync(
            connections.Database, [$"SET LOCK_TIMEOUT {milliseconds}", "SET XACT_ABORT ON", ServerQueries.Session], [], cancellationToken).ConfigureAwait(false);
        var facts = results[0][0];
        connections.Kind = ServerKind.Of(facts.Number(0), facts.Number(1));
        connections.Database = facts.TextOrNull(3) ?? connections.Database;
        session.IsContained = facts.Number(2) == ByDatabase;
        return session;
    }

    /// <inheritdoc/>
    public async Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        // An application lock belongs to a database. Account and superuser both connect to the one the secret names.
        SqlParameter[] parameters =
        [
            new("@name", SqlDbType.NVarChar, 255) { Value = AccountLockName.Of(baseAccount) },
            new("@wait", SqlDbType.Int) { Value = (int)Math.Min(int.MaxValue, wait.TotalMilliseconds) },
        ];
        var timeout = WholeSeconds.Of(wait) + SqlServerConnector.AnswerMarginSeconds;
        var results = await CallAsync(
            baseAccount,
            () => _connections.QueryAsync(_connections.Database, [TakeLock], parameters, cancellationToken, timeout),
            cancellationToken).ConfigureAwait(false);
        var result = results[^1][0].Number(0);
        if (result < 0)
        {
            throw result == LockTimedOut
                ? ServerFailures.LockHeld(baseAccount, Login.Server, wait)
                : SqlServerFailures.LockRefused(baseAccount, Login.Server, result);
        }

        _locks.Add(AccountLockName.Of(baseAccount));
    }

    /// <inheritdoc/>
    public async Task UnlockAccountsAsync(CancellationToken cancellationToken)
    {
        while (_locks.Count > 0)
        {
            SqlParameter[] parameters = [new("@name", SqlDbType.NVarChar, 255) { Value = _locks[^1] }];
            await CallAsync(
                Login.User,
                () => _connections.QueryAsync(_connections.Database, [ReleaseLock], parameters, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            _locks.RemoveAt(_locks.Count - 1);
        }
    }

    /// <inheritdoc/>
    public async Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken)
    {
        var (_, facts) = await ReadAccountAsync(name, cancellationToken).ConfigureAwait(false);
        return facts.BaseUser is not { } account
            ? null
            : new AccountDescription(name, CanLogIn(account), null, await CloneOfAsync(name, account, facts.IsContained, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken)
    {
        var (powers, facts) = await ReadAccountAsync(account, cancellationToken).ConfigureAwait(false);
        powers.Demand(Login, account, facts);
    }

    /// <inheritdoc/>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        _target.CheckName(name);
        await CheckSuperuserAsync(name, cancellationToken).ConfigureAwait(false);
        var batches = SqlServerStatements.Create(name, PasswordClause.Of(password, PasswordClause.NewInterim()), Kind, _connections.Database);
        if (Kind.IsAzure)
        {
            // Azure creates no login within a transaction, so the record comes first; without the login it names nobody.
            await record(cancellationToken).ConfigureAwait(false);
            await CallAsync(name, () => RunAsync(batches, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        try
        {
            await CallAsync(name, () => BeginAsync(batches, cancellationToken), cancellationToken).ConfigureAwait(false);
            await record(cancellationToken).ConfigureAwait(false);

            // The password is on record; a cancellation now would only leave it unknown whether the account exists.
            await CallAsync(name, () => CommitAsync(CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await CallAsync(name, _connections.RollBackAsync, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        if (retainCurrent)
        {
            throw SqlServerFailures.OnePasswordOnly(Login.User);
        }

        if (password.Equals(Login.Password))
        {
            // A policy may forbid the change to itself; what is wanted is that this password works now.
            await using var proof = await _target.LogInAsync(Login, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!IsContained && Kind.IsClassic)
        {
            // The change needs another connection, and this one holds the account's lock: where it is gone, so is the lock.
            await CallAsync(Login.User, () => _connections.ExecuteAsync(_connections.Database, [], cancellationToken), cancellationToken).ConfigureAwait(false);
            await ChangeInLoginAsync(Login, _connections.Database, password).ConfigureAwait(false);
            return;
        }

        var statement = SqlServerStatements.ChangeOwnPassword(
            Login.User, SqlServerText.Literal(password.Reveal()), SqlServerText.Literal(Login.Password.Reveal()), IsContained);
        var database = IsContained ? _connections.Database : SqlServerConnections.Master;
        await ChangeAsync(Login.User, () => _connections.ExecuteAsync(database, [statement], cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        _target.CheckName(name);
        var (powers, facts) = await ReadAccountAsync(name, cancellationToken).ConfigureAwait(false);
        powers.Demand(Login, name, facts);
        var account = facts.BaseUser ?? throw SqlServerFailures.AccountNotFound(name, Login.Server);
        if (!account.IsSql)
        {
            throw SqlServerFailures.NotSqlLogin(name, Login.Server);
        }

        var interim = PasswordClause.NewInterim();
        var statement = SqlServerStatements.SetPassword(account, PasswordClause.Of(password, interim), facts.IsContained, Kind);
        var database = facts.IsContained ? _connections.Database : SqlServerConnections.Master;
        await ChangeAsync(name, () => _connections.ExecuteAsync(database, [statement], cancellationToken), cancellationToken).ConfigureAwait(false);
        if (TakesInterimPassword(account, facts))
        {
            await ReplaceInterimAsync(name, account, interim, password).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        var (clone, interim) = (terms.Accounts.CloneUser, PasswordClause.NewInterim());
        var clause = password is null ? null : PasswordClause.Of(password, interim);
        PairFacts? facts = null;
        await ChangeAsync(
            clone,
            async () =>
            {
                facts = await ReadPairAsync(terms, mayBeMade: password is not null, cancellationToken).ConfigureAwait(false);
                await RunAsync(new PairAlignment(facts, terms, Kind).Batches(clause), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (password is not null && facts!.CloneUser is { } existing && TakesInterimPassword(existing, facts))
        {
            await ReplaceInterimAsync(clone, existing, interim, password).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        var facts = await CallAsync(terms.Accounts.CloneUser, () => ReadPairAsync(terms, setsPassword, cancellationToken), cancellationToken).ConfigureAwait(false);
        var batches = new PairAlignment(facts, terms, Kind).Batches(setsPassword ? PasswordClause.Masked : null);
        return [.. batches.SelectMany(batch => batch.Statements.Select(statement =>
            batch.Database == (facts.IsContained ? _connections.Database : SqlServerConnections.Master) ? statement : $"USE {SqlServerText.Identifier(batch.Database)}; {statement}"))];
    }

    /// <inheritdoc/>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) => ChangeAsync(
        accounts.CloneUser,
        async () =>
        {
            var (powers, facts) = await ReadPairOfAccountsAsync(accounts, cancellationToken).ConfigureAwait(false);
            powers.Demand(Login, accounts.CloneUser, facts);
            DemandBoth(accounts, facts);
            if (!facts.IsMarked)
            {
                DemandMarkable(accounts.CloneUser, facts);
                var mark = SqlServerStatements.Mark(facts.CloneUser!.Name, facts.BaseUser!.Name, facts.IsContained);
                await _connections.ExecuteAsync(facts.IsContained ? _connections.Database : SqlServerConnections.Master, [mark], cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        CheckNames(terms);
        return await CallAsync(
            terms.Accounts.CloneUser,
            async () =>
            {
                var (_, accounts) = await ReadPairOfAccountsAsync(terms.Accounts, cancellationToken).ConfigureAwait(false);
                DemandBoth(terms.Accounts, accounts);
                var facts = await _pairs.WithDatabasesAsync(accounts, terms, cancellationToken).ConfigureAwait(false);
                return new PairAlignment(facts, terms, Kind).Differences();
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private static bool CanLogIn(PrincipalFacts account) =>
        account is { IsSql: true, IsDisabled: false }
        && !account.Rights.Any(right => right is { Class: SecurableClass.Server, Permission: "CONNECT SQL", State: RightState.Deny });

    private void CheckNames(CloneTerms terms)
    {
        _target.CheckName(terms.Accounts.BaseUser);
        _target.CheckName(terms.Accounts.CloneUser);
    }

    private bool TakesInterimPassword(PrincipalFacts account, PairFacts facts) => !facts.IsContained && Kind.IsClassic && account.ChecksPolicy;

    private Task<(AdminPowers Powers, PairFacts Facts)> ReadAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        CallAsync(name, () => _pairs.ReadAccountsAsync(name.Value, null, cancellationToken), cancellationToken);

    private Task<(AdminPowers Powers, PairFacts Facts)> ReadPairOfAccountsAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        _pairs.ReadAccountsAsync(accounts.BaseUser.Value, accounts.CloneUser.Value, cancellationToken);

    private void DemandBoth(AccountPair accounts, PairFacts facts)
    {
        DemandBase(accounts, facts);
        if (facts.CloneUser is null)
        {
            throw SqlServerFailures.AccountNotFound(accounts.CloneUser, Login.Server);
        }
    }

    private void DemandBase(AccountPair accounts, PairFacts facts)
    {
        if (facts.BaseUser is not { } original)
        {
            throw SqlServerFailures.AccountNotFound(accounts.BaseUser, Login.Server);
        }

        if (!original.IsSql)
        {
            throw SqlServerFailures.NotSqlLogin(accounts.BaseUser, Login.Server);
        }
    }

    private void DemandMarkable(AccountName clone, PairFacts facts)
    {
        if (!facts.IsContained && !Kind.IsClassic)
        {
            throw SqlServerFailures.CannotMark(clone, Login.Server);
        }
    }

    /// <summary>Reads a pair, and refuses what must not be changed before anything is.</summary>
    private async Task<PairFacts> ReadPairAsync(CloneTerms terms, bool mayBeMade, CancellationToken cancellationToken)
    {
        var accounts = terms.Accounts;
        var (powers, facts) = await ReadPairOfAccountsAsync(accounts, cancellationToken).ConfigureAwait(false);
        powers.Demand(Login, accounts.CloneUser, facts);
        if (mayBeMade && terms.Mode is not CloneMode.Existing)
        {
            DemandBase(accounts, facts);
            if (Kind.IsBabelfish)
            {
                throw SqlServerFailures.NoClones(Login.Server);
            }
        }
        else
        {
            DemandBoth(accounts, facts);
        }

        if (facts.CloneUser is not null)
        {
            DemandOurs(terms, facts);
        }

        if (terms.Mode is CloneMode.Existing)
        {
            return facts;
        }

        facts = await _pairs.WithDatabasesAsync(facts, terms, cancellationToken).ConfigureAwait(false);
        return facts.Databases.FirstOrDefault(scope => scope.IsNameTaken && scope.BaseUser is not null) is { } taken
            ? throw SqlServerFailures.UserNotOurs(accounts.CloneUser, taken.Scope)
            : facts;
    }

    private void DemandOurs(CloneTerms terms, PairFacts facts)
    {
        var (accounts, clone) = (terms.Accounts, facts.CloneUser!);
        if (!clone.IsSql)
        {
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, markedFor: null);
        }

        if (terms.Adopt)
        {
            if (!facts.IsMarked)
            {
                DemandMarkable(accounts.CloneUser, facts);
            }
        }
        else if (!facts.IsMarked)
        {
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, facts.MarkedFor);
        }
        else if (!facts.IsMadeByUs && clone.Administers && !facts.BaseUser!.Administers)
        {
            throw SqlServerFailures.CloneTooPowerful(accounts.CloneUser, accounts.BaseUser);
        }
    }

    /// <summary>The base whose clone an account is; null where it bears no mark, or the session may not see whose.</summary>
    private async Task<AccountName?> CloneOfAsync(AccountName name, PrincipalFacts account, bool isContained, CancellationToken cancellationToken)
    {
        var database = isContained ? _connections.Database : SqlServerConnections.Master;
        string[] queries = isContained ? [DatabaseQueries.Sids, DatabaseQueries.Marks]
            : Kind.IsClassic ? [ServerQueries.Sids, ServerQueries.Marks]
            : [ServerQueries.Sids];
        var parameter = new SqlParameter("@clone", SqlDbType.NVarChar, SqlServerText.NameLength) { Value = account.Name };
        var results = await CallAsync(name, () => _connections.QueryAsync(database, queries, [parameter], cancellationToken), cancellationToken).ConfigureAwait(false);
        var found = results[0].Where(row => CloneMark.IsMadeFrom(row.Bytes(1), account.Sid)).Select(row => row.Text(0))
            .Concat(results.Skip(1).SelectMany(rows => rows).Select(row => row.Text(0)))
            .FirstOrDefault(baseUser => baseUser != account.Name);
        return found is null ? null : new AccountName(found);
    }

    /// <summary>Runs the statements of a change, all or none of them where the server can.</summary>
    private async Task RunAsync(IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> batches, CancellationToken cancellationToken)
    {
        if (batches.Count == 0)
        {
            return;
        }

        if (Kind.IsAzure)
        {
            foreach (var (database, statement) in batches.SelectMany(batch => batch.Statements.Select(statement => (batch.Database, statement))))
            {
                // There a login is created or altered by a statement that is a batch of its own.
                await _connections.ExecuteAsync(database, [statement], cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        try
        {
            await BeginAsync(batches, cancellationToken).ConfigureAwait(false);
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _connections.RollBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task BeginAsync(IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> batches, CancellationToken cancellationToken)
    {
        await _connections.ExecuteAsync(_connections.Database, ["BEGIN TRAN"], cancellationToken).ConfigureAwait(false);
        foreach (var (database, statements) in batches)
        {
            await _connections.ExecuteAsync(database, statements, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task CommitAsync(CancellationToken cancellationToken) =>
        _connections.ExecuteAsync(_connections.Database, ["COMMIT TRAN"], cancellationToken);

    /// <summary>
    /// Lets the account change its interim password into the real one. Where a minimum age of passwords forbids that to
    /// the account and not to the superuser, the superuser sets it in a statement, whose text the server keeps out of its
    /// traces. See <see cref="PasswordClause"/>. Once begun it is not cancelled: the interim password is nowhere on record.
    /// </summary>
    private async Task ReplaceInterimAsync(AccountName name, PrincipalFacts account, Password interim, Password password)
    {
        var login = Login with { User = new AccountName(account.Name), Password = interim };
        try
        {
            await SqlServerConnector.ChangePasswordAsync(
                login, SqlServerConnections.Master, _connections.Encryption, password, _connections.Limits).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.MeansTooSoon(failure))
        {
            var statement = $"ALTER LOGIN {SqlServerText.Identifier(account.Name)} WITH PASSWORD = {SqlServerText.Literal(password.Reveal())}";
            await ChangeAsync(
                name, () => _connections.ExecuteAsync(SqlServerConnections.Master, [statement], CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw SqlServerFailures.OfPasswordChange(login, failure);
        }
    }

    private async Task ChangeInLoginAsync(Login login, string database, Password password)
    {
        try
        {
            await SqlServerConnector.ChangePasswordAsync(login, database, _connections.Encryption, password, _connections.Limits).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw SqlServerFailures.OfPasswordChange(login, failure);
        }
    }

    /// <summary>Does a change, anew from its reads where the server broke it off in favour of another transaction.</summary>
    private async Task ChangeAsync(AccountName account, Func<Task> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            try
            {
                await CallAsync(account, change, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RotationException failure) when (failure.IsWorthRepeating && _connections.IsOpen)
            {
                // The next attempt tells.
            }
        }

        await CallAsync(account, change, cancellationToken).ConfigureAwait(false);
    }

    private Task CallAsync(AccountName account, Func<Task> call, CancellationToken cancellationToken) => CallAsync(
        account,
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Makes a call to the server and tells its failures apart.</summary>
    private async Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (SqlException failure) when (cancellationToken.IsCancellationRequested)
        {
            // The driver tells a cancellation as an error without a number.
            throw new OperationCanceledException("The call to the server was cancelled.", failure, cancellationToken);
        }
        catch (Exception failure) when (failure is SqlException or InvalidOperationException or IOException)
        {
            throw SqlServerFailures.OfStatement(Login, account, failure, _connections.IsOpen);
        }
    }
}
