namespace RotationPS.Targets.Tests.SqlServer.Catalogue;

/// <summary>Transactions, locks and the ends of connections.</summary>
public sealed class CatalogueSessionTests : CatalogueTests
{
    private const string Take = "DECLARE @r int; EXEC @r = sys.sp_getapplock @Resource = N'x', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = {0}, @DbPrincipal = N'public'; SELECT @r";

    [Fact]
    public async Task What_a_transaction_changed_is_seen_by_others_only_when_it_is_committed()
    {
        await SetUpAsync();
        using var session = LogIn("sa", Administrator);
        await session.ExecuteAsync($"BEGIN TRAN; CREATE LOGIN late WITH PASSWORD = N'{Password}'", [], Token);

        Assert.Equal(18456, Refused("late"));
        Assert.Equal(1222, await ErrorAsync("SET LOCK_TIMEOUT 0; CREATE USER x WITHOUT LOGIN", "sa"));
        await session.ExecuteAsync("ROLLBACK", [], Token);
        Assert.Equal(18456, Refused("late"));
        await session.ExecuteAsync($"BEGIN TRAN; CREATE LOGIN late WITH PASSWORD = N'{Password}'; COMMIT", [], Token);

        LogIn("late").Dispose();
    }

    [Fact]
    public async Task A_lost_connection_takes_its_transaction_back()
    {
        await SetUpAsync();
        using (var session = LogIn("sa", Administrator))
        {
            await session.ExecuteAsync("BEGIN TRAN; DROP LOGIN keeper", [], Token);
        }

        LogIn().Dispose();
    }

    [Fact]
    public async Task With_xact_abort_an_error_ends_the_batch_and_the_transaction()
    {
        await SetUpAsync();
        using var session = LogIn("sa", Administrator, "shop");

        var answer = await session.ExecuteAsync("SET XACT_ABORT ON; BEGIN TRAN; CREATE ROLE one; DROP USER nobody; CREATE ROLE two", [], Token);

        Assert.Equal(15151, Assert.Single(answer.Messages).Number);
        Assert.Empty(await RowsAsync("SELECT name FROM sys.database_principals WHERE name IN (N'one', N'two')"));
    }

    [Fact]
    public async Task A_savepoint_takes_back_what_came_after_it()
    {
        await SetUpAsync();
        await Server.RunAsync("BEGIN TRAN; CREATE ROLE one; SAVE TRAN s; CREATE ROLE two; ROLLBACK TRAN s; COMMIT", "shop");

        Assert.Equal(["one"], (await RowsAsync("SELECT name FROM sys.database_principals WHERE name IN (N'one', N'two')")).Select(row => row[0]));
    }

    [Fact]
    public async Task An_application_lock_is_had_by_one_and_goes_with_its_session()
    {
        await SetUpAsync();
        using var first = LogIn("sa", Administrator);
        using var second = LogIn("sa", Administrator);

        Assert.Equal(0, await ValueAsync(first, 0));
        Assert.Equal(-1, await ValueAsync(second, 0));
        var waiting = ValueAsync(second, -1);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.Equal(1, await waiting);

        async Task<object?> ValueAsync(Servers.SqlServer.ISqlSession session, int timeout)
        {
            var batch = string.Format(System.Globalization.CultureInfo.InvariantCulture, Take, timeout);
            return (await session.ExecuteAsync(batch, [], Token)).Results[0].Rows[0][0];
        }
    }

    [Fact]
    public async Task A_killed_session_is_told_and_loses_its_locks()
    {
        await SetUpAsync();
        using var victim = LogIn();
        var id = (await victim.ExecuteAsync("SELECT @@SPID", [], Token)).Results[0].Rows[0][0];

        await Server.RunAsync($"KILL {id}");

        Assert.True(victim.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Extended_properties_are_added_changed_and_dropped()
    {
        await SetUpAsync();
        const string add = "EXEC sys.sp_addextendedproperty @name = N'mark', @value = N'1', @level0type = N'USER', @level0name = N'keeper'";
        await Server.RunAsync(add, "shop");

        Assert.Equal(15233, await ErrorAsync(add, "sa"));
        await Server.RunAsync("EXEC sys.sp_updateextendedproperty @name = N'mark', @value = N'2', @level0type = N'USER', @level0name = N'keeper'", "shop");
        Assert.Equal("2", (await RowsAsync("SELECT value FROM sys.extended_properties WHERE class = 4 AND major_id = USER_ID(N'keeper')"))[0][0]);
        await Server.RunAsync("EXEC sys.sp_dropextendedproperty N'mark', N'USER', N'keeper'", "shop");
        Assert.Equal(15217, await ErrorAsync("EXEC sys.sp_dropextendedproperty N'mark', N'USER', N'keeper'", "sa"));
    }
}
