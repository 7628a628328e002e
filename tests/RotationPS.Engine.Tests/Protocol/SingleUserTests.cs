using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class SingleUserTests
{
    [Fact]
    public async Task A_rotation_gives_the_account_a_new_password_and_the_secret_a_new_version()
    {
        var scene = await Scene.SingleUserAsync();

        await scene.RotateAsync();

        var current = await scene.CurrentAsync();
        Assert.Equal("app", current.UserName.Value);
        Assert.NotEqual(Scene.AppPassword, current.Password.Reveal());
        Assert.True(scene.Target.Accepts("app", current.Password.Reveal()));
        Assert.False(scene.Target.Accepts("app", Scene.AppPassword));
        Assert.Equal(["app", "boss"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task A_rotation_moves_the_labels()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(outcome.VersionId, await scene.HolderAsync(StageLabel.Current));
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Previous));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task A_rotation_says_what_it_did()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Null(outcome.Failure);
        Assert.Equal(scene.App, outcome.SecretId);
        Assert.Equal("prod/app", outcome.Name);
        Assert.StartsWith("arn:aws:secretsmanager:", outcome.Arn);
        Assert.Equal(RotationStrategy.SingleUser, outcome.Strategy);
        Assert.Equal("postgres", outcome.Engine);
        Assert.Equal("app", outcome.UserName!.Value);
        Assert.Equal("app", outcome.PreviousUserName!.Value);
        Assert.Equal(Scene.FirstVersion, outcome.PreviousVersionId);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
    }

    [Fact]
    public async Task A_rotation_tells_its_steps_in_order()
    {
        var process = (await Scene.SingleUserAsync()).NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(Enum.GetValues<RotationStep>(), outcome.Steps.Select(step => step.Step));
        Assert.All(outcome.Steps, step => Assert.True(step.Succeeded));
        Assert.Equal(Enum.GetValues<RotationStep>(), process.Events.OfType<RotationEvent.StepStarted>().Select(started => started.Step));
        Assert.Equal(Enum.GetValues<RotationStep>(), process.Events.OfType<RotationEvent.StepEnded>().Select(ended => ended.Step));
    }

    [Fact]
    public async Task The_steps_and_the_whole_are_timed_by_the_clock()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Before = (call, _) =>
        {
            scene.Clock.Advance(call.Operation is TargetOperation.ChangeOwn ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero);
            return Task.CompletedTask;
        };

        var outcome = await scene.RotateAsync();

        var set = outcome.Steps.Single(step => step.Step is RotationStep.SetSecret);
        Assert.Equal("SetSecret 250 ms", set.ToString());
        Assert.Equal(TimeSpan.FromMilliseconds(250), outcome.Duration);
    }

    [Fact]
    public async Task A_rotation_logs_in_twice_and_is_never_refused()
    {
        var scene = await Scene.SingleUserAsync();

        await scene.RotateAsync();

        Assert.Equal([new LoginAttempt("app", true), new LoginAttempt("app", true)], scene.Target.Logins);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_rotation_calls_the_store_five_times()
    {
        var process = (await Scene.SingleUserAsync()).NewProcess();

        await process.RotateAsync();

        Assert.Equal(
            ["Store.GetValue AWSCURRENT", "Store.Describe", "Store.Put", "Store.MoveLabel AWSCURRENT", "Store.MoveLabel AWSPENDING"],
            process.Hooks.Calls.Where(call => call.IsOnStore).Select(call => call.Operation is "Store.Describe" or "Store.Put" ? call.Operation : $"{call.Operation} {call.About}"));
    }

    [Fact]
    public async Task Four_rotations_make_four_versions_each_with_its_own_password()
    {
        var scene = await Scene.SingleUserAsync();
        var passwords = new HashSet<string> { Scene.AppPassword };

        for (var rotation = 0; rotation < 4; rotation++)
        {
            Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
            Assert.True(passwords.Add((await scene.CurrentAsync()).Password.Reveal()));
        }

        Assert.Equal(5, (await scene.VersionsAsync()).Count);
    }

    [Fact]
    public async Task AWSCURRENT_or_AWSPENDING_logs_in_before_and_after_every_call()
    {
        var scene = await Scene.SingleUserAsync();
        var invariants = new Invariants(scene, RotationStrategy.SingleUser);
        var process = scene.NewProcess();
        invariants.Watch(process);

        await process.RotateAsync();

        Assert.Equal(2 * process.Hooks.Calls.Count, invariants.Checks);
    }

    [Fact]
    public async Task AWSCURRENT_fails_only_between_Set_and_Finish()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        var refusedAt = new List<string>();
        process.Hooks.Before = call => NoteAsync($"before {call.Operation} {call.About}");
        process.Hooks.After = call => NoteAsync($"after {call.Operation} {call.About}");

        await process.RotateAsync();

        Assert.Equal(
            [
                "after Session.ChangeOwnPassword app",
                "before Target.LogIn app", "after Target.LogIn app",
                "before Session.Dispose app", "after Session.Dispose app",
                "before Store.MoveLabel AWSCURRENT",
            ],
            refusedAt);

        async Task NoteAsync(string moment)
        {
            if (!await scene.CurrentLogsInAsync())
            {
                refusedAt.Add(moment);
            }
        }
    }

    [Fact]
    public async Task Everything_else_in_the_secret_survives()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json["team"] = "shop");

        await scene.RotateAsync();

        Assert.Contains("\"team\":\"shop\"", (await scene.CurrentAsync()).ToText().Reveal());
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_reported_and_nothing_else_is_known()
    {
        var scene = await Scene.SingleUserAsync();
        var process = new RotatingProcess(scene.Store, scene.Target, scene.Clock, new SecretId("prod/other"));

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Failed, outcome.Status);
        Assert.Equal(Failures.FailureKind.ResourceNotFound, outcome.Failure!.Kind);
        Assert.Null(outcome.Name);
        Assert.Equal([RotationStep.Plan], outcome.Steps.Select(step => step.Step));
        Assert.EndsWith("(failed)", outcome.Steps[0].ToString());
    }

    [Fact]
    public async Task A_wrong_password_in_AWSCURRENT_changes_nothing()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(Failures.FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.StartsWith("AWSCURRENT does not log in. ", outcome.Failure.Message);
        Assert.EndsWith("; or run Repair-SecretRotation, which says what fits.", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Single(scene.Target.Logins);
    }
}
