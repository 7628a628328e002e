using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Stores.Tests.SecretsManager;
using RotationPS.Stores.Vault;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The vault's disk is full, or cannot be written.</summary>
public sealed class VaultFaultTests(StageServer server)
{
    // A rotation makes the version, moves AWSCURRENT and takes AWSPENDING off.
    private const int WritesOfARotation = 3;

    private static readonly HashSet<FailureKind> _inaccessible = [FailureKind.VaultInaccessible];

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_disk_that_is_full_from_any_write_on_costs_at_most_the_run(RotationStrategy strategy)
    {
        using var disk = MountedFolder.SmallDisk();
        await using var scene = await Scene.OpenAsync(server.PostgreSql, folder: Directory.CreateDirectory(Path.Combine(disk.Path, "scene")));
        var secret = await scene.AddAsync("app", strategy);
        var tally = new FaultTally($"Vault, {strategy}, disk full");
        for (var write = 0; write < WritesOfARotation; write++)
        {
            var fullFrom = write;
            var store = new WatchedStore(scene.Store)
            {
                BeforeWrite = number =>
                {
                    if (number >= fullFrom)
                    {
                        disk.Fill();
                    }
                },
            };
            var disturbance = new Disturbance(scene, secret, tally) { Fault = $"A disk full from write {write} on", Kinds = _inaccessible };

            var outcome = await disturbance.RunAsync(() => RotateAsync(scene, secret, store));

            Assert.True(store.Writes > fullFrom, $"{disturbance.Fault}: the run came only to write {store.Writes}.");
            if (outcome.Failure is { } failure)
            {
                Assert.Contains("Free space on the disk.", failure.NextStep, StringComparison.Ordinal);
            }

            disk.Free();
            await disturbance.CompleteAsync(() => RotateAsync(scene, secret, scene.Store));
        }

        tally.Tell();
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_folder_that_cannot_be_written_costs_at_most_the_run(RotationStrategy strategy)
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await scene.AddAsync("app", strategy);
        using var mounted = MountedFolder.ReadOnly(scene.VaultFolder);
        var tally = new FaultTally($"Vault, {strategy}, folder read-only");
        var disturbance = new Disturbance(scene, secret, tally) { Fault = "A folder that cannot be written", Kinds = _inaccessible };
        var before = await scene.CurrentAsync(secret);

        using (var store = VaultStore.Open(mounted.Path))
        {
            var outcome = await disturbance.RunAsync(() => RotateAsync(scene, secret, store));
            Assert.Equal(FailureKind.VaultInaccessible, outcome.Failure?.Kind);
        }

        Assert.Equal(before.Id, (await scene.CurrentAsync(secret)).Id);
        await disturbance.CompleteAsync(() => RotateAsync(scene, secret, scene.Store));
        tally.Tell();
    }

    [Fact]
    public async Task A_vault_whose_disk_is_full_already_says_so_when_it_is_opened_and_is_whole_once_there_is_space()
    {
        using var disk = MountedFolder.SmallDisk();
        await using var scene = await Scene.OpenAsync(server.PostgreSql, folder: Directory.CreateDirectory(Path.Combine(disk.Path, "scene")));
        var secret = await scene.AddAsync("app", RotationStrategy.SingleUser);

        // The first one to open a vault needs a little space beside the database, even to read.
        scene.Store.Dispose();
        disk.Fill();
        var refused = Assert.Throws<RotationException>(() => VaultStore.Open(scene.VaultFolder));
        Assert.Equal(FailureKind.VaultInaccessible, refused.Kind);
        Assert.Equal("Free space on the disk.", refused.NextStep);

        disk.Free();
        using var store = VaultStore.Open(scene.VaultFolder);
        Assert.Equal(RotationStatus.Rotated, (await RotateAsync(scene, secret, store)).Status);
        var current = await store.GetValueAsync(secret, VersionReference.Current, TestContext.Current.CancellationToken);
        Assert.True(await scene.LogsInAsync(SecretDocument.Parse(current.Text)));
    }

    private static Task<RotationOutcome> RotateAsync(Scene scene, SecretId secret, ISecretStore store) =>
        new Rotator(scene.NewEnvironment(store) with { Clock = new HurryingClock() })
            .RotateAsync(secret, new RotationOptions(), _ => { }, TestContext.Current.CancellationToken);
}
