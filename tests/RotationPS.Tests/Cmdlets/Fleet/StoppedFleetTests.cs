using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Whatever ends a fleet's rotation early: what is between Set and Finish is finished, and nothing else is begun.</summary>
public sealed class StoppedFleetTests(CmdletServer server) : FleetTests(server)
{
    private const string RotateAll = "'one', 'two', 'three', 'four' | Invoke-SecretRotation @vault -ThrottleLimit 1";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _stopIsHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static readonly string[] _names = ["one", "two", "three", "four"];

    [Fact]
    public async Task Ctrl_C_finishes_what_is_being_set_and_begins_nothing_else()
    {
        await AddAllAsync();
        await using var hold = await HoldAsync("one");
        using var running = Session.Start($"{RotateAll} | {WatchStop()}");
        await WaitUntilBlockedAsync("one");

        var stop = running.StopAsync();
        await _stopIsHeard.Task.WaitAsync(_patience, Cancellation);
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
        using var running = Session.Start($"{RotateAll} -AfterRotationFailure Stop -AfterRotation {{ [System.IO.File]::WriteAllText('{BegunPath}', ''); while ($true) {{ }} }}");
        await WaitUntilBegunAsync();

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

    /// <summary>What ends the pipeline is an error of the cmdlet's own, about what came down the pipeline after the secret.</summary>
    [Fact]
    public async Task What_is_being_set_gets_its_script_though_the_next_id_is_an_error()
    {
        await AddAsync("one");
        var hold = await HoldAsync("one");
        Session.SetVariable("blocked", new Action(() => WaitUntilBlockedAsync("one").GetAwaiter().GetResult()));
        Session.SetVariable("release", new Action(() => hold.DisposeAsync().AsTask().GetAwaiter().GetResult()));

        // The server has begun to alter the account by then, which it is let do before the error comes.
        var run = Try($$"""
            $seen = @()
            try { & { 'one'; $blocked.Invoke(); $release.Invoke(); 'b*' } | Invoke-SecretRotation @vault -ErrorAction Stop -AfterRotation { $script:seen += $_.Name } } catch { }
            $seen -join ' '
            """);

        Assert.Equal("one", run.Output[^1].ToString());
        await AssertCurrentLogsInAsync("one");
    }

    [Fact]
    public async Task A_warning_of_a_script_that_ends_the_pipeline_costs_neither_its_result_nor_another_script()
    {
        await AddAsync("one");
        await AddAsync("two");
        Session.SetVariable("both", new Action(() => WaitForLogAsync("(?s)\"Rotated\".*\"Rotated\"").GetAwaiter().GetResult()));

        var run = Try($"$seen = @(); try {{ Invoke-SecretRotation one, two @vault -LogPath '{LogPath}' -WarningAction Stop -AfterRotation {{ $script:seen += $_.Name; $both.Invoke(); $PSCmdlet.WriteWarning('hot') }} }} catch {{ }}; $seen.Count");

        Assert.Equal("Rotated", run.Output[0].Text("Status"));
        Assert.Equal(2, run.Output[^1].BaseObject);
    }

    [Fact]
    public async Task An_error_of_a_command_before_it_ends_it_as_Ctrl_C_does()
    {
        await AddAsync("one");
        var hold = await HoldAsync("one");
        Session.SetVariable("release", new Action(() => ReleaseAsync(hold, "one").GetAwaiter().GetResult()));

        Try($"& {{ 'one'; $release.Invoke(); throw 'no more' }} | Invoke-SecretRotation @vault -LogPath '{LogPath}' -AfterRotation {{ }}");

        Assert.Equal(["one Rotation Rotated", "one AfterRotation Cancelled"], (await LogAsync()).TakeLast(2));
        await AssertCurrentLogsInAsync("one");
    }

    [Fact]
    public async Task The_log_names_what_Ctrl_C_keeps_from_getting_its_script()
    {
        await AddAsync("one");
        await using var hold = await HoldAsync("one");
        using var running = Session.Start($"Invoke-SecretRotation one @vault -LogPath '{LogPath}' -AfterRotation {{ }} | {WatchStop()}");
        await WaitUntilBlockedAsync("one");

        var stop = running.StopAsync();
        await _stopIsHeard.Task.WaitAsync(_patience, Cancellation);
        await hold.DisposeAsync();
        await stop;

        Assert.Equal(["one Rotation Rotated", "one AfterRotation Cancelled"], (await LogAsync()).TakeLast(2));
    }

    [Fact]
    public async Task No_script_begins_while_commands_before_it_are_still_being_told_of_Ctrl_C()
    {
        await AddAsync("one");
        var hold = await HoldAsync("one");
        Session.SetVariable("held", new Action(() =>
        {
            // The pipeline is stopping, and Invoke-SecretRotation has not been told.
            hold.DisposeAsync().AsTask().GetAwaiter().GetResult();
            WaitForLogAsync("\"AfterRotation\"").GetAwaiter().GetResult();
        }));
        using var running = Session.Start($"'one' | Watch-Stop $held | Invoke-SecretRotation @vault -LogPath '{LogPath}' -AfterRotation {{ [System.IO.File]::WriteAllText('{BegunPath}', '') }}");
        await WaitUntilBlockedAsync("one");

        await running.StopAsync();

        Assert.False(File.Exists(BegunPath));
        Assert.Equal(["one Rotation Rotated", "one AfterRotation Cancelled"], (await LogAsync()).TakeLast(2));
    }

    [Fact]
    public async Task A_script_that_Ctrl_C_ends_is_in_the_log_whatever_its_programs_have_said()
    {
        await AddAsync("one");
        var program = OperatingSystem.IsWindows() ? "cmd /c 'echo said>&2'" : "/bin/sh -c 'echo said >&2'";
        using var running = Session.Start($"Invoke-SecretRotation one @vault -LogPath '{LogPath}' -AfterRotation {{ {program}; [System.IO.File]::WriteAllText('{BegunPath}', ''); while ($true) {{ }} }}");
        await WaitUntilBegunAsync();

        await running.StopAsync();

        Assert.Equal("one AfterRotation Failed", (await LogAsync())[^1]);
        Assert.Contains("It was stopped with the run.", await File.ReadAllTextAsync(LogPath, Cancellation));
    }

    [Fact]
    public async Task What_has_failed_when_the_pipeline_ends_is_told()
    {
        await AddAsync("one");
        await AddAsync("two");
        await Server.ExecuteAsync($"ALTER ROLE {User("two")} NOLOGIN");
        Session.SetVariable("failed", new Action(() => WaitForLogAsync("\"two\",\"arn\"[^\n]*\"Rotation\",\"outcome\":\"Failed\"").GetAwaiter().GetResult()));

        var run = Try($"try {{ 'one', 'two' | Invoke-SecretRotation @vault -ThrottleLimit 1 -LogPath '{LogPath}' | ForEach-Object {{ $failed.Invoke(); throw 'enough' }} }} catch {{ }}");

        Assert.Contains(run.Messages, message => message.StartsWith("Secret 'two': ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Messages, message => message.StartsWith("Rotated too", StringComparison.Ordinal));
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

    /// <summary>The file by which a script says that it has begun.</summary>
    private string BegunPath => Path.Combine(Folder, "begun");

    /// <summary>What a pipeline ends with so that the test hears when the cmdlet has been told of a stop.</summary>
    private string WatchStop()
    {
        Session.SetVariable("heard", new Action(_stopIsHeard.SetResult));
        return "Watch-Stop $heard";
    }

    private Task WaitUntilBegunAsync() => WaitUntilAsync(() => Task.FromResult(File.Exists(BegunPath)));

    private Task WaitForLogAsync(string pattern) => WaitUntilAsync(async () =>
    {
        using var reader = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return Regex.IsMatch(await reader.ReadToEndAsync(Cancellation), pattern);
    });

    private async Task WaitUntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(_patience);
        while (!await isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

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

    private Task WaitUntilBlockedAsync(string secret) => WaitUntilAsync(async () => 1L.Equals(await Server.ScalarAsync(
        $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{User(secret)}' AND cardinality(pg_blocking_pids(pid)) > 0")));
}
