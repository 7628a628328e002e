using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>The clone has what its base has, after every rotation and whosever turn it is.</summary>
public sealed class TwinTests
{
    [Fact]
    public async Task What_has_changed_on_the_base_is_on_the_clone_after_the_bases_turn_too()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";
        scene.Target.Find("app_clone")!.Settings["work_mem"] = "4MB";
        var password = scene.Target.Find("app_clone")!.Password;

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app", outcome.UserName!.Value);
        Assert.Equal([new("search_path", "shop")], scene.Target.Find("app_clone")!.Settings);
        Assert.Equal(password, scene.Target.Find("app_clone")!.Password);
    }

    [Fact]
    public async Task A_base_that_does_not_work_leaves_the_clone_in_use_as_it_is()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["connections"] = "none";
        scene.Target.Before = (call, _) =>
        {
            if (call is { Operation: TargetOperation.LogIn, User: "app" })
            {
                scene.Target.FailNext(TargetOperation.LogIn, FailureKind.Busy);
            }

            return Task.CompletedTask;
        };

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.Busy, outcome.Failure!.Kind);
        Assert.Empty(scene.Target.Find("app_clone")!.Settings);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task On_the_bases_turn_a_clone_with_other_rights_stops_the_promotion()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";

        var outcome = await WithStubbornCloneAsync(scene).RotateAsync();

        Assert.Equal(FailureKind.RightsDiffer, outcome.Failure!.Kind);
        Assert.Contains("'app' is not promoted", outcome.Failure.Message);
        Assert.Contains("-AllowRightsDifference", outcome.Failure.NextStep);
        Assert.Equal("app_clone", (await scene.CurrentAsync()).UserName.Value);
    }

    [Fact]
    public async Task On_the_bases_turn_a_clone_in_line_is_only_looked_at()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var process = scene.NewProcess();

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);

        Assert.Single(process.Hooks.Calls, call => call.Operation is "Session.CompareRights");
        Assert.DoesNotContain(process.Hooks.Calls, call => call.Operation is "Session.EnsureClone");
    }

    [Fact]
    public async Task Other_rights_can_be_allowed_and_are_told()
    {
        var scene = await Scene.AlternatingAsync();
        var process = WithStubbornCloneAsync(scene);
        process.Options = process.Options with { AllowRightsDifference = true };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Contains(Details(process), detail => detail == "server: setting work_mem is absent on the base and 4MB on the clone. It is allowed to differ.");
    }

    [Fact]
    public async Task What_cannot_be_brought_in_line_is_told_with_its_reason_and_stands_in_nobodys_way()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app_clone")!.Fixed["owner of orders"] = "Nobody else may own it.";
        var process = scene.NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Contains(Details(process), detail => detail == "server: owner of orders is no on the base and yes on the clone. Nobody else may own it.");
        Assert.Equal(
            "1 difference between the clone 'app_clone' and its base 'app' cannot be brought in line: server: owner of orders is no on the base and yes on the clone. Nobody else may own it. Look at what differs with Compare-RotatedAccount.",
            outcome.Warning!.Message);
        scene.Target.Find("app_clone")!.Fixed.Clear();
        Assert.Null((await scene.RotateAsync()).Warning);
    }

    [Fact]
    public async Task What_the_server_has_to_say_at_the_login_is_told()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Remarks = ["The server is old."];
        var process = scene.NewProcess();

        await process.RotateAsync();

        Assert.Contains("The server is old.", Details(process));
    }

    [Fact]
    public async Task Two_accounts_that_exist_alternate_and_neither_is_made_nor_changed()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "Existing");
        Assert.Equal(FailureKind.AccountNotFound, (await scene.RotateAsync()).Failure!.Kind);
        Assert.Null(scene.Target.Find("app_clone"));
        var twin = scene.Target.AddAccount("app_clone", "password-of-the-twin");
        Assert.Equal(FailureKind.CloneNotOurs, (await scene.RotateAsync()).Failure!.Kind);
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);
        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);

        Assert.Null(twin.MemberOf);
        Assert.Equal("app", twin.CloneOf);
        scene.Target.Find("app")!.Settings["search_path"] = "shop";
        var failure = (await scene.RotateAsync()).Failure!;
        Assert.Equal(FailureKind.RightsDiffer, failure.Kind);
        Assert.StartsWith("Give both the same rights yourself", failure.NextStep);
        Assert.Empty(twin.Settings);
    }

    [Fact]
    public async Task A_twin_that_exists_and_may_not_log_in_is_refused_before_anything_changes()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "Existing");
        var twin = scene.Target.AddAccount("app_clone", "password-of-the-twin");
        (twin.CloneOf, twin.IsLocked) = ("app", true);
        var before = await scene.StateAsync();

        Assert.Equal(FailureKind.AccountLocked, (await scene.RotateAsync()).Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task Two_accounts_share_an_owner_where_the_secret_names_one()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "SharedOwner");
        Assert.Equal(FailureKind.SecretKeyMissing, (await scene.RotateAsync()).Failure!.Kind);
        await scene.EditAsync(scene.App, json => json["ownerrole"] = "app_owner");

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);

        Assert.Equal("app_owner", scene.Target.Find("app")!.ActsAs);
        Assert.Equal("app_owner", scene.Target.Find("app_clone")!.ActsAs);
    }

    [Fact]
    public async Task A_way_to_clone_that_the_engine_does_not_know_is_named_with_those_it_does()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["clonemode"] = "Copy");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.SecretKeyInvalid, outcome.Failure!.Kind);
        Assert.Contains("ActAs, Member, SharedOwner, Existing", outcome.Failure.NextStep);
    }

    [Theory]
    [InlineData(TargetOperation.Lock)]
    [InlineData(TargetOperation.EnsureClone)]
    [InlineData(TargetOperation.Reset)]
    public async Task Work_that_somebody_elses_came_in_between_of_is_done_anew_by_the_same_run(TargetOperation operation)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";
        scene.Target.FailNext(operation, FailureKind.Busy, isWorthRepeating: true);
        scene.Target.FailNext(operation, FailureKind.Busy, isWorthRepeating: true);

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(3, outcome.Steps.Count(step => step.Step is RotationStep.Lock));
        Assert.Equal(3, (await scene.VersionsAsync()).Count);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task Work_that_somebody_elses_always_comes_in_between_of_is_given_up()
    {
        var scene = await Scene.SingleUserAsync();
        for (var failure = 0; failure < 10; failure++)
        {
            scene.Target.FailNext(TargetOperation.ChangeOwn, FailureKind.Busy, isWorthRepeating: true);
        }

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.Busy, outcome.Failure!.Kind);
        Assert.Equal(5, outcome.Steps.Count(step => step.Step is RotationStep.SetSecret));
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
    }

    private static IEnumerable<string> Details(RotatingProcess process) =>
        process.Events.OfType<RotationEvent.Detail>().Select(detail => detail.Message);

    /// <summary>A process on whose server the clone gets a setting of its own after every alignment.</summary>
    private static RotatingProcess WithStubbornCloneAsync(Scene scene)
    {
        var process = scene.NewProcess();
        process.Hooks.After = call =>
        {
            if (call.Operation is "Session.EnsureClone")
            {
                scene.Target.Find("app_clone")!.Settings["work_mem"] = "4MB";
            }

            return Task.CompletedTask;
        };
        return process;
    }
}
