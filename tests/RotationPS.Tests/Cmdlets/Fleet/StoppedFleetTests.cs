using System.Text.Json;
using Npgsql;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Whatever ends a fleet's rotation early: what is between Set and Finish is finished, and nothing else is begun.</summary>
public sealed class StoppedFleetTests(CmdletServer server) : FleetTests(server)
{
    private const string RotateAll = "'one', 'two', 'three', 'four' | Invoke-SecretRotation @vault -ThrottleLimit 1";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly string[] _names = ["one", "two", "three", "four"];

    [Fact]
    public async Task Ctrl_C_finishes_what_is_being_set_and_begins_nothing_else()
    {
        await AddAllAsync();
        await using var hold = await HoldAsync("one");
        using var running = Session.Start(RotateAll);
        await WaitUntilBlockedAsync("one");

        var stop = running.StopAsync();
        Assert.False(stop.IsCompleted);
        await hold.DisposeAsync();
        await stop;

        Assert.True(running.WaitForEnd().WasStopped);
        Assert.Equal("2 1 1 1", string.Join(' ', await AllVersionsAsync()));
        await AssertSettledAsync();
    }

    [Fact]
    public async Task Ctrl_C_while_a_script_follows_a_rotation_ends_the_script_and_begins_nothing_else()
    {
        await AddAllAsync();
        using var running = Session.Start($"{RotateAll} -AfterRotationFailure Stop -AfterRotation {{ [System.IO.File]::WriteAllText($args[0], ''); while ($true) {{ }} }}".Replace("$args[0]", $"'{Path.Combine(Folder, "begun")}'", StringComparison.Ordinal));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(_patience);
        while (!File.Exists(Path.Combine(Folder, "begun")))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await running.StopAsync();

        Assert.True(running.WaitForEnd().WasStopped);
        Assert.Equal("2 1 1 1", string.Join(' ', await AllVersionsAsync()));
        await AssertSettledAsync();
    }

    [Theory]
    [InlineData("{0} | ForEach-Object {{ throw 'enough' }}")]
    [InlineData("foreach ($one in 1) {{ {0} | ForEach-Object {{ break }} }}")]
    public async Task A_pipeline_that_has_seen_enough_leaves_every_secret_whole(string pipeline)
    {
        await AddAllAsync();

        Try(string.Format(System.Globalization.CultureInfo.InvariantCulture, pipeline, RotateAll));

        Assert.Equal(2, (await AllVersionsAsync())[0]);
        await AssertSettledAsync();
        Assert.All(Run(RotateAll), result => Assert.Equal("Rotated", result.Text("Status")));
    }

    [Theory]
    [InlineData("{ $script:seen += $_.Name } | ForEach-Object { $release.Invoke(); throw 'enough' }")]
    [InlineData("{ $script:seen += $_.Name; if ($_.Name -eq 'one') { $release.Invoke(); throw 'enough' } } -ErrorAction Stop")]
    public async Task What_is_being_set_when_the_pipeline_ends_gets_its_script(string ending)
    {
        await AddAsync("one");
        await AddAsync("two");
        var hold = await HoldAsync("two");
        Session.SetVariable("release", new Action(() => ReleaseAsync(hold, "two").GetAwaiter().GetResult()));

        var run = Try($"$seen = @(); try {{ 'two', 'one' | Invoke-SecretRotation @vault -ThrottleLimit 2 -LogPath '{LogPath}' -AfterRotation {ending} }} catch {{ $error[0].ToString() }}; $seen -join ' '");

        Assert.Equal("one two", run.Output[^1].ToString());
        Assert.Contains("enough", run.Output[^2].ToString());
        Assert.Contains("Rotated too, without a result, for the pipeline has ended: 'two'.", run.Messages);
        Assert.Contains(await LogAsync(), line => line is "two AfterRotation Succeeded");
        await AssertCurrentLogsInAsync("two");
    }

    [Fact]
    public async Task The_log_names_what_Ctrl_C_keeps_from_getting_its_script()
    {
        await AddAsync("one");
        await using var hold = await HoldAsync("one");
        using var running = Session.Start($"Invoke-SecretRotation one @vault -LogPath '{LogPath}' -AfterRotation {{ }}");
        await WaitUntilBlockedAsync("one");

        var stop = running.StopAsync();
        await hold.DisposeAsync();
        await stop;

        Assert.Equal(["one Rotation Rotated", "one AfterRotation Cancelled"], (await LogAsync()).TakeLast(2));
    }

    [Fact]
    public async Task The_first_error_ends_it_where_errors_stop()
    {
        await AddAllAsync();
        await Server.ExecuteAsync($"ALTER ROLE {User("one")} NOLOGIN");

        var run = Try($"{RotateAll} -ErrorAction Stop");

        Assert.Single(run.Errors);
        Assert.Equal("Failed", Assert.Single(run.Output).Text("Status"));
        Assert.Equal(1, await VersionsAsync("one"));
        foreach (var name in _names.Skip(1))
        {
            await AssertCurrentLogsInAsync(name);
        }
    }

    private string LogPath => Path.Combine(Folder, "rotation.log");

    /// <summary>The secret, the step and the outcome of each line of the log.</summary>
    private async Task<IReadOnlyList<string>> LogAsync() =>
        [.. (await File.ReadAllLinesAsync(LogPath, Cancellation))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => $"{line.GetProperty("secret")} {line.GetProperty("step")} {line.GetProperty("outcome")}")];

    /// <summary>Lets the server alter an account, once a rotation waits for that.</summary>
    private async Task ReleaseAsync(NpgsqlConnection hold, string secret)
    {
        await WaitUntilBlockedAsync(secret);
        await hold.DisposeAsync();
    }

    private async Task AddAllAsync()
    {
        foreach (var name in _names)
        {
            await AddAsync(name);
        }
    }

    private async Task<int[]> AllVersionsAsync()
    {
        var lines = await Contents.LinesAsync(Cancellation);
        return [.. _names.Select(name => lines.Count(line => line.StartsWith($"{name} ", StringComparison.Ordinal)))];
    }

    private async Task AssertSettledAsync()
    {
        foreach (var name in _names)
        {
            await AssertCurrentLogsInAsync(name);
        }

        Assert.DoesNotContain(Run("Get-RotatedSecret @vault -Stuck"), secret => secret.Text("Name") == "one");
    }

    /// <summary>Keeps the server from altering an account until the connection is closed.</summary>
    private async Task<NpgsqlConnection> HoldAsync(string secret)
    {
        var connection = await Server.ConnectAsync(Server.Login, Server.Password);
        await using var command = new NpgsqlCommand($"BEGIN; ALTER ROLE {User(secret)} CONNECTION LIMIT 5", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    private async Task WaitUntilBlockedAsync(string secret)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(_patience);
        var query = $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{User(secret)}' AND cardinality(pg_blocking_pids(pid)) > 0";
        while (!1L.Equals(await Server.ScalarAsync(query)))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
