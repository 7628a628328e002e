using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What tests on a MySQL server have in common.</summary>
public abstract class MySqlTests(SharedMySql shared) : MySqlProtocolTests(shared.Server)
{
    /// <summary>Adds an account for a host; the words follow CREATE USER and its password.</summary>
    protected async Task<Login> AddAsync(AccountName? name = null, string words = "", string plugin = "caching_sha2_password")
    {
        var login = Superuser with { User = name ?? NewName(), Password = NewPassword() };
        await Server.ExecuteAsync($"CREATE USER {Row(login.User)} IDENTIFIED WITH {plugin} BY {MySqlText.Literal(login.Password.Reveal())} {words}");
        return login;
    }

    /// <summary>Adds an administrator with the rights that the README names, and some more.</summary>
    protected async Task<Login> AddAdminAsync(params string[] grants)
    {
        var admin = await AddAsync();
        await Server.ExecuteAsync(
        [
            $"GRANT CREATE USER ON *.* TO {Row(admin.User)}",
            $"GRANT SELECT ON mysql.* TO {Row(admin.User)}",
            .. grants.Select(grant => $"GRANT {grant.Replace("{admin}", Row(admin.User), StringComparison.Ordinal)}"),
        ]);
        return admin;
    }

    /// <summary>Whether a statement runs, as the account.</summary>
    protected async Task<bool> RunsAsync(Login login, string statement)
    {
        try
        {
            await ExecuteAsync(login, null, statement);
            return true;
        }
        catch (MySqlConnector.MySqlException refused) when (refused.Number is 1044 or 1045 or 1142 or 1143 or 1227 or 1370 or 1410)
        {
            return false;
        }
    }
}
