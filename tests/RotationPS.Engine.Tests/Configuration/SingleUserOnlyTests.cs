using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

/// <summary>A kind of server on which two accounts cannot alternate: what needs two says so before anything changes, all else works.</summary>
public sealed class SingleUserOnlyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_of_two_accounts_is_refused_at_every_turn_and_nothing_changes()
    {
        var scene = await SceneAsync(RotationStrategy.Alternating);
        var before = await scene.StateAsync();

        Assert.Equal(FailureKind.NotApplicable, (await scene.RotateAsync()).Failure!.Kind);
        await RefusedAsync(() => scene.NewProcess().PlanAsync());
        await RefusedAsync(() => RightsComparison.ReadAsync(scene.NewProcess().Environment, scene.App, Cancellation));
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_single_user_is_not_turned_into_two()
    {
        var scene = await SceneAsync();
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Contains("single user", outcome.Failure.What, StringComparison.Ordinal);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Empty(scene.Target.Logins);
    }

    [Fact]
    public async Task Two_accounts_that_another_tool_has_made_become_a_single_user_that_rotates()
    {
        var scene = await SceneAsync(RotationStrategy.Alternating);

        Assert.Null((await scene.NewProcess().ToSingleUserAsync()).Failure);

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task No_secret_is_made_for_two_accounts()
    {
        var scene = await SceneAsync();
        var request = Request(scene) with { IsAlternating = true };

        await RefusedAsync(() => scene.NewProcess().Creator.CreateAsync(request, Cancellation));

        Assert.Empty(scene.Target.Logins);
        Assert.Equal(["app", "boss"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task A_superuser_makes_the_account_of_a_single_user()
    {
        var scene = await SceneAsync();

        await scene.NewProcess().Creator.CreateAsync(Request(scene), Cancellation);

        Assert.Equal(["app", "boss", "report"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task A_generated_password_that_is_unfit_makes_no_account()
    {
        var scene = await SceneAsync();
        scene.Target.IsUnfit = _ => true;

        await RefusedAsync(() => scene.NewProcess().Creator.CreateAsync(Request(scene), Cancellation), FailureKind.PolicyRejected);

        Assert.Empty(scene.Target.Logins);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "app")]
    [InlineData(RotationStrategy.Alternating, "app")]
    [InlineData(RotationStrategy.Alternating, "app_clone")]
    public async Task A_superuser_gives_the_account_of_AWSCURRENT_its_password_again(RotationStrategy strategy, string user)
    {
        var scene = await SceneAsync(strategy);
        scene.Target.AddAccount(user, "changed by hand");
        await scene.EditAsync(scene.App, json => json["username"] = user);

        var outcome = await scene.NewProcess().ReconcileAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Reconciled, outcome.Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_test_of_a_secret_of_two_accounts_says_that_it_cannot_rotate_and_leaves_the_superuser_alone()
    {
        var scene = await SceneAsync(RotationStrategy.Alternating);

        var checks = (await scene.NewProcess().TestAsync()).ToDictionary(check => check.Name);

        Assert.Equal(CheckStatus.Failed, checks[CheckName.Secret].Status);
        Assert.Equal(FailureKind.NotApplicable, checks[CheckName.Secret].Kind);
        Assert.Equal(CheckStatus.Passed, checks[CheckName.Current].Status);
        Assert.DoesNotContain(CheckName.Superuser, checks.Keys);
    }

    private static async Task<Scene> SceneAsync(RotationStrategy strategy = RotationStrategy.SingleUser)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Target.CloneModes = [];
        return scene;
    }

    private static NewSecretRequest Request(Scene scene) => new()
    {
        Name = "prod/report",
        Engine = "postgres",
        Host = "db.example.com",
        User = new AccountName("report"),
        SuperuserSecret = scene.Superuser,
    };

    private static async Task RefusedAsync(Func<Task> call, FailureKind kind = FailureKind.NotApplicable) =>
        Assert.Equal(kind, (await Assert.ThrowsAsync<RotationException>(call)).Kind);
}
