using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>What listeners of the sources named RotationPS hear.</summary>
public sealed class RotationTelemetryTests
{
    // Listeners hear every test of the process; what this one causes happens where this flag is set.
    private static readonly AsyncLocal<object?> _flag = new();

    private readonly ConcurrentQueue<Activity> _activities = [];
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measurements = [];

    [Fact]
    public async Task A_rotation_is_an_activity_with_its_steps_in_it_and_is_counted_and_timed()
    {
        var scene = await FleetScene.CreateAsync(1);
        await ListenAsync(() => scene.RotateAsync("app-00"));

        var rotation = Assert.Single(_activities, activity => activity.OperationName == "Rotate");
        var arn = (await scene.Store.DescribeAsync(new SecretId("app-00"), TestContext.Current.CancellationToken)).Arn;
        Assert.Equal("Rotated", rotation.GetTagItem("rotationps.status"));
        Assert.Equal("SingleUser", rotation.GetTagItem("rotationps.strategy"));
        Assert.Equal("postgres", rotation.GetTagItem("rotationps.engine"));
        Assert.Equal("app-00", rotation.GetTagItem("rotationps.secret.name"));
        Assert.Equal(arn, rotation.GetTagItem("rotationps.secret.arn"));
        Assert.Equal(scene.Outcomes.Single().VersionId!.Value, rotation.GetTagItem("rotationps.version.id"));
        Assert.Null(rotation.GetTagItem("error.type"));
        Assert.Equal(
            ["Plan", "Lock", "CreateSecret", "SetSecret", "TestSecret", "FinishSecret"],
            _activities.Where(activity => activity.ParentSpanId == rotation.SpanId).Select(activity => activity.OperationName));

        var count = Assert.Single(_measurements, measured => measured.Instrument == "rotationps.rotations");
        Assert.Equal(1, count.Value);
        Assert.Equal("Rotated", count.Tags["rotationps.status"]);
        Assert.Single(_measurements, measured => measured.Instrument == "rotationps.rotation.duration");
        Assert.Equal(6, _measurements.Count(measured => measured.Instrument == "rotationps.step.duration"));
        Assert.All(_measurements, measured => Assert.False(measured.Tags.ContainsKey("error.type")));
        Assert.All(_activities, activity => Assert.DoesNotContain("error.type", activity.TagObjects.Select(tag => tag.Key)));
        await AssertNoPasswordAsync(scene);
    }

    [Fact]
    public async Task A_failure_is_told_by_its_kind()
    {
        var scene = await FleetScene.CreateAsync(1);
        scene.Target.FailNext(TargetOperation.ChangeOwn, FailureKind.PermissionDenied);

        await ListenAsync(() => scene.RotateAsync("app-00"));

        var rotation = Assert.Single(_activities, activity => activity.OperationName == "Rotate");
        Assert.Equal(ActivityStatusCode.Error, rotation.Status);
        Assert.Equal("PermissionDenied", rotation.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(_activities, activity => activity.OperationName == "SetSecret").Status);
        Assert.Equal("PermissionDenied", Assert.Single(_measurements, measured => measured.Instrument == "rotationps.rotations").Tags["error.type"]);
        Assert.Contains(_measurements, measured => measured.Instrument == "rotationps.step.duration" && Equals(measured.Tags.GetValueOrDefault("error.type"), "PermissionDenied"));
        await AssertNoPasswordAsync(scene);
    }

    [Fact]
    public async Task A_failure_before_the_first_step_is_told_and_counted_and_has_no_duration()
    {
        var scene = await FleetScene.CreateAsync(0);

        await ListenAsync(() => scene.RotateAsync("nobody"));

        var rotation = Assert.Single(_activities);
        Assert.Equal(ActivityStatusCode.Error, rotation.Status);
        Assert.Equal("ResourceNotFound", rotation.GetTagItem("error.type"));
        Assert.Equal("nobody", rotation.GetTagItem("rotationps.secret.name"));
        var count = Assert.Single(_measurements);
        Assert.Equal(("rotationps.rotations", 1), (count.Instrument, count.Value));
        Assert.Equal(("Failed", "ResourceNotFound"), (count.Tags["rotationps.status"], count.Tags["error.type"]));
        Assert.False(count.Tags.ContainsKey("rotationps.engine"));
    }

    [Fact]
    public async Task What_a_stopped_run_has_not_begun_is_counted_by_itself()
    {
        var scene = await FleetScene.CreateAsync(3);
        scene.Options = scene.Options with { ThrottleLimit = 1, StopAfterFailures = 1 };
        scene.Target.RemoveAccount("app-00");

        await ListenAsync(() => scene.RotateAsync("app-00", "app-01", "app-02"));

        Assert.Equal(
            ["Failed", "NotBegun", "NotBegun"],
            _measurements.Where(measured => measured.Instrument == "rotationps.rotations").Select(measured => measured.Tags["rotationps.status"]));
        Assert.Single(_measurements, measured => measured.Instrument == "rotationps.rotation.duration");
        Assert.Single(_activities, activity => activity.OperationName == "Rotate");
    }

    private async Task ListenAsync(Func<Task> work)
    {
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RotationPS",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (_flag.Value == this)
                {
                    _activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "RotationPS")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        meters.Start();
        _flag.Value = this;
        await work();
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_flag.Value == this)
        {
            _measurements.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
        }
    }

    private async Task AssertNoPasswordAsync(FleetScene scene)
    {
        var told = string.Join('\n', _activities.SelectMany(activity => activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(activity.StatusDescription))
            .Concat(_measurements.SelectMany(measured => measured.Tags.Select(tag => (string?)$"{tag.Key}={tag.Value}"))));
        Assert.DoesNotContain("first-of-app-00", told);
        var current = await scene.Store.GetValueAsync(new SecretId("app-00"), VersionReference.Current, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(SecretDocument.Parse(current.Text).Password.Reveal(), told);
    }
}
