using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class OtherWriterTests
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_secret_that_a_rotation_function_rotates_is_refused(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Store.PrepareRotationEnabled(scene.App);
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.AnotherWriter, outcome.Failure!.Kind);
        Assert.Contains("rotation function", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_secret_that_a_rotation_function_rotates_is_rotated_where_the_caller_insists()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareRotationEnabled(scene.App);
        var process = scene.NewProcess();
        process.Options = process.Options with { IgnoreOtherWriter = true };

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_secret_that_a_service_owns_is_refused_whatever_the_caller_says(bool insists)
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareOwningService(scene.App, "rds");
        var process = scene.NewProcess();
        process.Options = process.Options with { IgnoreOtherWriter = insists };
        var before = await scene.StateAsync();

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.SecretOwnedByService, outcome.Failure!.Kind);
        Assert.Contains("'rds'", outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_plan_refuses_it_too()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareRotationEnabled(scene.App);

        var failure = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().PlanAsync());

        Assert.Equal(FailureKind.AnotherWriter, failure.Kind);
    }
}
