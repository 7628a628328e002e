using System.Text;
using System.Text.Json;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A run that begins nothing further says what it has left, and why.</summary>
public sealed class StoppedFleetTests
{
    private const string Reason = "1 secret failed, so no further one is begun.";

    private static readonly ScheduleRequest Hourly = new() { Schedule = "rate(4 hours)" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_due_is_not_begun_and_what_is_not_due_is_told_as_ever()
    {
        var scene = await CreateDueAsync(4);
        await scene.AddAsync("later", "word", terms: new ScheduleRequest { Schedule = "rate(30 days)" });
        var asked = 0;

        await scene.RotateAsync(scene.Reader.FindDueAsync(new FleetQuery(), Token), Token, _ => Task.FromResult(++asked > 0));

        Assert.Equal(1, asked);
        Assert.Equal(RotationStatus.NotDue, scene.Outcomes.Single(outcome => outcome.Name == "later").Status);
        Assert.Equal(["app-01", "app-02", "app-03"], scene.NotBegun.Select(outcome => outcome.Name));
        Assert.All(scene.NotBegun, outcome => Assert.Equal((Reason, null, null), (outcome.Reason, outcome.Failure, outcome.NextRotation)));
        Assert.Equal(1, await scene.VersionsAsync("app-01"));
        Assert.Equal("3 secrets that were to be rotated are not begun; run the command again once the cause is mended.", Assert.Single(scene.Events.OfType<FleetEvent.NotBegun>()).Message);
    }

    [Fact]
    public async Task What_cannot_be_read_after_the_stop_is_not_begun_either_and_is_no_error()
    {
        var scene = await CreateDueAsync(2);
        await scene.AddAsync("damaged", "word", terms: Hourly);
        await scene.Store.TagAsync(new SecretId("damaged"), new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "every now and then" }, Token);

        await scene.RotateDueAsync();

        Assert.Equal(["app-01", "damaged"], scene.NotBegun.Select(outcome => outcome.Name).Order());
        Assert.Equal("app-00", Assert.Single(scene.Outcomes, outcome => outcome.Failure is not null).Name);
    }

    [Fact]
    public async Task A_store_that_is_away_is_not_waited_for_only_to_say_what_was_not_begun()
    {
        var scene = await FleetScene.CreateAsync(1);
        scene.Options = scene.Options with { ThrottleLimit = 1, StopAfterFailures = 1 };
        scene.Target.RemoveAccount("app-00");
        var away = new RotationException(FailureKind.Unreachable, "The store does not answer.", "Try later.");
        var read = 0;

        Assert.Same(away, await Assert.ThrowsAsync<RotationException>(() => scene.RotateAsync(MembersAsync(), Token)));

        Assert.Equal(2, read);
        Assert.Equal("app-00", Assert.Single(scene.Outcomes).Name);

        async IAsyncEnumerable<FleetMember> MembersAsync()
        {
            yield return new FleetMember(new SecretId("app-00"), await scene.Store.GetValueAsync(new SecretId("app-00"), VersionReference.Current, Token));
            for (read = 2; ; read++)
            {
                yield return new FleetMember(new SecretId($"away-{read}"), null) { Failure = away };
            }
        }
    }

    [Fact]
    public async Task A_canary_that_fails_where_there_is_nothing_else_stops_nothing()
    {
        var scene = await CreateDueAsync(2);
        scene.Options = scene.Options with { Canary = 1000, StopAfterFailures = null };

        await scene.RotateDueAsync();

        Assert.Contains(scene.Outcomes, outcome => outcome.Failure is not null);
        Assert.Null(scene.StopReason);
    }

    [Fact]
    public async Task Nobody_is_told_of_secrets_that_are_not_begun_where_there_are_none()
    {
        var scene = await CreateDueAsync(1);

        await scene.RotateDueAsync();

        Assert.Equal(Reason, scene.StopReason);
        Assert.Empty(scene.Events.OfType<FleetEvent.NotBegun>());
    }

    [Fact]
    public async Task The_log_counts_in_one_line_what_was_not_begun()
    {
        var scene = await CreateDueAsync(30);
        using var file = new MemoryStream();
        using var log = new RotationLog(file, TimeProvider.System);
        scene.Hear = log.Write;

        await scene.RotateDueAsync();

        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("Rotation", "Failed"), ("Fleet", "Stopped"), ("Fleet", "NotBegun")],
            lines.Select(line => (line.GetProperty("step").GetString()!, line.GetProperty("outcome").GetString()!)).TakeLast(3));
        Assert.StartsWith("29 secrets ", lines[^1].GetProperty("message").GetString());
    }

    /// <summary>So many secrets that are due, and a run that stops after its first, which fails.</summary>
    private static async Task<FleetScene> CreateDueAsync(int count)
    {
        var scene = await FleetScene.CreateAsync(count, terms: Hourly);
        scene.Clock.Advance(TimeSpan.FromHours(4));
        scene.Options = scene.Options with { ThrottleLimit = 1, StopAfterFailures = 1 };
        scene.Target.RemoveAccount("app-00");
        return scene;
    }
}
