using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store that lists or reads badly costs no more secrets than it must.</summary>
public sealed class FleetReaderTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(27)]
    public async Task What_was_found_before_the_search_broke_off_is_rotated(int found)
    {
        var scene = await FleetScene.CreateAsync(30, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Wrap = store => new BrokenListing(store, found);

        var failure = await Assert.ThrowsAsync<RotationException>(() => scene.RotateDueAsync());

        Assert.Equal(FailureKind.AccessDenied, failure.Kind);
        Assert.InRange(scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated), found - 1, found);
    }

    [Fact]
    public async Task One_id_that_a_batch_chokes_on_does_not_fail_the_others()
    {
        var scene = await FleetScene.CreateAsync(4);
        scene.Wrap = store => new ChokingStore(store);

        await scene.RotateAsync("app-00", "app-01", "nobody", "app-02", "app-03");

        Assert.Equal(4, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(FailureKind.ResourceNotFound, Assert.Single(scene.Outcomes, outcome => outcome.Failure is not null).Failure!.Kind);
    }
}
