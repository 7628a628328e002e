using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;

namespace RotationPS.Resilience.Tests.Kills;

/// <summary>Processes that are killed while they rotate, and what the next one finds.</summary>
[Collection(ManyProcesses.Name)]
public sealed class KillTests(StageServer server)
{
    private static int Kills => RunSettings.IsLong ? 500 : 40;

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_process_killed_at_any_moment_locks_nobody_out_and_the_next_one_finishes_its_work(RotationStrategy strategy)
    {
        var random = new Random(RunSettings.Seed);
        var tally = new KillTally(strategy);
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await scene.AddAsync("app", strategy);
        var wereCurrent = new HashSet<VersionId> { (await scene.CurrentAsync(secret)).Id };
        await using var watcher = Watcher.Start(scene, secret);
        await using var workers = new Succession(scene.VaultFolder);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var worker = await workers.NextAsync();
            var next = await FinishAsync(scene, secret, worker);

            // The first one has loaded the code; the third, which is killed, will take about as long as the second.
            var whole = await FinishAsync(scene, secret, worker);
            tally.Hit(await KillAsync(worker, secret, whole, random));
            await AssertNoPasswordIsLostAsync(scene, secret);
            wereCurrent.UnionWith([next.Version!, whole.Version!, (await scene.CurrentAsync(secret)).Id]);
            if (kill > 0)
            {
                tally.NextRun(next.Status);
            }
        }

        using (var worker = await workers.NextAsync())
        {
            var last = await FinishAsync(scene, secret, worker);
            tally.NextRun(last.Status);
            wereCurrent.Add(last.Version!);
        }

        await watcher.StopAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(tally.Tell(watcher));
        Assert.Empty(watcher.Lost);
        Assert.True(watcher.Logins > Kills);
        Assert.True(strategy is RotationStrategy.SingleUser || watcher.Refused == 0);
        await scene.AssertSettledAsync(secret);

        // No version was made in vain: each has been AWSCURRENT.
        var made = await scene.Store.ListVersionsAsync(secret, includeDeprecated: true, TestContext.Current.CancellationToken);
        Assert.Equal(wereCurrent, made.Select(version => version.VersionId).ToHashSet());
    }

    /// <summary>Lets a worker rotate and asserts that it has finished the very version that the one before it had begun, if any.</summary>
    private static async Task<RotationReport> FinishAsync(Scene scene, SecretId secret, RotationWorker worker)
    {
        var current = await scene.CurrentAsync(secret);
        var begun = await scene.FindAsync(secret, StageLabel.Pending) is { } pending && pending.Id != current.Id ? pending.Id : null;
        worker.Rotate(secret);
        var report = await worker.ReadReportAsync();
        Assert.True(report.Status is not RotationStatus.Failed, report.Failure);
        Assert.Equal(current.Id, report.Previous);
        Assert.Equal(begun is null ? RotationStatus.Rotated : RotationStatus.Resumed, report.Status);
        Assert.Equal(begun ?? report.Version, report.Version);
        await scene.AssertSettledAsync(secret);
        return report;
    }

    /// <summary>
    /// Kills a worker at a moment that is drawn: first the step, so that the short ones have their share, and then the
    /// time, up to what the worker's rotation before took from the beginning of that step to its end.
    /// </summary>
    private static async Task<RotationStep?> KillAsync(RotationWorker worker, SecretId secret, RotationReport whole, Random random)
    {
        var steps = Enum.GetValues<RotationStep>();
        var step = steps[random.Next(steps.Length)];
        var delay = whole.From(step) * random.NextDouble();
        worker.Rotate(secret);
        await worker.WaitForAsync(step);
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        return await worker.KillAsync();
    }

    /// <summary>
    /// Asserts that every account's password is in a version with a label. What the killed process has asked the server to
    /// do may still come about, so the password that was valid before is tried first.
    /// </summary>
    private static async Task AssertNoPasswordIsLostAsync(Scene scene, SecretId secret)
    {
        var current = await scene.CurrentAsync(secret);
        var alternates = current.Document.SuperuserSecretId is not null;
        Assert.True(!alternates || await scene.LogsInAsync(current.Document), $"AWSCURRENT of '{secret}' does not log in.");

        var before = alternates ? await scene.FindAsync(secret, StageLabel.Previous) : current;
        if (before is not null && !await scene.LogsInAsync(before.Document))
        {
            var pending = await scene.FindAsync(secret, StageLabel.Pending);
            Assert.True(
                pending is not null && await scene.LogsInAsync(pending.Document),
                $"The password of '{before.Document.UserName}' is in no version with a label.");
        }
    }
}
