using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Passwords that must be changed, and servers that hold two of them.</summary>
public sealed class PasswordStateTests
{
    [Fact]
    public async Task A_password_that_must_be_changed_is_changed_by_a_rotation()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.MustChangePassword = true;

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);

        Assert.True(await scene.CurrentLogsInAsync());
        Assert.False(scene.Target.Find("app")!.MustChangePassword);
    }

    [Fact]
    public async Task A_new_password_that_must_be_changed_is_not_promoted()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Hooks.After = call =>
        {
            if (call.Operation is "Session.EnsureClone")
            {
                scene.Target.Find("app_clone")!.MustChangePassword = true;
            }

            return Task.CompletedTask;
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.PasswordExpired, outcome.Failure!.Kind);
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
    }

    [Fact]
    public async Task The_last_password_goes_on_working_where_the_secret_says_so()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.KeepsLastPassword = true;
        await scene.EditAsync(scene.App, json => json["dualpassword"] = true);

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);

        Assert.True(await scene.CurrentLogsInAsync());
        Assert.True(scene.Accepts((await scene.DocumentAsync(StageLabel.Previous))!));
    }

    [Fact]
    public async Task A_server_that_holds_one_password_says_so_and_keeps_it()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json["dualpassword"] = true);

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Contains("Set-SingleUserRotation", outcome.Failure.NextStep);
        Assert.True(await scene.CurrentLogsInAsync());
    }
}
