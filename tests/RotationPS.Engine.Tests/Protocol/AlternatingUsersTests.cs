using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class AlternatingUsersTests
{
    [Fact]
    public async Task Two_accounts_take_turns()
    {
        var scene = await Scene.AlternatingAsync();
        var users = new List<string> { (await scene.CurrentAsync()).UserName.Value };

        for (var rotation = 0; rotation < 3; rotation++)
        {
            Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
            Assert.True(await scene.CurrentLogsInAsync());
            users.Add((await scene.CurrentAsync()).UserName.Value);
        }

        Assert.Equal(["app", "app_clone", "app", "app_clone"], users);
        Assert.Equal(["app", "app_clone", "boss"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task AWSPREVIOUS_still_logs_in_after_a_rotation()
    {
        var scene = await Scene.AlternatingAsync();

        for (var rotation = 0; rotation < 4; rotation++)
        {
            await scene.RotateAsync();

            Assert.True(scene.Accepts((await scene.DocumentAsync(StageLabel.Previous))!));
            Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        }
    }

    [Fact]
    public async Task A_rotation_says_who_was_and_who_is()
    {
        var scene = await Scene.AlternatingAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStrategy.Alternating, outcome.Strategy);
        Assert.Equal("app", outcome.PreviousUserName!.Value);
        Assert.Equal("app_clone", outcome.UserName!.Value);
        Assert.Equal(Scene.FirstVersion, outcome.PreviousVersionId);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
        Assert.Equal(Enum.GetValues<RotationStep>(), outcome.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task Every_rotation_logs_in_three_times_and_is_never_refused()
    {
        var scene = await Scene.AlternatingAsync();

        await scene.RotateAsync();
        Assert.Equal([new LoginAttempt("app", true), new LoginAttempt("boss", true), new LoginAttempt("app_clone", true)], scene.Target.Logins);

        await scene.RotateAsync();
        Assert.Equal([new LoginAttempt("app_clone", true), new LoginAttempt("boss", true), new LoginAttempt("app", true)], scene.Target.Logins.Skip(3));
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_rotation_calls_the_store_six_times()
    {
        var scene = await Scene.AlternatingAsync();

        for (var rotation = 0; rotation < 2; rotation++)
        {
            var process = scene.NewProcess();
            await process.RotateAsync();
            Assert.Equal(6, process.StoreCalls);
        }
    }

    [Fact]
    public async Task AWSCURRENT_logs_in_before_and_after_every_call_of_four_rotations()
    {
        var scene = await Scene.AlternatingAsync();
        var invariants = new Invariants(scene, RotationStrategy.Alternating);
        var calls = 0;

        for (var rotation = 0; rotation < 4; rotation++)
        {
            var process = scene.NewProcess();
            invariants.Watch(process);
            await process.RotateAsync();
            calls += process.Hooks.Calls.Count;
        }

        Assert.Equal(2 * calls, invariants.Checks);
    }

    [Fact]
    public async Task The_account_in_use_is_never_touched()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var inUse = scene.Target.Find("app_clone")!.Password;

        await scene.RotateAsync();

        Assert.Equal(inUse, scene.Target.Find("app_clone")!.Password);
    }

    [Theory]
    [InlineData(null, "app")]
    [InlineData("ActAs", "app")]
    [InlineData("Member", null)]
    public async Task The_clone_is_made_as_the_secret_says(string? mode, string? actsAs)
    {
        var scene = await Scene.AlternatingAsync();
        if (mode is not null)
        {
            await scene.EditAsync(scene.App, json => json["clonemode"] = mode);
        }

        await scene.RotateAsync();

        Assert.Equal("app", scene.Target.Find("app_clone")!.MemberOf);
        Assert.Equal(actsAs, scene.Target.Find("app_clone")!.ActsAs);
    }

    [Fact]
    public async Task The_names_in_baseusername_and_cloneusername_alternate()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json =>
        {
            json["baseusername"] = "app";
            json["cloneusername"] = "understudy";
        });

        await scene.RotateAsync();
        Assert.Equal("understudy", (await scene.CurrentAsync()).UserName.Value);

        await scene.RotateAsync();
        Assert.Equal("app", (await scene.CurrentAsync()).UserName.Value);
        Assert.Equal(["app", "boss", "understudy"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task A_clone_name_that_is_too_long_is_refused_before_anybody_logs_in()
    {
        var scene = await Scene.AlternatingAsync();
        var name = new string('a', InMemoryTarget.NameLimit - 5);
        scene.Target.AddAccount(name, "password-of-the-long-name");
        await scene.EditAsync(scene.App, json =>
        {
            json["username"] = name;
            json["password"] = "password-of-the-long-name";
        });
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(Failures.FailureKind.NameTooLong, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Empty(scene.Target.Logins);
    }
}
