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

    /// <summary>All that the server says of a row, without its name, its passwords and when they were set.</summary>
    protected async Task<IReadOnlyList<string>> DefinitionAsync(string name, string host = "%")
    {
        var account = Row(new AccountName(name), host);
        var (create, grants) = (await Server.QueryAsync($"SHOW CREATE USER {account}"), await Server.QueryAsync($"SHOW GRANTS FOR {account}"));
        return
        [
            .. create.Concat(grants).Select(row => System.Text.RegularExpressions.Regex.Replace(
                    ((string)row[0]!).Replace(name.Replace("`", "``"), "who", StringComparison.Ordinal).Replace(MySqlText.Literal(name), "'who'", StringComparison.Ordinal),
                    @" AS '(?:[^'\\]|\\.)*'",
                    " AS secret",
                    System.Text.RegularExpressions.RegexOptions.Singleline))
                .Order(StringComparer.Ordinal),
        ];
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
