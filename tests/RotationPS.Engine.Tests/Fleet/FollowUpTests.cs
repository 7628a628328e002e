using System.Collections.Concurrent;
using System.Threading.Channels;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>What follows a rotation before its worker takes the next secret.</summary>
public sealed class FollowUpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_secrets_are_ahead_of_what_follows_them_than_there_are_workers(int workers)
    {
        var scene = await FleetScene.CreateAsync(12);
        scene.Options = scene.Options with { ThrottleLimit = workers };
        var (ended, followed) = (0, 0);
        var ahead = new ConcurrentBag<int>();
        scene.Hear = happened =>
        {
            if (happened is FleetEvent.Ended)
            {
                ahead.Add(Interlocked.Increment(ref ended));
            }
        };
        scene.FollowUp = async _ =>
        {
            await Task.Yield();
            Interlocked.Increment(ref followed);
            Interlocked.Decrement(ref ended);
        };

        await scene.RotateAsync([.. Enumerable.Range(0, 12).Select(FleetScene.NameOf)]);

        Assert.Equal(12, followed);
        Assert.Equal(12, ahead.Count);
        Assert.All(ahead, count => Assert.InRange(count, 1, workers));
    }

    [Fact]
    public async Task A_stop_that_follows_a_rotation_is_heeded_before_the_next_is_begun()
    {
        var scene = await FleetScene.CreateAsync(5);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        FleetRotator? rotator = null;
        scene.FollowUp = _ =>
        {
            rotator!.Stop("It is enough.");
            return Task.CompletedTask;
        };
        rotator = scene.NewRotator(_ => Task.FromResult(true));

        await rotator.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids("app-00", "app-01", "app-02"), Token), Token);

        Assert.Equal("app-00", scene.Outcomes.First().Name);
        Assert.Equal(["app-01", "app-02"], scene.NotBegun.Select(outcome => outcome.Name));
        Assert.Equal("It is enough.", scene.StopReason);
        Assert.Equal(1, await scene.VersionsAsync("app-01"));
    }

    [Theory]
    [InlineData(2, null, "1 secret of the first 2 failed, so no further one is begun.")]
    [InlineData(0, 2, "2 secrets failed, so no further one is begun.")]
    public async Task A_failure_of_what_follows_a_rotation_counts_as_one_of_the_rotation(int canary, int? stopAfterFailures, string reason)
    {
        var scene = await FleetScene.CreateAsync(8);
        scene.Options = scene.Options with { ThrottleLimit = 1, Canary = canary, StopAfterFailures = stopAfterFailures };
        FleetRotator? rotator = null;
        scene.FollowUp = _ =>
        {
            if (canary == 0 || scene.Outcomes.Count() == 1)
            {
                rotator!.CountFailure();
            }

            return Task.CompletedTask;
        };
        rotator = scene.NewRotator(_ => Task.FromResult(true));

        await rotator.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids([.. Enumerable.Range(0, 8).Select(FleetScene.NameOf)]), Token), Token);

        Assert.Equal([RotationStatus.Rotated, RotationStatus.Rotated], scene.Outcomes.Take(2).Select(outcome => outcome.Status));
        Assert.Equal(6, scene.NotBegun.Count());
        Assert.Equal(reason, scene.StopReason);
    }

    [Fact]
    public async Task A_stop_is_told_before_the_next_secret_comes_which_is_told_then()
    {
        var scene = await FleetScene.CreateAsync(2);
        scene.Options = scene.Options with { StopAfterFailures = 1 };
        scene.Target.RemoveAccount("app-00");
        var ids = Channel.CreateUnbounded<SecretId>();
        Assert.True(ids.Writer.TryWrite(new SecretId("app-00")));

        // Whoever stands before in the pipeline says what is next, and that it was all, only after the stop.
        scene.Hear = happened =>
        {
            if (happened is FleetEvent.Stopped)
            {
                Assert.True(ids.Writer.TryWrite(new SecretId("app-01")));
                ids.Writer.Complete();
            }
        };
        await scene.RotateAsync(scene.Reader.ReadAsync(ids.Reader, Token), Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal("1 secret failed, so no further one is begun.", scene.StopReason);
        Assert.Equal("app-01", Assert.Single(scene.NotBegun).Name);
    }

    [Fact]
    public async Task Nothing_is_held_while_something_follows_a_rotation()
    {
        var scene = await FleetScene.CreateAsync(2, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1, ServerLimit = 2 };
        var again = new ConcurrentBag<RotationStatus>();
        scene.FollowUp = async token =>
        {
            // The script of a caller may rotate the very same secret.
            var outcome = await new Rotator(scene.Environment).RotateAsync(scene.Outcomes.Last().SecretId, scene.Options.Rotation, _ => { }, token);
            again.Add(outcome.Status);
        };

        await scene.RotateAsync("app-00", "app-01");

        Assert.Equal([RotationStatus.Rotated, RotationStatus.Rotated], again);
        Assert.True(await scene.CurrentLogsInAsync("app-00"));
        Assert.Equal(3, await scene.VersionsAsync("app-00"));
    }
}
