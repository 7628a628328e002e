using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

public sealed class RightsComparisonTests
{
    [Fact]
    public async Task A_true_twin_differs_in_nothing()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();

        var comparison = await ReadAsync(scene);

        Assert.Equal("prod/app", comparison.Name);
        Assert.Equal((await scene.DescribeAsync()).Arn, comparison.Arn);
        Assert.Equal("app_clone", comparison.Accounts.CloneUser.Value);
        Assert.Empty(comparison.Differences);
    }

    [Fact]
    public async Task What_differs_is_told_and_nothing_changes()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";
        scene.Target.Find("app_clone")!.Fixed["owner of orders"] = "Nobody else may own it.";
        var before = await scene.StateAsync();

        var differences = (await ReadAsync(scene)).Differences;

        Assert.Equal(["setting search_path", "owner of orders"], differences.Select(difference => difference.Permission));
        Assert.Equal(("shop", null), (differences[0].OnBase, differences[0].OnClone));
        Assert.Equal("Nobody else may own it.", differences[1].Reason);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_single_user_has_nobody_to_be_compared_with()
    {
        var scene = await Scene.SingleUserAsync();

        var failure = await Assert.ThrowsAsync<RotationException>(() => ReadAsync(scene));

        Assert.Equal(FailureKind.NotApplicable, failure.Kind);
        Assert.Contains("'app'", failure.Message);
    }

    [Fact]
    public async Task A_clone_that_is_not_made_yet_cannot_be_compared()
    {
        var scene = await Scene.AlternatingAsync();

        var failure = await Assert.ThrowsAsync<RotationException>(() => ReadAsync(scene));

        Assert.Equal(FailureKind.AccountNotFound, failure.Kind);
    }

    private static Task<RightsComparison> ReadAsync(Scene scene) =>
        RightsComparison.ReadAsync(scene.NewProcess().Environment, scene.App, TestContext.Current.CancellationToken);
}
