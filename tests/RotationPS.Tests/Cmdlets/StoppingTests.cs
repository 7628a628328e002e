using Npgsql;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Ctrl+C before the password is set stops a rotation; after that it goes on to its end. A killed one is taken up.</summary>
public sealed class StoppingTests(CmdletServer server) : CmdletTests(server)
{
    private const string Rotate = "Invoke-SecretRotation app @vault";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_before_the_password_is_set_it_leaves_what_the_next_run_completes(bool alternating)
    {
        MakeSecretForAppsTurn(alternating);
        using var otherSession = new CmdletSession();
        Prepare(otherSession);
        await using var hold = await HoldAccountAsync();
        using var first = Session.Start(Rotate);
        await WaitForBlockedAsync(1);
        using var second = otherSession.Start(Rotate);
        await WaitForBlockedAsync(2);
        var before = await StateAsync();

        // The first is inside the server's ALTER ROLE; the second waits for the account's lock, which the first holds.
        await second.StopAsync();

        var stopped = second.WaitForEnd();
        Assert.True(stopped.WasStopped);
        Assert.Empty(stopped.Output);
        Assert.Empty(stopped.Errors);
        Assert.Equal(before, await StateAsync());

        await hold.DisposeAsync();
        Assert.Equal("Rotated", Assert.Single(first.WaitForEnd().Output).Text("Status"));
        Assert.Equal("Rotated", Assert.Single(Run(Rotate)).Text("Status"));
        await AssertSettledAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_while_the_password_is_set_it_runs_to_its_end(bool alternating)
    {
        MakeSecretForAppsTurn(alternating);
        var before = Current();
        await using var hold = await HoldAccountAsync();
        using var running = Session.Start(Rotate);
        await WaitForBlockedAsync(1);

        var stop = running.StopAsync();
        Assert.False(stop.IsCompleted);
        await hold.DisposeAsync();
        await stop;

        Assert.True(running.WaitForEnd().WasStopped);
        Assert.NotEqual(before, Current());
        await AssertSettledAsync();
        Assert.Equal("Rotated", Assert.Single(Run(Rotate)).Text("Status"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_while_the_password_is_set_it_is_resumed_by_the_next_run(bool alternating)
    {
        MakeSecretForAppsTurn(alternating);
        using var process = await RotatingProcess.StartAsync(Folder, VaultPath);
        await using (await HoldAccountAsync())
        {
            process.Go();
            await WaitForBlockedAsync(1);
            await process.KillAsync();
        }

        var pending = Assert.Single(Run("Get-SecretStageLabel app AWSPENDING @vault")).Text("VersionId");
        var result = Assert.Single(Run(Rotate));

        Assert.Equal("Resumed", result.Text("Status"));
        Assert.Equal(pending, result.Text("VersionId"));
        Assert.Equal(pending, Current());
        await AssertSettledAsync();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_rotation_that_fails_its_test_is_resumed_when_the_cause_is_gone(bool alternating, int connections)
    {
        MakeSecretForAppsTurn(alternating);
        await Server.ExecuteAsync($"ALTER ROLE {App} CONNECTION LIMIT {connections}");
        var failed = Try($"{Rotate} -TestTimeout 0");
        Refusal.Assert(failed, "Busy", "InvokeSecretRotation", "app");
        var pending = Assert.Single(failed.Output).Text("VersionId");
        await Server.ExecuteAsync($"ALTER ROLE {App} CONNECTION LIMIT -1");

        var result = Assert.Single(Run(Rotate));

        Assert.Equal("Resumed", result.Text("Status"));
        Assert.Equal(pending, result.Text("VersionId"));
        await AssertSettledAsync();
    }

    /// <summary>Makes the secret such that the account's password is the next to be set.</summary>
    private void MakeSecretForAppsTurn(bool alternating)
    {
        MakeSecret(alternating);
        if (alternating)
        {
            Run(Rotate);
        }
    }

    /// <summary>Keeps the server from altering the account until the connection is closed.</summary>
    private async Task<NpgsqlConnection> HoldAccountAsync()
    {
        var connection = await Server.ConnectAsync(Server.Login, Server.Password);
        await using var command = new NpgsqlCommand($"BEGIN; ALTER ROLE {App} CONNECTION LIMIT 5", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    /// <summary>Returns when as many of this test's sessions wait for a lock.</summary>
    private async Task WaitForBlockedAsync(long sessions)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(_patience);
        var query = $"SELECT count(*) FROM pg_stat_activity WHERE strpos(usename, '{Tag}') > 0 AND cardinality(pg_blocking_pids(pid)) > 0";
        while (!sessions.Equals(await Server.ScalarAsync(query)))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task AssertSettledAsync()
    {
        await AssertCurrentLogsInAsync();
        Assert.Empty(Run("Get-SecretStageLabel app AWSPENDING @vault"));
    }

    private string Current() => Assert.Single(Run("Get-SecretStageLabel app AWSCURRENT @vault")).Text("VersionId");
}
