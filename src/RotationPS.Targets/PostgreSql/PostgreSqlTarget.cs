using System.Collections.Concurrent;
using System.Net.Sockets;
using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Accounts of PostgreSQL, and of the services that speak its language: Amazon RDS and Aurora.</summary>
public sealed class PostgreSqlTarget : IRotationTarget
{
    private readonly PostgreSqlLimits _limits;

    // Of the servers that may do without encryption, those that last said they have none: asking costs a connection.
    private readonly ConcurrentDictionary<(string Host, int Port), bool> _withoutTls = new();

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public PostgreSqlTarget(PostgreSqlLimits? limits = null) => _limits = limits ?? new PostgreSqlLimits();

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["postgres", "aurora-postgresql"];

    /// <inheritdoc/>
    public int DefaultPort => 5432;

    /// <inheritdoc/>
    public string DefaultDatabase => "postgres";

    /// <inheritdoc/>
    public string DefaultExcludeCharacters => ":/@\"'\\";

    /// <inheritdoc/>
    public IReadOnlyList<CloneMode> CloneModes { get; } = [CloneMode.ActAs, CloneMode.Member, CloneMode.SharedOwner, CloneMode.Existing];

    /// <inheritdoc/>
    public void CheckName(AccountName name)
    {
        var bytes = PostgreSqlText.BytesOf(name.Value);
        if (bytes > PostgreSqlText.NameBytes)
        {
            throw PostgreSqlFailures.NameTooLong(name, bytes);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => PostgreSqlStatements.GrantsFor(account, superuser);

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => PostgreSqlStatements.Preview(change);

    /// <inheritdoc/>
    public string UnlockStatement(AccountName account) => $"ALTER ROLE {PostgreSqlText.Identifier(account.Value)} LOGIN";

    /// <inheritdoc/>
    public string ExtendStatement(AccountName account) => $"ALTER ROLE {PostgreSqlText.Identifier(account.Value)} VALID UNTIL 'infinity'";

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        CheckName(login.User);
        try
        {
            return await ConnectAsync(login, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or TimeoutException or IOException or ArgumentException)
        {
            throw PostgreSqlFailures.OfLogin(login, failure);
        }
    }

    /// <summary>
    /// Connects, where encryption is a preference first with it. Npgsql's own "Prefer" would repeat a refused password
    /// without encryption, and have the server count two failed logins. That cannot happen at a server that has no
    /// encryption; one that is known to have none is asked with "Prefer", on the connection that then does without.
    /// </summary>
    private async Task<ITargetSession> ConnectAsync(Login login, CancellationToken cancellationToken)
    {
        var encryption = PostgreSqlConnector.EncryptionFor(login.Server);
        var place = (login.Server.Host, login.Server.Port);
        if (encryption is not SslMode.Prefer || _withoutTls.ContainsKey(place))
        {
            return await OpenAsync(login, encryption, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await OpenAsync(login, SslMode.Require, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException failure) when (PostgreSqlFailures.MeansNoTls(failure))
        {
            // The server has said so before it heard who we are.
            _withoutTls[place] = true;
            return await OpenAsync(login, SslMode.Disable, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ITargetSession> OpenAsync(Login login, SslMode encryption, CancellationToken cancellationToken)
    {
        var isEncrypted = false;
        var source = PostgreSqlConnector.DataSourceFor(login, encryption, DefaultDatabase, _limits, () =>
        {
            isEncrypted = true;
            _withoutTls.TryRemove((login.Server.Host, login.Server.Port), out _);
        });
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new PostgreSqlSession(isEncrypted, source, this, new PostgreSqlDialogue(login, connection, _limits));
        }
        catch
        {
            // The connection of a source is closed with it.
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
