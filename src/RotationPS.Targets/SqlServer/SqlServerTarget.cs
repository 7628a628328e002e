using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>Accounts of SQL Server, and of what speaks its language: Amazon RDS, Azure SQL, Babelfish.</summary>
public sealed class SqlServerTarget : IRotationTarget
{
    private readonly SqlServerLimits _limits;

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public SqlServerTarget(SqlServerLimits? limits = null) => _limits = limits ?? new SqlServerLimits();

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["sqlserver"];

    /// <inheritdoc/>
    public int DefaultPort => 1433;

    /// <inheritdoc/>
    public string DefaultDatabase => "master";

    /// <inheritdoc/>
    public string DefaultExcludeCharacters => "/@\"'\\";

    /// <inheritdoc/>
    public IReadOnlyList<CloneMode> CloneModes { get; } = [CloneMode.Copy, CloneMode.Existing];

    /// <inheritdoc/>
    public void CheckName(AccountName name)
    {
        if (name.Value.Length > SqlServerText.NameLength)
        {
            throw SqlServerFailures.NameTooLong(name);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => SqlServerStatements.GrantsFor(account, superuser);

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => SqlServerStatements.Preview(change);

    /// <inheritdoc/>
    public string UnlockStatement(AccountName account) => $"ALTER LOGIN {SqlServerText.Identifier(account.Value)} ENABLE";

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        CheckName(login.User);
        var encryption = SqlServerConnector.EncryptionFor(login.Server);
        try
        {
            return await OpenAsync(login, encryption, cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException failure) when (login.Server is { MayBePlain: true, Ssl: null } && SqlServerFailures.MeansNoTls(failure))
        {
            // The server has said so before it heard who we are.
            return await CallAsync(login, () => OpenAsync(login, SqlConnectionEncryptOption.Optional, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw Told(login, failure, cancellationToken);
        }
    }

    private static async Task<ITargetSession> CallAsync(Login login, Func<Task<ITargetSession>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failure) when (SqlServerFailures.IsOfDriver(failure))
        {
            throw Told(login, failure, cancellationToken);
        }
    }

    private static Exception Told(Login login, Exception failure, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The login was cancelled.", failure, cancellationToken)
            : SqlServerFailures.OfLogin(login, failure);

    private async Task<ITargetSession> OpenAsync(Login login, SqlConnectionEncryptOption encryption, CancellationToken cancellationToken)
    {
        var database = login.Server.Database ?? DefaultDatabase;
        var connection = SqlServerConnector.ConnectionFor(login, database, encryption, _limits);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await SqlServerSession.OpenAsync(new SqlServerConnections(login, encryption, connection, _limits), this, cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException failure) when (SqlServerFailures.MeansMustChange(failure))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            return new ExpiredSession(login, encryption, database, _limits);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
