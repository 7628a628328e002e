namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbVanishedThingsTests(SharedMariaDb shared) : VanishedThingsTests(shared.Plain)
{
    protected override IEnumerable<string> MoreThatGoes(string database, string gone, string account) =>
    [
        $"CREATE TABLE {database}.u (a INT, b INT)",
        $"GRANT SELECT (a), UPDATE (b) ON {database}.u TO {account}",
        $"GRANT CREATE VIEW ON {gone}.* TO {account}",
        $"DROP TABLE {database}.u",
    ];

    /// <summary>A table that is made again comes with the rights that were left of it.</summary>
    private protected override async Task GoOnAsync(RotatedPair pair, string database)
    {
        await Server.ExecuteAsync($"CREATE TABLE {database}.t (a INT)");
        for (var swap = 0; swap < 2; swap++)
        {
            await ExecuteAsync(await pair.RotateAsync(), database, "INSERT INTO t VALUES (1)", "SELECT a FROM t");
        }
    }
}
