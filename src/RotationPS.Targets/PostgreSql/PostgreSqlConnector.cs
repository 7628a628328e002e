using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Says how to connect for one login. Npgsql keeps a data source for every connection string it is ever given, password
/// included, unless the data source is built by hand and disposed; so each login has its own.
/// </summary>
internal static class PostgreSqlConnector
{
    // A server that asks for no password, or for one in clear, would make a login prove nothing or give it away.
    private const string PasswordProofs = "ScramSHA256,MD5";

    /// <summary>Where the server and its certificate are verified, the password may also be asked for in clear, as LDAP and PAM do.</summary>
    private const string PasswordProofsToVerifiedServer = PasswordProofs + ",Password";

    /// <summary>Room for the statements that a session runs again and again; what sets a password is pushed out in time.</summary>
    private const int KeptStatements = 48;

    /// <param name="login">The login.</param>
    /// <param name="encryption">Whether the connection is encrypted.</param>
    /// <param name="defaultDatabase">The database where the login names none.</param>
    /// <param name="limits">How long the server may take.</param>
    /// <param name="encrypts">Hears that the server encrypts the connection.</param>
    public static NpgsqlDataSource DataSourceFor(Login login, SslMode encryption, string defaultDatabase, PostgreSqlLimits limits, Action encrypts)
    {
        var server = login.Server;
        if (!OneHost.Is(server.Host))
        {
            throw ServerFailures.HostNotOne(server);
        }

        if (login.Password.Reveal().Length == 0)
        {
            // Npgsql would look for a password in the environment and in ~/.pgpass.
            throw ServerFailures.PasswordEmpty(login);
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Database = server.Database ?? defaultDatabase,
            Username = login.User.Value,
            Password = login.Password.Reveal(),
            ApplicationName = "RotationPS",
            SslMode = encryption,
            GssEncryptionMode = GssEncryptionMode.Disable,
            RequireAuth = server.Ssl is true && !login.IsServerUntrusted ? PasswordProofsToVerifiedServer : PasswordProofs,
            Pooling = false,
            Enlist = false,

            // A pair is looked at more than once, and to plan these queries takes longer than to run them.
            MaxAutoPrepare = KeptStatements,
            AutoPrepareMinUsages = 1,
            Timeout = WholeSeconds.Of(limits.Connect),
            CommandTimeout = WholeSeconds.Of(limits.Statement) + PostgreSqlDialogue.AnswerMarginSeconds,
        };

        // The types of text, numbers and dates are known without the catalogue, and loading it takes longer than a rotation.
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString)
            .ConfigureTypeLoading(options => options.EnableTypeLoading(false))
            .EnableTransportSecurity()
            .UseSslClientAuthenticationOptionsCallback(_ => encrypts())
            .Build();
    }

    /// <summary>How a server is to be spoken to; "Prefer" where it may do without encryption but need not.</summary>
    public static SslMode EncryptionFor(ServerAddress server) => server switch
    {
        { Ssl: true } => SslMode.VerifyFull,
        { Ssl: false } => SslMode.Disable,
        { MayBePlain: true } => SslMode.Prefer,
        _ => SslMode.Require,
    };
}
