using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>AWSPENDING is taken off a version only once it is proven that no account has its password.</summary>
public sealed class AbandonTests
{
    private static readonly VersionId Pending = Scene.Id("pending");

    [Fact]
    public async Task A_pending_version_of_a_single_user_whose_AWSCURRENT_logs_in_is_abandoned_without_trying_its_password()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");

        await AssertAbandonedAsync(scene);

        Assert.DoesNotContain(scene.Target.Logins, login => !login.Succeeded);
    }

    [Theory]
    [InlineData("app_clone")]
    [InlineData("somebody")]
    public async Task A_pending_version_of_an_account_that_refuses_it_is_abandoned(string user)
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount(user, "its own password");
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = (user, "pending"));

        await AssertAbandonedAsync(scene);
    }

    [Fact]
    public async Task A_pending_version_of_an_account_that_is_missing_is_abandoned()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = ("app_clone", "pending"));

        await AssertAbandonedAsync(scene);
    }

    [Fact]
    public async Task A_pending_version_without_a_value_is_abandoned()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareVersionWithoutValue(scene.App, Pending, StageLabel.Pending);

        await AssertAbandonedAsync(scene);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_JSON_is_abandoned()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.PutAsync(scene.App, Pending, new SecretText("not JSON"), [StageLabel.Pending], TestContext.Current.CancellationToken);

        await AssertAbandonedAsync(scene);
    }

    [Fact]
    public async Task A_change_of_strategy_that_was_left_is_abandoned_for_its_password_is_AWSCURRENTs_own()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(Pending, json => json.Remove("masterarn"));

        await AssertAbandonedAsync(scene);
    }

    [Fact]
    public async Task No_superuser_is_needed()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.IsLocked = true;
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = ("app_clone", "pending"));

        Assert.Equal(RotationStatus.Abandoned, (await scene.NewProcess().AbandonAsync()).Status);
    }

    [Theory]
    [InlineData("app_clone", false)]
    [InlineData("app_clone", true)]
    [InlineData("somebody", false)]
    [InlineData("somebody", true)]
    public async Task A_pending_password_that_an_account_has_is_never_abandoned(string user, bool force)
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount(user, "pending");
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = (user, "pending"));

        await AssertRefusedAsync(scene, FailureKind.PendingInUse, "-Action Resume", force);
    }

    [Fact]
    public async Task Where_a_single_users_AWSCURRENT_is_refused_nothing_is_proven()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "pending";
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");

        await AssertRefusedAsync(scene, FailureKind.LoginFailed, "Repair-SecretRotation without -Action", force: true);
    }

    [Fact]
    public async Task An_account_that_has_expired_may_have_the_password()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.AddAccount("app_clone", "pending").ExpiresAt = Scene.Start.AddDays(-1);
        await scene.PutPendingAsync(Pending, json => (json["username"], json["password"]) = ("app_clone", "pending"));

        await AssertRefusedAsync(scene, FailureKind.AccountExpired, "-Force");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_proves_nothing_unless_the_caller_insists()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.IsUnreachable = host => host == "elsewhere.example.com";
        await scene.PutPendingAsync(Pending, json => (json["host"], json["password"]) = ("elsewhere.example.com", "pending"));

        await AssertRefusedAsync(scene, FailureKind.Unreachable, "-Force");
        Assert.Equal(RotationStatus.Abandoned, (await scene.NewProcess().AbandonAsync(force: true)).Status);
    }

    [Fact]
    public async Task Where_nothing_is_pending_there_is_nothing_to_abandon() =>
        await AssertRefusedAsync(await Scene.SingleUserAsync(), FailureKind.NotApplicable, "No rotation of 'prod/app' is unfinished");

    [Fact]
    public async Task A_pending_version_that_is_finished_while_the_lock_is_waited_for_is_left_alone()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Session.Lock")
            {
                await scene.RotateAsync();
            }
        };

        var outcome = await process.AbandonAsync();

        Assert.Equal(FailureKind.CurrentMoved, outcome.Failure!.Kind);
        Assert.Equal(Pending, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_password_that_is_set_while_the_lock_is_waited_for_is_not_abandoned()
    {
        // Another run sets the pending password and loses its connection before it moves AWSCURRENT.
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
        {
            if (call.Operation is "Session.Lock")
            {
                scene.Target.Find("app")!.Password = "pending";
            }

            return Task.CompletedTask;
        };

        var outcome = await process.AbandonAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Equal(Pending, await scene.HolderAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task A_run_that_lost_the_lock_puts_AWSPENDING_back()
    {
        // Cut off after its proof, it cannot tell whether another run has set the pending password meanwhile.
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Pending, json => json["password"] = "pending");
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
        {
            if (call.Operation is "Store.MoveLabel")
            {
                scene.Target.CutSessions();
                scene.Target.Find("app")!.Password = "pending";
            }

            return Task.CompletedTask;
        };

        var outcome = await process.AbandonAsync();

        Assert.Equal(FailureKind.Unreachable, outcome.Failure!.Kind);
        Assert.Contains("put back", outcome.Failure.Message);
        Assert.Equal(Pending, await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
    }

    private static async Task AssertAbandonedAsync(Scene scene)
    {
        var outcome = await scene.NewProcess().AbandonAsync();

        Assert.Null(outcome.Failure);
        Assert.Equal(RotationStatus.Abandoned, outcome.Status);
        Assert.Equal(Scene.FirstVersion, outcome.VersionId);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };
        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    private static async Task AssertRefusedAsync(Scene scene, FailureKind kind, string words, bool force = false)
    {
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().AbandonAsync(force);

        Assert.Equal(kind, outcome.Failure?.Kind);
        Assert.Equal(RotationStatus.Failed, outcome.Status);
        Assert.Contains(words, outcome.Failure!.Message);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }
}
