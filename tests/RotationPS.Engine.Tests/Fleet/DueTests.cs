using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>Which secrets a schedule has rotated, and what is said of the others. The scenes begin on 2 January 2026 at 03:04.</summary>
public sealed class DueTests
{
    private static readonly ScheduleRequest Daily = new() { Schedule = "cron(0 8 * * ? *)", Window = "2h" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_rotated_in_its_window_and_left_alone_before_and_after()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily);

        await scene.RotateDueAsync();
        await At(scene, 8, 30).RotateDueAsync();
        await At(scene, 9, 0).RotateDueAsync();

        Assert.Equal([RotationStatus.NotDue, RotationStatus.Rotated, RotationStatus.NotDue], scene.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(
            [
                "Its next window opens 2026-01-02 08:00 UTC.",
                "Its window is open until 2026-01-02 10:00 UTC.",
                "Its next window opens 2026-01-03 08:00 UTC.",
            ],
            scene.Outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 8, 0, 0, TimeSpan.Zero), scene.Outcomes.Last().NextRotation);
    }

    [Fact]
    public async Task A_replica_is_left_to_its_primary_Region()
    {
        var scene = await FleetScene.CreateAsync(2, terms: Daily);
        scene.Store.PrepareReplica(new SecretId("app-01"), "eu-central-1");

        await At(scene, 8, 30).RotateDueAsync();

        Assert.Equal(RotationStatus.Rotated, scene.Outcomes.Single(outcome => outcome.Name == "app-00").Status);
        var replica = scene.Outcomes.Single(outcome => outcome.Name == "app-01");
        Assert.Equal(RotationStatus.NotDue, replica.Status);
        Assert.Equal("It is a replica, and is rotated in eu-central-1.", replica.Reason);
    }

    [Fact]
    public async Task What_a_rotation_function_or_a_service_rotates_is_left_to_it_without_a_login()
    {
        var scene = await FleetScene.CreateAsync(3, terms: Daily);
        scene.Store.PrepareRotationEnabled(new SecretId("app-01"));
        scene.Store.PrepareOwningService(new SecretId("app-02"), "rds");

        await At(scene, 8, 30).RotateDueAsync();

        Assert.Equal(RotationStatus.Rotated, Outcome(scene, "app-00").Status);
        Assert.All(["app-01", "app-02"], name => Assert.Equal(RotationStatus.NotDue, Outcome(scene, name).Status));
        Assert.Equal("A rotation function rotates it, for its automatic rotation is enabled in Secrets Manager.", Outcome(scene, "app-01").Reason);
        Assert.Equal("It belongs to the service 'rds', which rotates it itself.", Outcome(scene, "app-02").Reason);
        Assert.All(["app-01", "app-02"], name => Assert.Null(Outcome(scene, name).NextRotation));
        Assert.DoesNotContain(scene.Target.Logins, login => login.User is "app-01" or "app-02");
    }

    [Fact]
    public async Task What_a_rotation_function_rotates_is_rotated_where_the_caller_insists_and_fails_where_it_is_named()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily);
        scene.Store.PrepareRotationEnabled(new SecretId("app-00"));

        await At(scene, 8, 30).RotateAsync("app-00");
        Assert.Equal(FailureKind.AnotherWriter, Outcome(scene, "app-00").Failure!.Kind);

        scene.Options = scene.Options with { Rotation = scene.Options.Rotation with { IgnoreOtherWriter = true } };
        await scene.RotateDueAsync(new FleetQuery { IgnoresOtherWriter = true });
        Assert.Equal(RotationStatus.Rotated, scene.Outcomes.Last().Status);
    }

    [Fact]
    public async Task A_missed_window_is_told_and_made_up_for_in_the_next_one()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily);

        await At(scene, 11, 0).RotateDueAsync();
        await At(scene, 24 + 8, 0).RotateDueAsync();

        Assert.Equal([RotationStatus.NotDue, RotationStatus.Rotated], scene.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal("It is overdue. Its next window opens 2026-01-03 08:00 UTC.", scene.Outcomes.First().Reason);
    }

    [Fact]
    public async Task Nothing_is_begun_in_a_blackout()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily with { NotBetween = ["2026-01-01/2026-01-04"] });

        await At(scene, 8, 0).RotateDueAsync();

        var left = Assert.Single(scene.Outcomes);
        Assert.Equal(RotationStatus.NotDue, left.Status);
        Assert.Equal("Nothing is rotated from 2026-01-01 to 2026-01-04; after that its next window opens 2026-01-05 08:00 UTC.", left.Reason);
    }

    [Fact]
    public async Task Only_what_its_time_alone_keeps_from_being_rotated_has_no_line_in_the_log()
    {
        var scene = await FleetScene.CreateAsync(3, terms: Daily);
        scene.Store.PrepareReplica(new SecretId("app-01"), "eu-central-1");
        await new TermsKeeper(scene.Environment).KeepAsync(new SecretId("app-02"), new ScheduleRequest { NotBetween = ["2026-01-01/2026-01-02"] }, Token);
        using var file = new MemoryStream();
        using var log = new RotationLog(file, scene.Clock);
        scene.Hear = log.Write;

        await scene.RotateDueAsync();
        Assert.Equal(["app-01", "app-02"], Lines(file).Order());

        await At(scene, 11, 0).RotateDueAsync();
        Assert.Equal(["app-00", "app-01", "app-02"], Lines(file).Skip(2).Order());
        Assert.All(scene.Outcomes, outcome => Assert.Equal(RotationStatus.NotDue, outcome.Status));
    }

    [Fact]
    public async Task A_single_users_rotation_that_is_unfinished_is_finished_at_any_time()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily with { NotBetween = ["2026-01-01/2026-01-04"] });
        scene.Target.FailNext(TargetOperation.ChangeOwn, FailureKind.Busy);
        await scene.RotateAsync("app-00");

        await scene.RotateDueAsync();

        Assert.Equal([RotationStatus.Failed, RotationStatus.Resumed], scene.Outcomes.Select(outcome => outcome.Status));
        Assert.Contains("waits to be finished", scene.Outcomes.Last().Reason);
    }

    [Fact]
    public async Task Alternating_users_whose_rotation_is_unfinished_are_left_alone_in_a_blackout_and_finished_after_it()
    {
        var scene = await FleetScene.CreateAsync(1, alternating: true, terms: Daily with { NotBetween = ["2026-01-01/2026-01-04"] });
        scene.Target.FailNext(TargetOperation.EnsureClone, FailureKind.Busy);
        await scene.RotateAsync("app-00");
        var pending = scene.Outcomes.Single().VersionId;
        var logins = scene.Target.Logins.Count;

        await scene.RotateDueAsync();

        var left = scene.Outcomes.Last();
        Assert.Equal(RotationStatus.NotDue, left.Status);
        Assert.Equal($"Version {pending} waits to be finished. Nothing is rotated from 2026-01-01 to 2026-01-04, and 'app-00' of AWSCURRENT logs in meanwhile.", left.Reason);
        Assert.Equal(logins, scene.Target.Logins.Count);
        Assert.True(await scene.CurrentLogsInAsync("app-00"));

        // The blackout is over and no window is open.
        await At(scene, (3 * 24) + 1, 0).RotateDueAsync();
        Assert.Equal(RotationStatus.Resumed, scene.Outcomes.Last().Status);
        Assert.Equal(pending, scene.Outcomes.Last().VersionId);
    }

    [Fact]
    public async Task Secrets_without_a_schedule_and_those_of_others_are_not_looked_at()
    {
        var scene = await FleetScene.CreateAsync(2, terms: Daily);
        await scene.AddAsync("plain", new JsonObject { ["apikey"] = "x" });
        await scene.AddAsync("unscheduled", "word");

        await At(scene, 8, 0).RotateDueAsync();

        Assert.Equal(["app-00", "app-01"], scene.Outcomes.Select(outcome => outcome.Name).Order());
    }

    [Fact]
    public async Task A_secret_with_a_schedule_that_cannot_be_rotated_is_an_error_of_its_own()
    {
        var scene = await FleetScene.CreateAsync(1, terms: Daily);
        await scene.AddAsync("broken", new JsonObject { ["apikey"] = "x" }, Daily);
        await scene.Store.TagAsync(new SecretId("boss"), new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "every full moon" }, Token);

        await At(scene, 8, 0).RotateDueAsync();

        Assert.Equal(RotationStatus.Rotated, Outcome(scene, "app-00").Status);
        Assert.Equal(FailureKind.SecretKeyMissing, Outcome(scene, "broken").Failure!.Kind);
        Assert.Equal(FailureKind.InvalidParameter, Outcome(scene, "boss").Failure!.Kind);
    }

    [Fact]
    public async Task Shards_share_a_fleet_without_gap_or_overlap()
    {
        var scene = await FleetScene.CreateAsync(40, terms: Daily);
        At(scene, 8, 0);

        for (var index = 0; index < 3; index++)
        {
            await scene.RotateDueAsync(new FleetQuery { Shard = new FleetShard(index, 3) });
        }

        Assert.Equal(40, scene.Outcomes.Count());
        Assert.Equal(40, scene.Outcomes.Select(outcome => outcome.Name).Distinct().Count());
        Assert.All(scene.Outcomes, outcome => Assert.Equal(RotationStatus.Rotated, outcome.Status));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void A_part_that_there_is_not_is_refused(int index, int count) =>
        Assert.Equal(FailureKind.InvalidParameter, Assert.Throws<RotationException>(() => new FleetShard(index, count)).Kind);

    private static FleetScene At(FleetScene scene, int hour, int minute)
    {
        scene.Clock.SetUtcNow(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero).AddHours(hour).AddMinutes(minute));
        return scene;
    }

    private static IEnumerable<string> Lines(MemoryStream file) =>
        Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("secret").GetString()!);

    private static RotationOutcome Outcome(FleetScene scene, string name) => scene.Outcomes.Single(outcome => outcome.Name == name);
}
