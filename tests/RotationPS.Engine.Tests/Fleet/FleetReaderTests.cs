using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store that lists or reads badly costs no more secrets than it must.</summary>
public sealed class FleetReaderTests
{
    private const string Batch = nameof(ISecretStore.GetValuesAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_that_nobody_has_foreseen_costs_no_secret_but_the_one_it_comes_from(bool isSearch)
    {
        var scene = await FleetScene.CreateAsync(45, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Wrap = store => new FaultyReads(store, (id, _) => Is(id, "app-25") ? new InvalidCastException("This may hold a password.") : null);

        await (isSearch ? scene.RotateDueAsync() : scene.RotateAsync([.. Enumerable.Range(0, 45).Select(FleetScene.NameOf)]));

        Assert.Equal(44, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        var failed = Assert.Single(scene.Outcomes, outcome => outcome.Status is not RotationStatus.Rotated);
        Assert.True(Is(failed.SecretId, "app-25"));
        Assert.Equal(FailureKind.Unexpected, failed.Failure!.Kind);
        Assert.Null(failed.Failure.InnerException);
        Assert.Contains("System.InvalidCastException, thrown by RotationPS.", failed.Failure.Message);
        Assert.DoesNotContain("password", failed.Failure.Message);
    }

    [Fact]
    public async Task A_batch_that_fails_in_a_way_that_nobody_has_foreseen_is_read_one_by_one()
    {
        var scene = await FleetScene.CreateAsync(45, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Wrap = store => new FaultyReads(store, (id, operation) => operation is Batch && Is(id, "app-25") ? new InvalidCastException() : null);

        await scene.RotateDueAsync();

        Assert.Equal(45, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task An_error_that_nobody_has_foreseen_in_the_second_look_at_labels_costs_no_other_secret()
    {
        var scene = await FleetScene.CreateAsync(3, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Store.PrepareVersionWithoutValue(new SecretId("app-01"), Scene.Id("pending"), StageLabel.Pending);
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Wrap = store => new FaultyReads(
            store, (id, operation) => operation is nameof(ISecretStore.DescribeAsync) && Is(id, "app-01") ? new InvalidCastException() : null);

        await scene.RotateDueAsync();

        Assert.Equal(2, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(FailureKind.Unexpected, Assert.Single(scene.Outcomes, outcome => outcome.Name == "app-01").Failure!.Kind);
    }

    [Fact]
    public async Task A_secret_that_nobody_has_given_a_schedule_is_not_passed_over_for_an_error_that_nobody_has_foreseen()
    {
        var scene = await FleetScene.CreateAsync(2);
        await scene.Store.CreateAsync(
            new NewSecret { Name = "certificate", Text = new SecretText("-----BEGIN"), Token = Scene.Id("certificate") }, Token);
        scene.Wrap = store => new FaultyReads(store, (id, _) => Is(id, "app-01") ? new InvalidCastException() : null);

        var entries = await scene.Reader.FindAsync(new FleetQuery(), Token).ToListAsync(Token);

        Assert.Equal(FailureKind.Unexpected, entries.Single(entry => entry.Labels.Name == "app-01").Failure!.Kind);
        Assert.Equal("certificate", Assert.Single(entries, entry => entry.IsForeign).Labels.Name);
    }

    [Fact]
    public async Task A_memory_that_is_full_ends_the_search_for_it_is_that_of_no_secret()
    {
        var scene = await FleetScene.CreateAsync(3, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Clock.Advance(TimeSpan.FromDays(1));
        scene.Wrap = store => new FaultyReads(store, (_, _) => new InsufficientMemoryException());

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => scene.RotateDueAsync());

        Assert.Empty(scene.Outcomes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_while_values_are_read_is_nobodys_failure(bool inBatches)
    {
        var scene = await FleetScene.CreateAsync(3, terms: new ScheduleRequest { Schedule = "rate(1 day)" });
        scene.Clock.Advance(TimeSpan.FromDays(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        scene.Wrap = store => new FaultyReads(store, (_, operation) =>
        {
            if (operation is Batch != inBatches)
            {
                return operation is Batch ? new InvalidCastException() : null;
            }

            stop.Cancel();
            return new TaskCanceledException();
        });

        var told = new List<FleetEntry>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var entry in scene.Reader.FindAsync(new FleetQuery(), stop.Token))
            {
                told.Add(entry);
            }
        });
        Assert.Empty(told);
    }

    private static bool Is(SecretId id, string name) => id.Value.Contains(name, StringComparison.Ordinal);
}
