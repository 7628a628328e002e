using MySqlConnector;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql;

/// <summary>Whether the account that is logged in may read the server's accounts and change them.</summary>
internal static class AdminPowers
{
    private const string ReadsAccounts = "SELECT 1 FROM mysql.user u, mysql.procs_priv p, mysql.proxies_priv x LIMIT 0";

    public static async Task DemandAsync(MySqlConnection connection, Login login, AccountName account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using (var command = new MySqlCommand(ReadsAccounts, connection))
        {
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (!await MayCreateAsync(connection).ConfigureAwait(false))
        {
            throw MySqlFailures.MayNotManage(login, account);
        }
    }

    /// <summary>The server writes down what a session may do, roles included, only in the words of GRANT.</summary>
    private static async Task<bool> MayCreateAsync(MySqlConnection connection)
    {
        await using var command = new MySqlCommand("SHOW GRANTS", connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var grant = reader.GetString(0);
            var end = grant.IndexOf(" ON *.* TO ", StringComparison.Ordinal);
            if (end > 0 && grant["GRANT ".Length..end].Split(',', StringSplitOptions.TrimEntries).Any(word => word is "CREATE USER" or "ALL PRIVILEGES"))
            {
                return true;
            }
        }

        return false;
    }
}
