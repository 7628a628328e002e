using RotationPS.Engine.Rotation;

namespace RotationPS.Resilience.Tests.Stage;

public sealed class SceneTests(StageServer server)
{
    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_secret_of_a_scene_logs_in_before_and_after_a_rotation(RotationStrategy strategy)
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await scene.AddAsync("app", strategy);
        await scene.AssertSettledAsync(secret);
        var before = await scene.CurrentAsync(secret);

        var outcome = await new Rotator(scene.NewEnvironment())
            .RotateAsync(secret, new RotationOptions(), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(strategy, outcome.Strategy);
        await scene.AssertSettledAsync(secret);
        Assert.NotEqual(before.Id, (await scene.CurrentAsync(secret)).Id);
        Assert.Equal(strategy is RotationStrategy.Alternating, await scene.LogsInAsync(before.Document));
    }
}
