using RotationPS.Engine.Secrets;
using RotationPS.Servers.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>Accounts as long years make them: with rights on what is gone.</summary>
public abstract class VanishedThingsTests(MySqlProtocolServer server) : MySqlProtocolTests(server)
{
    [Fact]
    public async Task A_right_on_what_is_gone_stops_no_rotation()
    {
        var login = await AddPlainAsync();
        var (database, gone) = (await AddDatabaseAsync(), await AddDatabaseAsync());
        await Server.ExecuteAsync(
        [
            $"CREATE TABLE {database}.t (a INT, b INT)",
            $"CREATE TABLE {database}.v (a INT, `b, (c)` INT)",
            $"CREATE TABLE {gone}.t (a INT)",
            $"CREATE PROCEDURE {gone}.p() SELECT 1",
            $"GRANT SELECT, INSERT ON {database}.t TO {Row(login.User)} WITH GRANT OPTION",
            $"GRANT SELECT (a), UPDATE (`b, (c)`), INSERT ON {database}.v TO {Row(login.User)}",
            $"GRANT SELECT ON {gone}.t TO {Row(login.User)}",
            $"GRANT EXECUTE ON PROCEDURE {gone}.p TO {Row(login.User)}",
            .. MoreThatGoes(database, gone, Row(login.User)),
            $"DROP TABLE {database}.t",
            $"ALTER TABLE {database}.v DROP COLUMN `b, (c)`",
            $"DROP DATABASE {gone}",
        ]);
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), database, "INSERT INTO v VALUES ()", "SELECT a FROM v");
        }

        await GoOnAsync(pair, database);
    }

    /// <summary>What else is gone on a server of this kind, as the statements that make it, grant rights on it, and drop it.</summary>
    protected virtual IEnumerable<string> MoreThatGoes(string database, string gone, string account) => [];

    /// <summary>What else holds on a server of this kind once the swaps are over.</summary>
    private protected virtual Task GoOnAsync(RotatedPair pair, string database) => Task.CompletedTask;
}
