using System.Net;
using System.Security;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>Says how to connect for one login. The password is never part of a connection string.</summary>
internal static class SqlServerConnector
{
    /// <summary>How much longer the driver waits than the server is told to, so that the server's own answer comes first.</summary>
    public const int AnswerMarginSeconds = 5;

    /// <summary>
    /// Characters that mean something else to SqlClient than one host: a port, an instance, a protocol. See the keyword
    /// Data Source at https://learn.microsoft.com/dotnet/api/microsoft.data.sqlclient.sqlconnection.connectionstring.
    /// </summary>
    private const string NotInHost = ",;/\\@='\"|";

    /// <summary>What SqlClient takes for this machine by shared memory or for a local database.</summary>
    private static readonly string[] _notHosts = [".", "(local)", "(localdb)"];

    public static SqlConnection ConnectionFor(Login login, string database, SqlConnectionEncryptOption encryption, SqlServerLimits limits)
    {
        Demand(login);
        return new SqlConnection(TextFor(login.Server, database, encryption, limits), CredentialOf(login));
    }

    /// <summary>Changes a password in the packet of a login; no statement is sent. It cures an expired password, too.</summary>
    public static Task ChangePasswordAsync(Login login, string database, SqlConnectionEncryptOption encryption, Password password, SqlServerLimits limits)
    {
        Demand(login);

        // The driver has no asynchronous form of this.
        return Task.Run(() => SqlConnection.ChangePassword(
            TextFor(login.Server, database, encryption, limits), CredentialOf(login), Secure(password)));
    }

    /// <summary>
    /// How a server is to be spoken to. Without encryption of the rest the packet of the login is encrypted all the same,
    /// by every server that has a certificate, its own at the least: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds.
    /// </summary>
    public static SqlConnectionEncryptOption EncryptionFor(ServerAddress server) =>
        server.Ssl is false ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory;

    private static string TextFor(ServerAddress server, string database, SqlConnectionEncryptOption encryption, SqlServerLimits limits) =>
        new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:{server.Host},{server.Port}",
            InitialCatalog = database,
            ApplicationName = "RotationPS",
            Encrypt = encryption,
            TrustServerCertificate = server.Ssl is not true,
            Pooling = false,
            Enlist = false,
            ConnectRetryCount = 0,
            PersistSecurityInfo = false,
            MultipleActiveResultSets = false,
            ConnectTimeout = WholeSeconds.Of(limits.Connect),
            CommandTimeout = WholeSeconds.Of(limits.Statement) + AnswerMarginSeconds,
        }.ConnectionString;

    private static void Demand(Login login)
    {
        if (!IsOneHost(login.Server.Host))
        {
            throw SqlServerFailures.HostNotOne(login.Server);
        }

        if (login.Password.Reveal().Length == 0)
        {
            throw ServerFailures.PasswordEmpty(login);
        }

        if (login.IsServerUntrusted)
        {
            // TDS has no proof of a password: the server is given it, and a certificate only says that the server is
            // who it says it is, not that the owner of this password has chosen it.
            throw SqlServerFailures.ServerUntrusted(login);
        }
    }

    private static SqlCredential CredentialOf(Login login) => new(login.User.Value, Secure(login.Password));

    private static SecureString Secure(Password password)
    {
        var text = new SecureString();
        foreach (var character in password.Reveal())
        {
            text.AppendChar(character);
        }

        text.MakeReadOnly();
        return text;
    }

    private static bool IsOneHost(string host) =>
        host.Length > 0
        && !_notHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        && !host.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || NotInHost.Contains(character))
        && (IPAddress.TryParse(host, out var address)
            ? !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            : !host.Contains(':') && Uri.CheckHostName(host) != UriHostNameType.Unknown);
}
