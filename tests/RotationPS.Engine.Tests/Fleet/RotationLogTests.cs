using System.Text;
using System.Text.Json;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

public sealed class RotationLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotationps-log-");
    private readonly string _path;

    public RotationLogTests() => _path = Path.Combine(_folder.FullName, "rotation.log");

    [Fact]
    public async Task A_disk_that_is_full_stops_the_log_and_not_the_rotations()
    {
        var scene = await FleetScene.CreateAsync(8);
        var disk = new FullDisk(lines: 3);
        using (var log = new RotationLog(disk, TimeProvider.System))
        {
            scene.Hear = log.Write;

            await scene.RotateAsync([.. Enumerable.Range(0, 8).Select(FleetScene.NameOf)]);

            Assert.Equal("No space left on device", log.Failure!.Message);
        }

        Assert.Equal(4, disk.Tries);
        Assert.Equal(3, Encoding.UTF8.GetString(disk.ToArray()).Count(character => character == '\n'));
        Assert.Equal(8, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    /// <summary>Each writer has the file open by itself and a thread of its own, which to the system is as good as a process.</summary>
    [Fact]
    public async Task Runs_that_write_to_one_file_at_the_same_time_lose_no_line()
    {
        const int Runs = 4, Lines = 1500;
        using var together = new Barrier(Runs);
        var runs = Enumerable.Range(0, Runs).Select(run => Task.Factory.StartNew(
            () =>
            {
                using var log = RotationLog.Open(_path, TimeProvider.System);
                together.SignalAndWait(TestContext.Current.CancellationToken);
                for (var line = 0; line < Lines; line++)
                {
                    log.Write(new FleetEvent.Stopped(Reason(run, line)));
                }

                Assert.Null(log.Failure);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(runs);

        var written = (await File.ReadAllLinesAsync(_path, TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()!)
            .Order(StringComparer.Ordinal);
        var expected = from run in Enumerable.Range(0, Runs) from line in Enumerable.Range(0, Lines) select Reason(run, line);
        Assert.Equal(expected.Order(StringComparer.Ordinal), written);

        // Lines of any length, so that one written over another would leave a piece of it.
        static string Reason(int run, int line) => $"Run {run}, line {line}{new string('.', line % 100)}";
    }

    [Fact]
    public async Task Whoever_follows_the_file_keeps_nobody_from_writing_nor_misses_a_line()
    {
        using var log = RotationLog.Open(_path, TimeProvider.System);
        await using var follower = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        log.Write(new FleetEvent.Stopped("One."));
        log.Write(new FleetEvent.Stopped("Two."));

        using var reader = new StreamReader(follower);
        Assert.Contains("One.", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Two.", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(log.Failure);
    }

    [Fact]
    public void A_run_whose_turn_never_comes_gives_up_its_log_and_not_its_work()
    {
        using var log = RotationLog.Open(_path, new LeapingClock());
        log.Write(new FleetEvent.Stopped("One."));
        using (new FileStream(_path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            log.Write(new FleetEvent.Stopped("Two."));
        }

        log.Write(new FleetEvent.Stopped("Three."));

        Assert.NotNull(log.Failure);
        Assert.Contains("One.", Assert.Single(ReadLines()));
    }

    [Fact]
    public void A_folder_where_nothing_can_be_made_beside_the_log_still_gets_its_lines()
    {
        Directory.CreateDirectory(_path + ".lock");
        using var log = RotationLog.Open(_path, TimeProvider.System);

        log.Write(new FleetEvent.Stopped("One."));

        Assert.Null(log.Failure);
        Assert.Contains("One.", Assert.Single(ReadLines()));
    }

    [Fact]
    public void A_search_that_fails_is_a_line_with_its_kind()
    {
        using var file = new MemoryStream();
        using var log = new RotationLog(file, TimeProvider.System);

        log.Write(new FleetEvent.SearchFailed(new RotationException(FailureKind.AccessDenied, "The listing \"is\" denied\nto you.", "Allow it.")));

        var line = JsonDocument.Parse(file.ToArray()).RootElement;
        Assert.Equal("Search", line.GetProperty("step").GetString());
        Assert.Equal("AccessDenied", line.GetProperty("failureKind").GetString());
        Assert.Contains("The listing \"is\" denied\nto you.", line.GetProperty("message").GetString());
        Assert.Equal(1, Encoding.UTF8.GetString(file.ToArray()).Count(character => character == '\n'));
    }

    [Fact]
    public async Task A_line_has_the_version_that_its_step_works_on_from_createSecret_on()
    {
        var scene = await FleetScene.CreateAsync(1);

        // Somebody else has begun a change that is no new password, so it is finished first, and then there is a rotation.
        var begun = Scenes.Scene.Account("app-00", "first-of-app-00");
        begun["note"] = "changed";
        await scene.Store.PutAsync(
            new SecretId("app-00"), Scenes.Scene.Id("begun"), new SecretText(begun.ToJsonString()), [StageLabel.Pending], TestContext.Current.CancellationToken);
        using var file = new MemoryStream();
        using var log = new RotationLog(file, TimeProvider.System);
        scene.Hear = log.Write;

        await scene.RotateAsync("app-00");

        var made = scene.Outcomes.Single().VersionId!.Value;
        Assert.Equal(
            [
                "Plan", "Lock", "CreateSecret begun", "TestSecret begun", "FinishSecret begun",
                "Plan", "Lock", "CreateSecret made", "SetSecret made", "TestSecret made", "FinishSecret made", "Rotation made",
            ],
            Encoding.UTF8.GetString(file.ToArray()).TrimEnd().Split('\n').Select(line => Told(JsonDocument.Parse(line).RootElement)));

        string Told(JsonElement line) => line.TryGetProperty("versionId", out var version)
            ? $"{line.GetProperty("step")} {(version.GetString() == made ? "made" : version.GetString()!.TrimEnd('-'))}"
            : $"{line.GetProperty("step")}";
    }

    [Fact]
    public async Task What_a_stop_cancels_has_not_failed()
    {
        var scene = await FleetScene.CreateAsync(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        scene.Hooks.Before = call => call is { Operation: TargetOperation.LogIn } ? stop.CancelAsync() : Task.CompletedTask;
        using var file = new MemoryStream();
        using var log = new RotationLog(file, TimeProvider.System);
        scene.Hear = log.Write;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids("app-00"), stop.Token), stop.Token));

        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["Plan Succeeded", "Lock Cancelled", "Rotation Cancelled"], lines.Select(line => $"{line.GetProperty("step")} {line.GetProperty("outcome")}"));
        Assert.All(lines, line => Assert.Equal("app-00", line.GetProperty("secret").GetString()));
        Assert.False(lines[2].TryGetProperty("failureKind", out _));
    }

    [Fact]
    public async Task What_is_cancelled_by_nobody_has_failed()
    {
        var scene = await FleetScene.CreateAsync(1);
        scene.Hooks.Before = call => call is { Operation: TargetOperation.LogIn } ? throw new TaskCanceledException() : Task.CompletedTask;
        using var file = new MemoryStream();
        using var log = new RotationLog(file, TimeProvider.System);
        scene.Hear = log.Write;

        await scene.RotateAsync("app-00");

        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(["Plan Succeeded", "Lock Failed", "Rotation Failed"], lines.Select(line => $"{line.GetProperty("step")} {line.GetProperty("outcome")}"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] ReadLines()
    {
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Each look at it is a second later, so that nobody has to wait.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
