using RotationPS.Engine.Secrets;
using RotationPS.Servers.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What a base or its clone makes, and what the other one can do with it.</summary>
public abstract class TwinCreationTests(MySqlProtocolServer server) : MySqlProtocolTests(server)
{
    [Fact]
    public async Task Views_triggers_events_and_routines_of_either_serve_both_after_every_swap()
    {
        var login = await AddPlainAsync();
        var database = await AddDatabaseAsync();
        await Server.ExecuteAsync($"GRANT ALL PRIVILEGES ON {database}.* TO {Row(login.User)} WITH GRANT OPTION");
        await ExecuteAsync(login, database, "CREATE TABLE log (a INT)");
        var pair = await RotatedPair.CreateAsync(Target, login, Superuser, new AlternatingOptions());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await SwapAsync(
                pair,
                database,
                swap,
                [
                    $"CREATE TABLE t{swap} (a INT)",
                    $"CREATE SQL SECURITY DEFINER VIEW d{swap} AS SELECT a FROM t{swap}",
                    $"CREATE SQL SECURITY INVOKER VIEW i{swap} AS SELECT a FROM t{swap}",
                    $"CREATE EVENT e{swap} ON SCHEDULE EVERY 1 DAY DO DELETE FROM log",
                    $"CREATE PROCEDURE p{swap}() SQL SECURITY INVOKER SELECT a FROM t{swap}",
                    .. MoreMade(swap),
                ],
                earlier =>
                [
                    $"INSERT INTO d{earlier} (a) VALUES ({swap})",
                    $"SELECT * FROM i{earlier}",
                    $"CALL p{earlier}()",
                    $"ALTER EVENT e{earlier} DISABLE",
                    .. MoreUsed(earlier, swap),
                ]);
        }

        await ExecuteAsync(await pair.CurrentAsync(), database, [.. Dropped]);
    }

    /// <summary>What else an account of a server of this kind makes in a swap.</summary>
    protected virtual IEnumerable<string> MoreMade(int swap) => [];

    /// <summary>What else an account does in a swap with what was made in an earlier one.</summary>
    protected virtual IEnumerable<string> MoreUsed(int earlier, int swap) => [];

    /// <summary>What the last account drops, whichever of the two has made it.</summary>
    protected virtual IEnumerable<string> Dropped => [];
}
