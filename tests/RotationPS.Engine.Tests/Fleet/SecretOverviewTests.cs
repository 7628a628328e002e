using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

public sealed class SecretOverviewTests
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser, null)]
    [InlineData(RotationStrategy.Alternating, "app_clone")]
    public async Task A_secret_is_told_at_a_glance(RotationStrategy strategy, string? clone)
    {
        var scene = await Scene.CreateAsync(strategy);

        var overview = await ReadAsync(scene);

        Assert.Equal("prod/app", overview.Name);
        Assert.Equal((await scene.DescribeAsync()).Arn, overview.Arn);
        Assert.Equal(strategy, overview.Strategy);
        Assert.Equal("postgres", overview.Engine);
        Assert.Equal("db.example.com", overview.Host);
        Assert.Equal("app", overview.UserName.Value);
        Assert.Equal(clone, overview.CloneUserName?.Value);
        Assert.Equal(clone, overview.NextUserName?.Value);
        Assert.Equal(Scene.Start, overview.LastRotated);
        Assert.Null(overview.Unfinished);
        Assert.Null(overview.Terms);
        Assert.Null(overview.NextRotation);
        Assert.Equal(RotatedSecretState.Ready, overview.State);
    }

    [Fact]
    public async Task The_age_of_the_credentials_is_that_of_the_version_in_use()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(1));
        await scene.RotateAsync();
        scene.Clock.Advance(TimeSpan.FromDays(1));
        await scene.Store.TagAsync(scene.App, new Dictionary<string, string> { ["team"] = "shop" }, TestContext.Current.CancellationToken);

        Assert.Equal(Scene.Start.AddDays(1), (await ReadAsync(scene)).LastRotated);
    }

    [Fact]
    public async Task An_unfinished_rotation_is_told()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.FailNext(TargetOperation.ChangeOwn, FailureKind.Busy);
        await scene.RotateAsync();

        Assert.Equal(RotatedSecretState.Unfinished, (await ReadAsync(scene)).State);
        Assert.Equal(await scene.HolderAsync(StageLabel.Pending), (await ReadAsync(scene)).Unfinished);
    }

    [Fact]
    public async Task A_schedule_says_when_it_is_time_and_when_the_time_has_passed()
    {
        // Made on 2 January at 03:04, due on the first of a month from 8 to 12.
        var scene = await Scene.SingleUserAsync();
        await new TermsKeeper(scene.NewProcess().Environment)
            .KeepAsync(scene.App, new ScheduleRequest { Schedule = "cron(0 8 1 * ? *)", Window = "4h" }, TestContext.Current.CancellationToken);
        var opening = new DateTimeOffset(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);

        Assert.Equal(RotatedSecretState.Ready, (await ReadAsync(scene)).State);
        Assert.Equal(opening, (await ReadAsync(scene)).NextRotation);

        scene.Clock.Advance(opening - Scene.Start);
        Assert.Equal(RotatedSecretState.Due, (await ReadAsync(scene)).State);
        Assert.Equal(opening, (await ReadAsync(scene)).NextRotation);

        scene.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal(RotatedSecretState.Overdue, (await ReadAsync(scene)).State);
        Assert.Equal(opening.AddMonths(1), (await ReadAsync(scene)).NextRotation);

        scene.Clock.Advance(opening.AddMonths(1) - scene.Clock.GetUtcNow());
        var late = await ReadAsync(scene);
        Assert.True(late is { IsDue: true, IsOverdue: true, State: RotatedSecretState.Overdue });
    }

    [Theory]
    [InlineData("function")]
    [InlineData("replica")]
    [InlineData("service")]
    public async Task A_secret_that_is_rotated_elsewhere_has_no_time(string elsewhere)
    {
        var scene = await Scene.SingleUserAsync();
        await new TermsKeeper(scene.NewProcess().Environment).KeepAsync(scene.App, new ScheduleRequest { Schedule = "rate(4 hours)" }, TestContext.Current.CancellationToken);
        scene.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RotatedSecretState.Overdue, (await ReadAsync(scene)).State);

        Action<SecretId> leave = elsewhere switch
        {
            "function" => secret => scene.Store.PrepareRotationEnabled(secret),
            "replica" => secret => scene.Store.PrepareReplica(secret, "eu-west-1"),
            _ => secret => scene.Store.PrepareOwningService(secret, "rds"),
        };
        leave(scene.App);

        var overview = await ReadAsync(scene);
        Assert.Equal(RotatedSecretState.Ready, overview.State);
        Assert.Null(overview.NextRotation);
        Assert.False(overview.IsDue || overview.IsOverdue);
    }

    private static Task<SecretOverview> ReadAsync(Scene scene) =>
        SecretOverview.ReadAsync(scene.NewProcess().Environment, scene.App, TestContext.Current.CancellationToken);
}
