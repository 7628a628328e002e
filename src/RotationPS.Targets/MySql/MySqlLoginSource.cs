using MySqlConnector;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;

namespace RotationPS.Targets.MySql;

/// <summary>
/// Says how to connect for one login. Each login has a data source of its own, which is disposed with it, so that its
/// connection is a new one and its password stays in none of the driver's tables.
/// </summary>
internal static class MySqlLoginSource
{
    public static MySqlDataSource For(Login login, MySqlSslMode encryption, MySqlLimits limits)
    {
        var server = login.Server;
        if (!OneHost.Is(server.Host))
        {
            throw ServerFailures.HostNotOne(server);
        }

        if (login.Password.Reveal().Length == 0)
        {
            throw ServerFailures.PasswordEmpty(login);
        }

        Ed25519Proof.Register();
        return new MySqlDataSource(new MySqlConnectionStringBuilder
        {
            Server = server.Host,
            Port = (uint)server.Port,
            Database = server.Database ?? string.Empty,
            UserID = login.User.Value,
            Password = login.Password.Reveal(),
            ApplicationName = "RotationPS",
            SslMode = encryption,

            // A pool of one connection, which no other login ever sees. The driver files the connection strings of what it
            // does not pool, password included, in a table that lives as long as the process; this pool goes with its source.
            Pooling = true,
            MaximumPoolSize = 1,
            ConnectionReset = false,
            AutoEnlist = false,
            AllowLoadLocalInfile = false,

            // Names of accounts hold @, which the driver would take for a parameter.
            AllowUserVariables = true,

            // Without encryption a stranger in between could hand out a key of his own.
            AllowPublicKeyRetrieval = server.MayBePlain && !login.IsServerUntrusted,
            ConnectionTimeout = (uint)WholeSeconds.Of(limits.Connect),
            DefaultCommandTimeout = (uint)WholeSeconds.Of(limits.Statement),
            CharacterSet = "utf8mb4",

            // What takes too long ends with its connection; the driver would log in once more to end it, and keep the password.
            CancellationTimeout = -1,
        }.ConnectionString);
    }

    /// <summary>How a server is to be spoken to; "Preferred" where it may do without encryption but need not.</summary>
    public static MySqlSslMode EncryptionFor(Login login) => login switch
    {
        // Over an encrypted connection the driver hands out the password itself to whoever asks for it, and cannot be told
        // not to. Without encryption it only ever proves that it knows it.
        { IsServerUntrusted: true, Server.MayBePlain: true } => MySqlSslMode.None,
        { IsServerUntrusted: true } => throw MySqlFailures.ServerUntrusted(login),
        { Server.Ssl: true } => MySqlSslMode.VerifyFull,
        { Server.Ssl: false } => MySqlSslMode.None,
        { Server.MayBePlain: true } => MySqlSslMode.Preferred,
        _ => MySqlSslMode.Required,
    };
}
