using System.Text;
using System.Text.Json;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

public sealed class RotationLogTests
{
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

    [Fact]
    public async Task Runs_that_write_to_one_file_at_once_lose_no_line()
    {
        var folder = Directory.CreateTempSubdirectory("rotationps-log-");
        try
        {
            var path = Path.Combine(folder.FullName, "rotation.log");
            using (var one = Open(path))
            using (var other = Open(path))
            {
                foreach (var reason in Enumerable.Range(0, 20).Select(number => $"Reason {number}."))
                {
                    one.Write(new FleetEvent.Stopped(reason));
                    other.Write(new FleetEvent.Stopped(reason));
                }
            }

            var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(40, lines.Length);
            Assert.All(lines, line => Assert.Equal("Stopped", JsonDocument.Parse(line).RootElement.GetProperty("outcome").GetString()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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

    private static RotationLog Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), TimeProvider.System);
}
