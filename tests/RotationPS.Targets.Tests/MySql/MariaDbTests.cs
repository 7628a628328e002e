using RotationPS.Engine.Accounts;
using RotationPS.Servers.MariaDb;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What tests on a MariaDB server have in common.</summary>
public abstract class MariaDbTests(MariaDbServer server) : MySqlProtocolTests(server)
{
    /// <summary>Adds an account for a host; the words follow CREATE USER and its password.</summary>
    protected async Task<Login> AddAsync(AccountName? name = null, string words = "", string plugin = "mysql_native_password")
    {
        var login = Superuser with { User = name ?? NewName(), Password = NewPassword() };
        await Server.ExecuteAsync($"CREATE USER {Row(login.User)} IDENTIFIED VIA {plugin} USING PASSWORD({MySqlText.Literal(login.Password.Reveal())}) {words}");
        return login;
    }
}
