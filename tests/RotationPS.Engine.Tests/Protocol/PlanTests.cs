using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class PlanTests
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser, "app", "app", "change own password of app to '********'")]
    [InlineData(RotationStrategy.Alternating, "app_clone", "boss", "set password of app_clone to '********'")]
    public async Task A_plan_says_who_is_next_who_does_it_and_how(RotationStrategy strategy, string next, string actor, string lastStatement)
    {
        var scene = await Scene.CreateAsync(strategy);

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal("prod/app", plan.Name);
        Assert.Equal((await scene.DescribeAsync()).Arn, plan.Arn);
        Assert.Equal(strategy, plan.Strategy);
        Assert.Equal("db.example.com:5432", plan.Server.ToString());
        Assert.Equal("app", plan.CurrentUser.Value);
        Assert.Equal(next, plan.NextUser.Value);
        Assert.Equal(actor, plan.Actor.Value);
        Assert.Equal(lastStatement, plan.Statements[^1]);
        Assert.False(plan.IsResumed);
    }

    [Fact]
    public async Task The_plan_of_a_first_rotation_is_to_make_the_clone_with_what_it_needs()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal(
            [
                "create app_clone",
                "set acts as of app_clone to app",
                "set mark of app_clone to app",
                "set member of of app_clone to app",
                "set setting search_path of app_clone to shop",
                "set password of app_clone to '********'",
            ],
            plan.Statements);
    }

    [Fact]
    public async Task On_the_bases_turn_the_plan_is_to_reset_its_password_and_to_bring_the_clone_in_line()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        scene.Target.Find("app")!.Settings["search_path"] = "shop";

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal("app", plan.NextUser.Value);
        Assert.Equal(["reset password of app to '********'", "set setting search_path of app_clone to shop"], plan.Statements);
    }

    [Fact]
    public async Task Where_the_superuser_cannot_log_in_the_plan_is_general_and_says_so()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.IsUnreachable = _ => true;

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal("boss", plan.Actor.Value);
        Assert.StartsWith("-- in general, for nobody could look: ", plan.Statements[0]);
        Assert.Equal("ensure clone app_clone of app as ActAs with '********'", plan.Statements[1]);
    }

    [Fact]
    public async Task A_plan_of_a_single_user_reads_and_neither_logs_in_nor_changes_anything()
    {
        var scene = await Scene.SingleUserAsync();
        var before = await scene.StateAsync();
        var process = scene.NewProcess();

        await process.PlanAsync();

        Assert.Equal(before, await scene.StateAsync());
        Assert.Empty(scene.Target.Logins);
        Assert.All(process.Hooks.Calls, call => Assert.True(call.Operation is "Store.GetValue" or "Store.Describe", call.ToString()));
    }

    [Fact]
    public async Task A_plan_of_alternating_users_has_the_superuser_look_and_changes_nothing()
    {
        var scene = await Scene.AlternatingAsync();
        var before = await scene.StateAsync();
        var process = scene.NewProcess();

        await process.PlanAsync();

        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal([new LoginAttempt("boss", true)], scene.Target.Logins);
        Assert.Equal(0, scene.Target.OpenSessions);
        Assert.Equal(
            ["Target.LogIn", "Session.PreviewClone", "Session.Dispose"],
            process.Hooks.Calls.Where(call => !call.IsOnStore).Select(call => call.Operation));
    }

    [Fact]
    public async Task The_rotation_makes_the_version_that_the_plan_names()
    {
        var scene = await Scene.SingleUserAsync();

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal(Scene.FirstVersion, plan.CurrentVersionId);
        Assert.Equal(plan.NextVersionId, (await scene.RotateAsync()).VersionId);
    }

    [Fact]
    public async Task An_unfinished_rotation_is_planned_to_be_finished()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.FailNext(TargetOperation.ChangeOwn, FailureKind.Busy);
        var unfinished = await scene.RotateAsync();

        var plan = await scene.NewProcess().PlanAsync();

        Assert.True(plan.IsResumed);
        Assert.Equal(unfinished.VersionId, plan.NextVersionId);
        Assert.Contains("finish the pending version", plan.ToString());
    }

    [Fact]
    public async Task The_plan_as_text_shows_the_statements_and_the_labels_that_move()
    {
        var scene = await Scene.AlternatingAsync();

        var plan = await scene.NewProcess().PlanAsync();

        Assert.Equal(
            [
                "Rotate the secret 'prod/app' (alternating users): a new password for 'app_clone' at db.example.com:5432, set by 'boss'.",
                "  Run:  create app_clone",
                "  Run:  set acts as of app_clone to app",
                "  Run:  set mark of app_clone to app",
                "  Run:  set member of of app_clone to app",
                "  Run:  set password of app_clone to '********'",
                "  Test: a fresh login as 'app_clone'",
                $"  Move: AWSCURRENT from version {Scene.FirstVersion} ('app')",
                $"        to version {plan.NextVersionId} ('app_clone')",
                $"  Move: AWSPREVIOUS to version {Scene.FirstVersion}",
            ],
            plan.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_plan_for_a_single_user_says_so()
    {
        var plan = await (await Scene.SingleUserAsync()).NewProcess().PlanAsync();

        Assert.StartsWith("Rotate the secret 'prod/app' (single user): a new password for 'app'", plan.ToString());
    }

    [Fact]
    public async Task A_plan_of_a_rotation_that_cannot_be_says_why()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["host"] = "other.example.com");

        var failure = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().PlanAsync());

        Assert.Equal(FailureKind.SuperuserElsewhere, failure.Kind);
    }

    [Fact]
    public async Task A_secret_of_an_unknown_engine_says_which_are_known()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.EditAsync(scene.App, json => json["engine"] = "sybase");

        var failure = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().PlanAsync());

        Assert.Equal(FailureKind.EngineUnknown, failure.Kind);
        Assert.Contains("memory, other, postgres", failure.Message);
    }
}
