using System.Data;
using System.Globalization;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.Redshift;

/// <summary>One connection to Redshift.</summary>
internal sealed class RedshiftSession(Login login, PgWireConnection wire, RedshiftTarget target, RedshiftLimits limits) : ITargetSession
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly NpgsqlConnection _connection = wire.Connection;
    private bool _isPrepared;

    /// <inheritdoc/>
    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool IsEncrypted => wire.IsEncrypted;

    /// <summary>Never: Redshift has no passwords that must be changed.</summary>
    public bool MustChangePassword => false;

    /// <summary>
    /// Redshift has no advisory locks: https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-functions.html.
    /// </summary>
    public bool LocksAccounts => false;

    /// <summary>There is nothing to take.</summary>
    public Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>There is nothing to let go of, but the connection has to answer.</summary>
    public async Task UnlockAccountsAsync(CancellationToken cancellationToken) =>
        await DescribeAccountAsync(Login.User, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken) => CallAsync(name, async () =>
    {
        await using var command = CommandAbout(name, RedshiftStatements.Describe);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DateTimeOffset? expiresAt = reader.IsDBNull(0)
            ? null
            : DateTimeOffset.ParseExact(reader.GetString(0), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        // Whether a user's password is disabled, or the user has NOLOGIN, is not for everybody to see.
        return new AccountDescription(name, CanLogIn: true, expiresAt, CloneOf: null);
    });

    /// <inheritdoc/>
    public async Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken)
    {
        var isSuperuser = await CallAsync(account, async () =>
        {
            await using var command = CommandAbout(Login.User, RedshiftStatements.IsSuperuser);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }).ConfigureAwait(false);
        if (!isSuperuser)
        {
            throw RedshiftFailures.NoSuperuser(Login, account);
        }
    }

    /// <inheritdoc/>
    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        var statement = RedshiftStatements.Create(name, LiteralFor(name, password));

        // Redshift runs every transaction as a serializable one: https://docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html.
        await using var transaction = await CallAsync(
            name, async () => await _connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await CallAsync(name, () => ExecuteAsync(statement, cancellationToken)).ConfigureAwait(false);
        await record(cancellationToken).ConfigureAwait(false);

        // The password is on record; a cancellation now would only leave it unknown whether the account exists.
        await CallAsync(name, async () =>
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        retainCurrent ? throw RedshiftFailures.OnePasswordOnly(Login.User) : ResetPasswordAsync(Login.User, password, cancellationToken);

    /// <inheritdoc/>
    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        target.CheckName(name);
        var statement = RedshiftStatements.SetPassword(name, LiteralFor(name, password));
        return CallAsync(name, () => ExecuteAsync(statement, cancellationToken));
    }

    /// <summary>Refused: there are no clones.</summary>
    public Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken) => throw RedshiftFailures.SingleUserOnly();

    /// <summary>Refused: there are no clones.</summary>
    public Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) =>
        throw RedshiftFailures.SingleUserOnly();

    /// <summary>Refused: there are no clones.</summary>
    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) => throw RedshiftFailures.SingleUserOnly();

    /// <summary>Refused: there are no clones.</summary>
    public Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        throw RedshiftFailures.SingleUserOnly();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await wire.Source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// A password that was set before may break the rules for new ones, and an undo has to be able to set it again; what
    /// clients would send in different ways never is.
    /// </summary>
    private static string LiteralFor(AccountName account, Password password) => PrintableAscii.Is(password)
        ? RedshiftStatements.LiteralFor(account, password)
        : throw RedshiftFailures.PasswordUnsuitable(account, "it is empty or has characters other than printable ASCII");

    private NpgsqlCommand CommandAbout(AccountName name, string text) =>
        new(text, _connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name.Value } } };

    /// <returns>Always true; there is nothing to be told.</returns>
    private async Task<bool> ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        // A batch of one: the driver does not look for several statements in a text that holds somebody's name.
        await using var batch = new NpgsqlBatch(_connection) { BatchCommands = { new NpgsqlBatchCommand(statement) } };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Makes a call to the server and tells its failures apart. A session that only proves a login runs no statement, so it
    /// is prepared with its first one.
    /// </summary>
    private async Task<T> CallAsync<T>(AccountName account, Func<Task<T>> call)
    {
        try
        {
            if (!_isPrepared)
            {
                await ExecuteAsync(RedshiftStatements.SetStatementTimeout(limits.Statement), CancellationToken.None).ConfigureAwait(false);
                await ExecuteAsync(RedshiftStatements.SetTimeZone, CancellationToken.None).ConfigureAwait(false);
                _isPrepared = true;
            }

            return await call().ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw RedshiftFailures.OfStatement(Login, account, failure);
        }
        catch (InvalidOperationException failure) when (_connection.State != ConnectionState.Open)
        {
            // The driver has noticed an earlier break.
            throw ServerFailures.ConnectionLost(Login.Server, failure);
        }
    }
}
