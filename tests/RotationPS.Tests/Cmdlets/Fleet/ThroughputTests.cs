using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Many secrets with one command: throttles, canaries, failures, progress and a stop.</summary>
public sealed class ThroughputTests(CmdletServer server) : FleetTests(server)
{
    [Fact]
    public async Task A_secret_that_comes_several_times_is_rotated_once()
    {
        await AddAsync("one");
        var arn = (await Contents.DescribeAsync("one", Cancellation)).Arn;

        var results = Run("Invoke-SecretRotation one @vault | Out-Null; Get-SecretStageLabel one @vault | Invoke-SecretRotation @vault; 'one', $args[0] | Invoke-SecretRotation @vault", arn);

        Assert.Equal(2, results.Count);
        Assert.Equal(4, await VersionsAsync("one"));
    }

    [Fact]
    public async Task A_fleet_is_rotated_and_its_progress_is_shown()
    {
        for (var index = 0; index < 12; index++)
        {
            await AddAsync($"app{index}");
        }

        var run = Try("0..11 | ForEach-Object { \"app$_\" } | Invoke-SecretRotation @vault -ThrottleLimit 4 -ServerLimit 8");

        Assert.Empty(run.Errors);
        Assert.Equal(12, run.Output.Count(result => result.Text("Status") == "Rotated"));
        Assert.Contains(run.Messages, message => message.Contains("a second"));
        for (var index = 0; index < 12; index++)
        {
            await AssertCurrentLogsInAsync($"app{index}");
        }
    }

    [Fact]
    public async Task After_a_failed_canary_or_enough_failures_the_rest_is_left_as_it_is()
    {
        for (var index = 0; index < 6; index++)
        {
            await AddAsync($"app{index}");
            await Server.ExecuteAsync($"ALTER ROLE {User($"app{index}")} NOLOGIN");
        }

        var canary = Try("Invoke-SecretRotation (0..5 | ForEach-Object { \"app$_\" }) @vault -Canary 1");
        var enough = Try("Invoke-SecretRotation (0..5 | ForEach-Object { \"app$_\" }) @vault -ThrottleLimit 1 -StopAfterFailures 2");

        Assert.Equal("Failed NotBegun NotBegun NotBegun NotBegun NotBegun", string.Join(' ', canary.Output.Select(result => result.Text("Status"))));
        Assert.Contains("1 secret of the first 1 failed, so no further one is begun.", canary.Messages);
        Assert.Equal(["app0", "app1", "app2", "app3", "app4", "app5"], enough.Output.Select(result => result.Text("Name")));
        Assert.Equal(2, enough.Errors.Count);
        Assert.Contains("2 secrets failed, so no further one is begun.", enough.Messages);
        Assert.All(enough.Output.Skip(2), result => Assert.Equal("2 secrets failed, so no further one is begun.", result.Text("Reason")));
        Assert.Contains("4 secrets that were to be rotated are not begun; run the command again once the cause is mended.", enough.Messages);
    }

    [Fact]
    public async Task After_a_stop_nobody_is_asked_about_what_still_comes_down_the_pipeline()
    {
        foreach (var name in new[] { "one", "two", "three" })
        {
            await AddAsync(name);
        }

        await Server.ExecuteAsync($"DROP ROLE {User("one")}");
        Session.Host.Approves = true;
        Session.SetVariable("log", Path.Combine(Folder, "rotation.log"));

        // The others come only once the log says that the run has stopped.
        var run = Try(
            """
            $end = [datetime]::UtcNow.AddMinutes(1)
            & {
                'one'
                do {
                    $reader = [System.IO.StreamReader]::new([System.IO.FileStream]::new($log, 'Open', 'Read', 'ReadWrite, Delete'))
                    $lines = $reader.ReadToEnd()
                    $reader.Dispose()
                } until ($lines.Contains('"Stopped"') -or [datetime]::UtcNow -gt $end)
                'two'
                'three'
            } | Invoke-SecretRotation @vault -StopAfterFailures 1 -Confirm -LogPath $log
            """);

        Assert.Single(Session.Host.Questions);
        Assert.Equal(["Failed", "NotBegun", "NotBegun"], run.Output.Select(result => result.Text("Status")));
        Assert.Equal(1, await VersionsAsync("two"));
    }

    [Fact]
    public async Task Results_come_down_the_pipeline_as_they_are_done()
    {
        for (var index = 0; index < 3; index++)
        {
            await AddAsync($"app{index}");
        }

        var results = Run("0..2 | ForEach-Object { \"app$_\" } | Invoke-SecretRotation @vault | Get-SecretStageLabel -StageLabel AWSCURRENT @vault");

        Assert.Equal(["app0", "app1", "app2"], results.Select(result => result.Text("Name")).Order());
    }
}
