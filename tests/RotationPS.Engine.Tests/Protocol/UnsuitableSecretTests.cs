using RotationPS.Engine.Failures;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

/// <summary>A secret that cannot be changed is refused before anything happens, whatever the caller says.</summary>
public sealed class UnsuitableSecretTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replica_is_refused_and_the_message_names_the_primary_Region(bool insists)
    {
        var scene = await Scene.SingleUserAsync();
        scene.Store.PrepareReplica(scene.App, "eu-west-1");

        var failure = await RefusedAsync(scene, FailureKind.ReplicaSecret, insists);

        Assert.Equal("Run the command with -Region eu-west-1.", failure.NextStep);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_secret_marked_for_deletion_is_refused(bool insists)
    {
        var scene = await Scene.AlternatingAsync();
        scene.Store.PrepareDeletion(scene.App);

        await RefusedAsync(scene, FailureKind.SecretDeleted, insists);
    }

    private static async Task<RotationException> RefusedAsync(Scene scene, FailureKind kind, bool insists)
    {
        var process = scene.NewProcess();
        process.Options = process.Options with { IgnoreOtherWriter = insists };
        var before = await scene.StateAsync();

        var failure = (await process.RotateAsync()).Failure;

        Assert.NotNull(failure);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(before, await scene.StateAsync());
        return failure;
    }
}
