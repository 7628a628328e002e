using System.Net.Sockets;
using MySqlConnector;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql;

/// <summary>Accounts of MySQL and MariaDB, and of the services that speak their language: Amazon RDS and Aurora.</summary>
public sealed class MySqlTarget : IRotationTarget
{
    private readonly MySqlLimits _limits;

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public MySqlTarget(MySqlLimits? limits = null) => _limits = limits ?? new MySqlLimits();

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["mysql", "aurora-mysql", "mariadb"];

    /// <inheritdoc/>
    public int DefaultPort => 3306;

    /// <summary>None: an account may do without.</summary>
    public string? DefaultDatabase => null;

    /// <inheritdoc/>
    public string DefaultExcludeCharacters => "/@\"'\\";

    /// <inheritdoc/>
    public IReadOnlyList<CloneMode> CloneModes { get; } = [CloneMode.Copy, CloneMode.Existing];

    /// <summary>Takes what the most generous of the servers takes; a session knows its own server's limit.</summary>
    public void CheckName(AccountName name)
    {
        if (name.Value.EnumerateRunes().Any(rune => !rune.IsBmp))
        {
            throw MySqlFailures.NameNotStorable(name);
        }

        if (MySqlFailures.CharactersOf(name) > MySqlVersion.LongestName)
        {
            throw MySqlFailures.NameTooLong(name, "MariaDB", MySqlVersion.LongestName);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => MySqlStatements.GrantsFor(account, superuser);

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => MySqlStatements.Preview(change);

    /// <summary>For the host that stands for all; an account may have others.</summary>
    public string UnlockStatement(AccountName account) => $"ALTER USER {MySqlText.Account(account.Value, "%")} ACCOUNT UNLOCK";

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        CheckName(login.User);
        try
        {
            return await ConnectAsync(login, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is MySqlException or SocketException or TimeoutException or IOException or ArgumentException or NotSupportedException)
        {
            throw MySqlFailures.OfLogin(login, failure);
        }
    }

    /// <summary>Connects, where encryption is a preference first with it. The server says that it has none before it hears who we are.</summary>
    private async Task<ITargetSession> ConnectAsync(Login login, CancellationToken cancellationToken)
    {
        var encryption = MySqlLoginSource.EncryptionFor(login);
        if (encryption is not MySqlSslMode.Preferred)
        {
            return await OpenAsync(login, encryption, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await OpenAsync(login, MySqlSslMode.Required, cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException failure) when (MySqlFailures.MeansNoTls(failure))
        {
            return await OpenAsync(login, MySqlSslMode.None, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ITargetSession> OpenAsync(Login login, MySqlSslMode encryption, CancellationToken cancellationToken)
    {
        var source = MySqlLoginSource.For(login, encryption, _limits);
        MySqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var dialogue = new MySqlDialogue(login, connection, _limits);
            await dialogue.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return new MySqlSession(encryption, source, this, dialogue);
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
