using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class HelpingTests
{
    public static TheoryData<RotationStrategy> Strategies => [.. Enum.GetValues<RotationStrategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_version_that_another_run_made_is_finished_with_the_same_password(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        await DieAfterAsync(scene, "Store.Put");
        var pending = await scene.HolderAsync(StageLabel.Pending);
        var password = (await scene.DocumentAsync(StageLabel.Pending))!.Password;

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(pending, outcome.VersionId);
        Assert.Equal(password, (await scene.CurrentAsync()).Password);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_version_that_appears_after_the_labels_were_read_is_finished_too(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var process = scene.NewProcess();
        SecretText? made = null;
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Store.Put" && made is null)
            {
                await scene.PutPendingAsync(new VersionId(call.About), json =>
                {
                    json["username"] = strategy is RotationStrategy.Alternating ? "app_clone" : "app";
                    json["password"] = "made-by-somebody-else";
                });
                made = (await scene.DocumentAsync(StageLabel.Pending))!.ToText();
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(made, (await scene.CurrentAsync()).ToText());
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_pending_version_without_a_value_is_filled(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("empty"), StageLabel.Pending);

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(Scene.Id("empty"), outcome.VersionId);
        Assert.Equal(Scene.Id("empty"), await scene.HolderAsync(StageLabel.Current));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_pending_version_that_somebody_fills_at_the_same_moment_is_finished_with_that_value()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("empty"), StageLabel.Pending);
        var process = scene.NewProcess();
        process.Hooks.Before = call => call.Operation is "Store.Put"
            ? scene.PutPendingAsync(Scene.Id("empty"), json => json["password"] = "filled-by-somebody-else")
            : Task.CompletedTask;

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal("filled-by-somebody-else", (await scene.CurrentAsync()).Password.Reveal());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_pending_version_made_by_another_tool_is_adopted(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        await scene.PutPendingAsync(Scene.Id("random"), json =>
        {
            json["username"] = strategy is RotationStrategy.Alternating ? "app_clone" : "app";
            json["password"] = "made-by-another-tool";
        });

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Resumed, outcome.Status);
        Assert.Equal(Scene.Id("random"), await scene.HolderAsync(StageLabel.Current));
        Assert.True(scene.Target.Accepts(outcome.UserName!.Value, "made-by-another-tool"));
    }

    [Fact]
    public async Task An_abandoned_version_gives_way_to_the_next_attempt()
    {
        var scene = await Scene.SingleUserAsync();
        var arn = (await scene.DescribeAsync()).Arn;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var id = DerivedVersionId.Next(arn, Scene.FirstVersion, attempt);
            await scene.PutPendingAsync(id, json => json["password"] = "abandoned");
            await scene.Store.MoveLabelAsync(scene.App, StageLabel.Pending, id, null, TestContext.Current.CancellationToken);
        }

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(DerivedVersionId.Next(arn, Scene.FirstVersion, 3), outcome.VersionId);
    }

    [Fact]
    public async Task A_hundred_abandoned_versions_are_too_many()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.RejectPassword = _ => true;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            Assert.Equal(FailureKind.PolicyRejected, (await scene.RotateAsync()).Failure!.Kind);
        }

        Assert.Equal(FailureKind.LimitExceeded, (await scene.RotateAsync()).Failure!.Kind);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "username", "victim")]
    [InlineData(RotationStrategy.SingleUser, "host", "evil.example.com")]
    [InlineData(RotationStrategy.SingleUser, "port", "5433")]
    [InlineData(RotationStrategy.SingleUser, "dbname", "other")]
    [InlineData(RotationStrategy.SingleUser, "engine", "memory")]
    [InlineData(RotationStrategy.Alternating, "username", "victim")]
    [InlineData(RotationStrategy.Alternating, "username", "app")]
    [InlineData(RotationStrategy.Alternating, "host", "evil.example.com")]
    [InlineData(RotationStrategy.Alternating, "port", "5433")]
    public async Task A_pending_version_for_another_account_or_server_is_refused_and_nothing_changes(RotationStrategy strategy, string key, string value)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Target.AddAccount("victim", "password-of-the-victim");
        await scene.PutPendingAsync(Scene.Id("foreign"), json =>
        {
            json["password"] = "made-by-somebody";
            json["username"] = strategy is RotationStrategy.Alternating ? "app_clone" : "app";
            json[key] = value;
        });
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.PendingForeign, outcome.Failure!.Kind);
        Assert.Equal(RotationStatus.Failed, outcome.Status);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_foreign_pending_version_is_not_logged_in_with_either()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        await scene.PutPendingAsync(Scene.Id("foreign"), json => json["host"] = "evil.example.com");
        var process = scene.NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.PendingForeign, outcome.Failure!.Kind);
        Assert.All(process.Target.Logins, login => Assert.Equal("db.example.com", login.Server.Host));
    }

    [Fact]
    public async Task Each_version_is_tried_once_where_none_logs_in()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        await scene.PutPendingAsync(Scene.Id("random"), json => json["password"] = "not-set-yet");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Equal(2, scene.Target.Logins.Count);
    }

    [Fact]
    public async Task A_refused_AWSCURRENT_is_the_failure_where_the_pending_version_has_no_value()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.Find("app")!.Password = "changed by hand";
        scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("empty"), StageLabel.Pending);

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Single(scene.Target.Logins);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_run_that_finds_AWSCURRENT_refused_because_others_have_rotated_has_nothing_left_to_do(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call.Index == 1)
            {
                await scene.RotateAsync();
                await scene.RotateAsync();
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
        Assert.Equal((await scene.CurrentAsync()).UserName, outcome.UserName);
        Assert.Equal(3, (await scene.VersionsAsync()).Count);
    }

    private static async Task DieAfterAsync(Scene scene, string operation)
    {
        var process = scene.NewProcess();
        process.Hooks.After = call =>
        {
            if (call.Operation == operation)
            {
                process.Hooks.Kill();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ProcessDiedException>(() => process.RotateAsync());
        scene.Target.CutSessions();
    }
}
