using RotationPS.Engine.Failures;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Recovery;

/// <summary>An undo goes back to AWSPREVIOUS by a rotation forward.</summary>
public sealed class UndoTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RotationStrategy.SingleUser, 1)]
    [InlineData(RotationStrategy.SingleUser, 2)]
    [InlineData(RotationStrategy.Alternating, 1)]
    [InlineData(RotationStrategy.Alternating, 2)]
    [InlineData(RotationStrategy.Alternating, 3)]
    public async Task The_credentials_of_before_the_last_rotation_are_current_again_in_a_new_version(RotationStrategy strategy, int rotations)
    {
        var scene = await RotatedAsync(strategy, rotations);
        var (undone, former) = (await scene.HolderAsync(StageLabel.Current), await scene.DocumentAsync(StageLabel.Previous));
        var invariants = new Invariants(scene, strategy);
        var process = scene.NewProcess();
        invariants.Watch(process);

        var outcome = await process.UndoAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(former, await scene.CurrentAsync());
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(undone, await scene.HolderAsync(StageLabel.Previous));
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Equal(rotations + 2, (await scene.VersionsAsync()).Count);
        Assert.Equal(former!.UserName, outcome.UserName);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Rotations_and_undos_go_on_after_an_undo(RotationStrategy strategy)
    {
        var scene = await RotatedAsync(strategy, 2);
        for (var round = 0; round < 3; round++)
        {
            Assert.Null((await scene.NewProcess().UndoAsync()).Failure);
            Assert.True(await scene.CurrentLogsInAsync());
            Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
            Assert.True(await scene.CurrentLogsInAsync());
        }
    }

    [Fact]
    public async Task With_alternating_users_no_password_changes_and_no_superuser_is_needed()
    {
        var scene = await RotatedAsync(RotationStrategy.Alternating, 2);
        scene.Target.Find("boss")!.IsLocked = true;
        var passwords = (scene.Target.Find("app")!.Password, scene.Target.Find("app_clone")!.Password);
        var process = scene.NewProcess();

        Assert.Equal(RotationStatus.Rotated, (await process.UndoAsync()).Status);

        Assert.Equal(passwords, (scene.Target.Find("app")!.Password, scene.Target.Find("app_clone")!.Password));
        Assert.DoesNotContain(process.Hooks.Calls, call => call.About == "boss");
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, false, "Setting the password of 'app'.")]
    [InlineData(RotationStrategy.SingleUser, true, "Setting nothing: 'app' has logged in with the password that becomes current.")]
    [InlineData(RotationStrategy.Alternating, false, "Setting nothing: 'app' has logged in with the password that becomes current.")]
    public async Task It_says_that_a_password_is_set_only_where_one_is(RotationStrategy strategy, bool restored, string message)
    {
        var scene = await RotatedAsync(strategy, 1);
        if (restored)
        {
            scene.Target.Find("app")!.Password = Scene.AppPassword;
        }

        var process = scene.NewProcess();
        await process.UndoAsync();

        var told = process.Events.OfType<RotationEvent.StepStarted>().Single(step => step.Step is RotationStep.SetSecret);
        Assert.Equal(message, told.Message);
        Assert.Equal(message.StartsWith("Setting the"), process.Hooks.Calls.Any(call => call.Operation is "Session.ChangeOwnPassword"));
    }

    [Fact]
    public async Task With_alternating_users_credentials_that_no_longer_log_in_are_refused_and_nothing_changes()
    {
        var scene = await RotatedAsync(RotationStrategy.Alternating, 2);
        scene.Target.Find("app_clone")!.Password = "changed by hand";

        await AssertRefusedAsync(scene, FailureKind.PreviousUnusable, "no longer log in");
    }

    [Fact]
    public async Task A_single_user_whose_server_was_restored_gets_the_version_that_fits_it()
    {
        var scene = await RotatedAsync(RotationStrategy.SingleUser, 1);
        scene.Target.Find("app")!.Password = Scene.AppPassword;

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().UndoAsync()).Status);
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(Scene.AppPassword, (await scene.CurrentAsync()).Password.Reveal());
    }

    [Fact]
    public async Task A_single_user_that_no_version_fits_is_refused_and_nothing_changes()
    {
        var scene = await RotatedAsync(RotationStrategy.SingleUser, 1);
        scene.Target.Find("app")!.Password = "changed by hand";

        await AssertRefusedAsync(scene, FailureKind.PreviousUnusable, "no longer log in");
    }

    [Fact]
    public async Task A_server_that_does_not_take_a_former_password_again_is_told_and_nothing_stays_pending()
    {
        var scene = await RotatedAsync(RotationStrategy.SingleUser, 1);
        scene.Target.RejectPassword = password => password.Reveal() == Scene.AppPassword;

        var outcome = await scene.NewProcess().UndoAsync();

        Assert.Equal(FailureKind.PreviousUnusable, outcome.Failure!.Kind);
        Assert.Contains("does not take the password of AWSPREVIOUS", outcome.Failure.Message);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_secret_that_was_never_rotated_has_nothing_to_go_back_to() =>
        await AssertRefusedAsync(await Scene.SingleUserAsync(), FailureKind.PreviousUnusable, "no version has AWSPREVIOUS");

    [Theory]
    [InlineData("username", "somebody")]
    [InlineData("host", "elsewhere.example.com")]
    [InlineData("engine", "other")]
    public async Task An_AWSPREVIOUS_of_another_account_is_refused(string key, string value)
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json[key] = value);
        await scene.EditAsync(scene.App, json => (json["username"], json["host"], json["engine"]) = ("app", "db.example.com", "postgres"));

        await AssertRefusedAsync(scene, FailureKind.PreviousUnusable, "another account, server or engine");
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_rotation_that_is_unfinished_has_to_be_dealt_with_first(RotationStrategy strategy)
    {
        var scene = await RotatedAsync(strategy, 1);
        await scene.PutPendingAsync(Scene.Id("pending"), json => json["password"] = "pending");

        await AssertRefusedAsync(scene, FailureKind.RotationUnfinished, "Repair-SecretRotation");
    }

    [Fact]
    public async Task AWSCURRENT_that_moves_after_it_was_looked_at_is_left_alone()
    {
        var scene = await RotatedAsync(RotationStrategy.Alternating, 2);
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Target.LogIn" && process.Hooks.Calls.Count(made => made.Operation is "Target.LogIn") == 1)
            {
                await scene.RotateAsync();
            }
        };

        var outcome = await process.UndoAsync();

        Assert.Equal(FailureKind.CurrentMoved, outcome.Failure!.Kind);
        Assert.Equal(4, (await scene.VersionsAsync()).Count);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task An_AWSPREVIOUS_that_was_read_a_moment_too_early_is_not_gone_back_to()
    {
        // The undoer reads AWSCURRENT after a rotation and AWSPREVIOUS as it was before.
        var scene = await RotatedAsync(RotationStrategy.Alternating, 2);
        var stale = await scene.HolderAsync(StageLabel.Previous);
        await scene.RotateAsync();
        var before = await scene.StateAsync();
        var process = scene.NewProcess(new StalePreviousStore(scene.Store, stale!));

        Assert.Equal(FailureKind.CurrentMoved, (await process.UndoAsync()).Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task An_undo_that_was_abandoned_can_be_made_again(RotationStrategy strategy)
    {
        // The version of the first undo has the very value that the second one means to store.
        var scene = await RotatedAsync(strategy, 2);
        var former = await scene.DocumentAsync(StageLabel.Previous);
        var dying = scene.NewProcess();
        dying.Hooks.Before = call =>
        {
            if (dying.Hooks.Calls.SkipLast(1).Any(made => made.Operation is "Store.Put"))
            {
                dying.Hooks.Kill();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ProcessDiedException>(() => dying.UndoAsync());
        scene.Target.CutSessions();
        await scene.Store.MoveLabelAsync(scene.App, StageLabel.Pending, await scene.HolderAsync(StageLabel.Pending), null, Cancellation);
        var process = scene.NewProcess();
        new Invariants(scene, strategy).Watch(process);

        Assert.Equal(RotationStatus.Rotated, (await process.UndoAsync()).Status);

        Assert.Equal(former, await scene.CurrentAsync());
        Assert.True(await scene.CurrentLogsInAsync());
        Assert.Equal(5, (await scene.VersionsAsync()).Count);
    }

    [Fact]
    public async Task A_change_of_strategy_can_be_undone()
    {
        var scene = await RotatedAsync(RotationStrategy.Alternating, 1);
        await scene.NewProcess().ToSingleUserAsync();
        var passwords = (scene.Target.Find("app")!.Password, scene.Target.Find("app_clone")!.Password);

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().UndoAsync()).Status);

        Assert.NotNull((await scene.CurrentAsync()).SuperuserSecretId);
        Assert.Equal(passwords, (scene.Target.Find("app")!.Password, scene.Target.Find("app_clone")!.Password));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData("nothing", "a version that says the same as the one before it")]
    [InlineData("the strategy", "the change from a single user to alternating users")]
    [InlineData("the strategy back", "the change from alternating users to a single user")]
    [InlineData("another key", "the last change of its JSON")]
    public async Task What_is_no_rotation_is_told_of_before_and_after_it_is_taken_back(string change, string words)
    {
        var scene = await RotatedAsync(RotationStrategy.SingleUser, 1);
        switch (change)
        {
            case "nothing":
                // The first edit spells the JSON anew.
                await scene.EditAsync(scene.App, _ => { });
                await scene.EditAsync(scene.App, _ => { });
                break;
            case "another key":
                await scene.EditAsync(scene.App, json => json["dualpassword"] = false);
                break;
            default:
                await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
                break;
        }

        if (change is "the strategy back")
        {
            await scene.NewProcess().ToSingleUserAsync();
        }

        var process = scene.NewProcess();
        var plan = (await process.Undoer.PlanAsync(scene.App, process.Options, Cancellation)).ToString();
        var test = Assert.Single(await process.TestAsync(), check => check.Name is CheckName.Previous);
        var outcome = await process.UndoAsync();

        Assert.Contains($"takes back {words}, not a rotation: what AWSPREVIOUS", plan);
        Assert.Contains("Set:  nothing", plan);
        Assert.Equal(CheckStatus.Passed, test.Status);
        Assert.Contains($"an undo would take back {words}, not a rotation.", test.Message);
        Assert.Equal((RotationStatus.Rotated, words), (outcome.Status, outcome.UndoneChange));
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_rotation_is_told_as_a_rotation(RotationStrategy strategy)
    {
        var scene = await RotatedAsync(strategy, 1);
        var process = scene.NewProcess();

        Assert.StartsWith("Undo the last rotation of", (await process.Undoer.PlanAsync(scene.App, process.Options, Cancellation)).ToString());
        Assert.DoesNotContain("not a rotation", Assert.Single(await process.TestAsync(), check => check.Name is CheckName.Previous).Message);
        Assert.Null((await process.UndoAsync()).UndoneChange);
    }

    [Fact]
    public async Task A_change_of_strategy_whose_account_is_refused_is_no_former_password()
    {
        var scene = await RotatedAsync(RotationStrategy.SingleUser, 1);
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        scene.Target.Find("app")!.Password = "changed by hand";

        var test = Assert.Single(await scene.NewProcess().TestAsync(), check => check.Name is CheckName.Previous);

        Assert.Equal(CheckStatus.Skipped, test.Status);
        Assert.Contains("not a rotation", test.Message);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task An_undo_that_died_anywhere_is_finished_by_the_next_rotation_or_undo(RotationStrategy strategy)
    {
        var isStruck = true;
        for (var index = 0; isStruck; index++)
        {
            foreach (var afterTheEffect in new[] { false, true })
            {
                foreach (var undoAgain in new[] { false, true })
                {
                    isStruck = await DieAndFinishAsync(strategy, index, afterTheEffect, undoAgain);
                }
            }
        }
    }

    [Fact]
    public async Task A_plan_tells_what_an_undo_would_do()
    {
        var scene = await RotatedAsync(RotationStrategy.Alternating, 1);
        var before = await scene.StateAsync();
        var process = scene.NewProcess();

        var plan = (await process.Undoer.PlanAsync(scene.App, process.Options, Cancellation)).ToString();

        Assert.Contains($"AWSPREVIOUS, version {Scene.FirstVersion}", plan);
        Assert.Contains("Set:  nothing; 'app' has to log in", plan);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Contains((await process.UndoAsync()).VersionId!.Value, plan);
    }

    /// <returns>Whether the undo lived to make that call.</returns>
    private static async Task<bool> DieAndFinishAsync(RotationStrategy strategy, int index, bool afterTheEffect, bool undoAgain)
    {
        var scene = await RotatedAsync(strategy, 2);
        var former = await scene.DocumentAsync(StageLabel.Previous);
        var invariants = new Invariants(scene, strategy);
        var dying = scene.NewProcess();
        invariants.Watch(dying);
        dying.Hooks.DieAt(index, afterTheEffect);
        try
        {
            await dying.UndoAsync();
        }
        catch (ProcessDiedException)
        {
            scene.Target.CutSessions();
        }

        var isUndone = (await scene.CurrentAsync()).Equals(former);
        var next = scene.NewProcess();
        invariants.Watch(next);
        var outcome = undoAgain && !isUndone ? await next.UndoAsync() : await next.RotateAsync();

        Assert.Null(outcome.Failure);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.True(await scene.CurrentLogsInAsync());
        if (undoAgain && !isUndone)
        {
            Assert.Equal(former, await scene.CurrentAsync());
        }

        return dying.Hooks.IsDead;
    }

    private static async Task<Scene> RotatedAsync(RotationStrategy strategy, int rotations)
    {
        var scene = await Scene.CreateAsync(strategy);
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            Assert.Null((await scene.RotateAsync()).Failure);
        }

        return scene;
    }

    private static async Task AssertRefusedAsync(Scene scene, FailureKind kind, string words)
    {
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().UndoAsync();

        Assert.Equal(kind, outcome.Failure?.Kind);
        Assert.Contains(words, outcome.Failure!.Message);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }
}
