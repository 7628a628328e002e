using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>Applications use the accounts at one address, the superuser changes them at another.</summary>
public sealed class SuperuserHostTests
{
    [Theory]
    [InlineData("primary.example.com")]
    [InlineData(null)]
    public async Task The_superuser_works_where_the_secret_says_and_the_account_is_proven_there_too(string? superusersOwnHost)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["superuserhost"] = "primary.example.com");
        await scene.EditAsync(scene.Superuser, json => json["host"] = superusersOwnHost);
        var process = scene.NewProcess();

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);

        Assert.Equal(
            ["app@db.example.com", "app@primary.example.com", "boss@primary.example.com", "app_clone@db.example.com"],
            process.Target.Logins.Select(login => $"{login.User}@{login.Server.Host}"));
        Assert.Equal("db.example.com", (await scene.CurrentAsync()).Host);
    }

    [Fact]
    public async Task A_superuser_of_yet_another_host_is_refused()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["superuserhost"] = "primary.example.com");
        var process = scene.NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.SuperuserElsewhere, outcome.Failure!.Kind);
        Assert.Contains("primary.example.com", outcome.Failure.Message);
        Assert.DoesNotContain(process.Target.Logins, login => login.User.Value == "boss");
    }

    [Fact]
    public async Task An_account_that_does_not_log_in_where_the_superuser_works_is_not_touched()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["superuserhost"] = "primary.example.com");
        await scene.EditAsync(scene.Superuser, json => json["host"] = "primary.example.com");
        var before = await scene.StateAsync();
        var process = scene.NewProcess();
        process.Hooks.Before = call =>
            call is { Operation: "Target.LogIn", About: "app" } && process.Target.Logins.Count == 1
                ? throw new RotationException(FailureKind.LoginFailed, "Another server knows no such account.", "Correct the secret.")
                : Task.CompletedTask;

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }
}
