using System.Text.Json.Nodes;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

/// <summary>A version that keeps the password of the one before makes that password no younger.</summary>
public sealed class PasswordAgeTests
{
    private const string Key = "passwordsince";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_as_old_after_a_change_of_strategy_as_before()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().ToAlternatingAsync(scene.Superuser)).Status);

        Assert.Equal(Scene.Start, await AgeAsync(scene));
        var age = Assert.Single(await scene.NewProcess().TestAsync(), check => check.Name is CheckName.Age);
        Assert.Contains("40 days old", age.Message);
    }

    [Fact]
    public async Task A_second_change_carries_the_age_on_and_a_rotation_ends_it()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.NewProcess().ToSingleUserAsync();
        Assert.Equal(Scene.Start, await AgeAsync(scene));

        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.RotateAsync();

        Assert.Equal(Scene.Start.AddDays(30), await AgeAsync(scene));
        Assert.DoesNotContain(Key, (await scene.CurrentAsync()).ToText().Reveal());
    }

    [Fact]
    public async Task An_undone_change_of_strategy_makes_the_password_no_younger()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        scene.Clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().UndoAsync()).Status);

        Assert.Null((await scene.CurrentAsync()).SuperuserSecretId);
        Assert.Equal(Scene.Start, await AgeAsync(scene));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_version_beside_the_kept_age_either()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.AlreadyCurrent, (await scene.NewProcess().ToAlternatingAsync(scene.Superuser)).Status);
        Assert.Equal(Scene.Start, await AgeAsync(scene));
    }

    [Fact]
    public async Task A_change_that_died_is_finished_with_the_age_it_had()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));
        var dying = scene.NewProcess();
        dying.Hooks.After = call =>
        {
            if (call.Operation == "Store.Put")
            {
                dying.Hooks.Kill();
            }

            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ProcessDiedException>(() => dying.ToAlternatingAsync(scene.Superuser));
        scene.Target.CutSessions();
        scene.Clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal(RotationStatus.Resumed, (await scene.NewProcess().ToAlternatingAsync(scene.Superuser)).Status);

        Assert.Equal(Scene.Start, await AgeAsync(scene));
    }

    [Fact]
    public async Task What_was_copied_into_another_version_says_nothing_of_it()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        scene.Clock.Advance(TimeSpan.FromDays(10));

        await scene.EditAsync(scene.App, json => json["password"] = "set by AWS's own function");

        Assert.Contains(Key, (await scene.CurrentAsync()).ToText().Reveal());
        Assert.Equal(Scene.Start.AddDays(20), await AgeAsync(scene));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("yesterday {0}")]
    [InlineData("2036-01-02T03:04:05Z {0}")]
    [InlineData(" ")]
    [InlineData(null)]
    public async Task What_cannot_be_the_age_is_none(string? value)
    {
        var scene = await Scene.SingleUserAsync();
        scene.Clock.Advance(TimeSpan.FromDays(10));

        await scene.EditAsync(scene.App, json => json[Key] = value is null ? 7 : JsonValue.Create(string.Format(null, value, Scene.Id("edit-1"))));

        Assert.Equal(Scene.Start.AddDays(10), await AgeAsync(scene));
    }

    private static async Task<DateTimeOffset> AgeAsync(Scene scene) =>
        (await SecretOverview.ReadAsync(scene.NewProcess().Environment, scene.App, Cancellation)).LastRotated;
}
