using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class SetSecretTests
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_password_that_the_server_rejects_is_abandoned_and_the_next_rotation_takes_the_next_attempt(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var arn = (await scene.DescribeAsync()).Arn;
        scene.Target.RejectPassword = _ => true;

        var refused = await scene.RotateAsync();

        Assert.Equal(FailureKind.PolicyRejected, refused.Failure!.Kind);
        Assert.Equal(DerivedVersionId.Next(arn, Scene.FirstVersion, 0), refused.VersionId);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());

        scene.Target.RejectPassword = _ => false;
        var rotated = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, rotated.Status);
        Assert.Equal(DerivedVersionId.Next(arn, Scene.FirstVersion, 1), rotated.VersionId);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_password_that_is_known_to_be_unfit_is_refused_before_a_version_is_made_of_it(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Target.IsUnfit = _ => true;
        var before = await scene.StateAsync();

        var refused = await scene.RotateAsync();

        Assert.Equal(FailureKind.PolicyRejected, refused.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task The_server_is_told_which_password_to_expect_before_anything_is_made_of_it(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var callsBefore = new List<TargetOperation>();
        scene.Target.Before = (call, _) =>
        {
            if (scene.Target.ExpectedPasswords.Count == 0)
            {
                callsBefore.Add(call.Operation);
            }

            return Task.CompletedTask;
        };

        await scene.RotateAsync();

        Assert.Equal((await scene.CurrentAsync()).Password, Assert.Single(scene.Target.ExpectedPasswords));
        Assert.All(callsBefore, operation => Assert.True(operation is TargetOperation.LogIn or TargetOperation.Lock));
    }

    [Fact]
    public async Task A_resumed_version_that_the_server_has_already_goes_on_where_the_server_refuses_it_again()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Scene.Id("random"), json => json["password"] = "set-before-the-crash");
        scene.Target.Find("app")!.Password = "set-before-the-crash";
        scene.Target.RejectPassword = password => password.Reveal() == "set-before-the-crash";

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(Scene.Id("random"), await scene.HolderAsync(StageLabel.Current));
    }

    [Fact]
    public async Task A_resumed_version_that_the_server_refuses_and_does_not_have_is_abandoned()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.PutPendingAsync(Scene.Id("random"), json => json["password"] = "weak");
        scene.Target.RejectPassword = password => password.Reveal() == "weak";

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.PolicyRejected, outcome.Failure!.Kind);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Theory]
    [InlineData(FailureKind.PermissionDenied)]
    [InlineData(FailureKind.Busy)]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.ServerError)]
    public async Task Any_other_failure_leaves_the_pending_version_for_the_next_run(FailureKind kind)
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.FailNext(TargetOperation.ChangeOwn, kind);

        var outcome = await scene.RotateAsync();

        Assert.Equal(kind, outcome.Failure!.Kind);
        Assert.Equal(RotationStep.SetSecret, outcome.Steps[^1].Step);
        Assert.False(outcome.Steps[^1].Succeeded);
        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_a_minute()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Before = async (call, limit) =>
        {
            if (call.Operation is TargetOperation.ChangeOwn)
            {
                var never = Task.Delay(Timeout.InfiniteTimeSpan, scene.Clock, limit);
                scene.Clock.Advance(TimeSpan.FromSeconds(59));
                Assert.False(never.IsCompleted);
                scene.Clock.Advance(TimeSpan.FromSeconds(1));
                await never;
            }
        };

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.TimedOut, outcome.Failure!.Kind);
        Assert.NotNull(await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
    }
}
