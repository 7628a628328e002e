using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>What is read and changed over the connections of a session, and its failures told apart.</summary>
internal sealed class SqlServerDialogue(SqlServerConnections connections)
{
    /// <summary>How often a change is tried when the server breaks it off in favour of another transaction.</summary>
    private const int Attempts = 5;

    public SqlServerConnections Connections { get; } = connections;

    public PairReader Pairs { get; } = new(connections);

    public DatabaseReader Databases { get; } = new(connections);

    public Login Login => Connections.Login;

    public ServerKind Kind => Connections.Kind;

    /// <summary>Whether the session is that of a user whose password its database keeps itself.</summary>
    public bool IsContained { get; set; }

    /// <summary>The database where an account is kept: a contained user's own, a login's master.</summary>
    public string HomeOf(bool isContained) => isContained ? Connections.Database : SqlServerConnections.Master;

    /// <summary>Reads an account, and what this session may do with it.</summary>
    public Task<(AdminPowers Powers, PairFacts Facts)> ReadAccountAsync(AccountName name, CancellationToken cancellationToken) =>
        CallAsync(name, () => Pairs.ReadAccountsAsync(name.Value, null, cancellationToken), cancellationToken);

    /// <summary>Runs the statements of a change, all or none of them where the server can.</summary>
    public async Task RunAsync(IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> batches, CancellationToken cancellationToken)
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
                await Connections.ExecuteAsync(database, [statement], cancellationToken).ConfigureAwait(false);
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
            await Connections.RollBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task BeginAsync(IReadOnlyList<(string Database, IReadOnlyList<string> Statements)> batches, CancellationToken cancellationToken)
    {
        await Connections.ExecuteAsync(Connections.Database, ["BEGIN TRAN"], cancellationToken).ConfigureAwait(false);
        foreach (var (database, statements) in batches)
        {
            await Connections.ExecuteAsync(database, statements, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) =>
        Connections.ExecuteAsync(Connections.Database, ["COMMIT TRAN"], cancellationToken);

    /// <summary>Does a change, anew from its reads where the server broke it off in favour of another transaction.</summary>
    public async Task ChangeAsync(AccountName account, Func<Task> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            try
            {
                await CallAsync(account, change, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RotationException failure) when (failure.IsWorthRepeating && Connections.IsOpen)
            {
                // The next attempt tells.
            }
        }

        await CallAsync(account, change, cancellationToken).ConfigureAwait(false);
    }

    public Task CallAsync(AccountName account, Func<Task> call, CancellationToken cancellationToken) => CallAsync(
        account,
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Makes a call to the server and tells its failures apart.</summary>
    public async Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call, CancellationToken cancellationToken)
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
            throw SqlServerFailures.OfStatement(Login, account, failure, Connections.IsOpen);
        }
    }
}
