using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

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
        Assert.Equal(Scene.Start, overview.LastRotated);
        Assert.False(overview.IsUnfinished);
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

        Assert.True((await ReadAsync(scene)).IsUnfinished);
    }

    private static Task<SecretOverview> ReadAsync(Scene scene) =>
        SecretOverview.ReadAsync(scene.Store, scene.App, TestContext.Current.CancellationToken);
}
