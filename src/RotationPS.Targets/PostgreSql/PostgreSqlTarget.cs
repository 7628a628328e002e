using RotationPS.Engine.Accounts;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Accounts of PostgreSQL, and of the services that speak its language: Amazon RDS and Aurora.</summary>
public sealed class PostgreSqlTarget : IRotationTarget
{
    // A server that asks for no password, or for one in clear, would make a login prove nothing or give it away.
    private const string PasswordProofs = "ScramSHA256,MD5";

    /// <summary>Where the server and its certificate are verified, the password may also be asked for in clear, as LDAP and PAM do.</summary>
    private const string PasswordProofsToVerifiedServer = PasswordProofs + ",Password";

    /// <summary>
    /// Room for the statements that a session runs again and again; what sets a password is pushed out in time. A pair is
    /// looked at more than once, and to plan these queries takes longer than to run them.
    /// </summary>
    private const int KeptStatements = 48;

    private readonly PostgreSqlLimits _limits;
    private readonly PgWireConnector _connector;

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public PostgreSqlTarget(PostgreSqlLimits? limits = null)
    {
        _limits = limits ?? new PostgreSqlLimits();
        _connector = new PgWireConnector(new PgWireOptions
        {
            DefaultDatabase = DefaultDatabase,
            Proofs = PasswordProofs,
            ProofsToVerifiedServer = PasswordProofsToVerifiedServer,
            KeptStatements = KeptStatements,
            Connect = _limits.Connect,
            Answer = _limits.Statement + TimeSpan.FromSeconds(PostgreSqlDialogue.AnswerMarginSeconds),
        });
    }

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
            var (source, connection, isEncrypted) = await _connector.ConnectAsync(login, cancellationToken).ConfigureAwait(false);
            return new PostgreSqlSession(isEncrypted, source, this, new PostgreSqlDialogue(login, connection, _limits));
        }
        catch (Exception failure) when (PgWireFailures.IsOfDriver(failure))
        {
            throw PostgreSqlFailures.OfLogin(login, failure);
        }
    }
}
