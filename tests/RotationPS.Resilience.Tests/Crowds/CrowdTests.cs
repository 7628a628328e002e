using System.Diagnostics;
using System.Globalization;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;

namespace RotationPS.Resilience.Tests.Crowds;

/// <summary>Many processes that rotate at once, on one vault and one server.</summary>
[Collection(ManyProcesses.Name)]
public sealed class CrowdTests(StageServer server)
{
    private const int Secrets = 50;

    private static int Rounds => RunSettings.IsLong ? 100 : 5;

    [Fact]
    public async Task Processes_that_all_rotate_many_secrets_at_once_fail_nowhere_and_lock_nobody_out()
    {
        var random = new Random(RunSettings.Seed);
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secrets = new SecretId[Secrets];
        for (var number = 0; number < Secrets; number++)
        {
            secrets[number] = await scene.AddAsync($"app{number}", number % 2 == 0 ? RotationStrategy.SingleUser : RotationStrategy.Alternating);
        }

        using var crowd = await Crowd.GatherAsync(scene.VaultFolder);
        await using var watcher = Watcher.Start(scene, secrets);
        var start = Stopwatch.GetTimestamp();
        crowd.Rotate(() => Shuffled(secrets, random));
        var reports = await crowd.ReadReportsAsync(Secrets);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await watcher.StopAsync();

        foreach (var secret in secrets)
        {
            await AssertChainAsync(scene, secret, reports.Where(report => report.Secret == secret));
        }

        Tell($"{Secrets} secrets, seed {RunSettings.Seed}", reports, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s; {watcher}"));
        Assert.Empty(watcher.Lost);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Processes_that_rotate_one_secret_at_once_make_one_version_after_another(RotationStrategy strategy)
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await scene.AddAsync("app", strategy);
        using var crowd = await Crowd.GatherAsync(scene.VaultFolder);
        await using var watcher = Watcher.Start(scene, secret);
        var reports = new List<RotationReport>();
        for (var round = 0; round < Rounds; round++)
        {
            crowd.Rotate(() => [secret]);
            reports.AddRange(await crowd.ReadReportsAsync(each: 1));
            await AssertChainAsync(scene, secret, reports);
        }

        await watcher.StopAsync();
        Tell($"one secret, {strategy}, {Rounds} rounds", reports, $"{watcher}");
        Assert.Empty(watcher.Lost);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Processes_that_have_all_read_the_same_version_make_one_that_follows_it(RotationStrategy strategy)
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await scene.AddAsync("app", strategy);
        using var crowd = await Crowd.GatherAsync(scene.VaultFolder);
        var reports = new List<RotationReport>();
        for (var round = 0; round < Rounds; round++)
        {
            await using (var account = await HeldAccount.HoldAsync(scene, secret))
            {
                crowd.Rotate(() => [secret]);
                await account.WaitForAsync(Crowd.Size);
            }

            var before = (await scene.CurrentAsync(secret)).Id;
            var met = await crowd.ReadReportsAsync(each: 1);
            var after = (await scene.CurrentAsync(secret)).Id;

            Assert.NotEqual(before, after);
            Assert.All(met, report => Assert.Equal((before, after), (report.Previous, report.Version)));
            Assert.Single(met, report => report.Status is RotationStatus.Rotated);
            reports.AddRange(met);
        }

        await AssertChainAsync(scene, secret, reports);
        Tell($"one secret, {strategy}, {Rounds} rounds, all before its lock", reports);
    }

    /// <summary>
    /// Asserts that the rotations of a secret are over, and that its versions are a chain: each but the first was made by
    /// one rotation that had read the version before it, and none was made in vain.
    /// </summary>
    private static async Task AssertChainAsync(Scene scene, SecretId secret, IEnumerable<RotationReport> reports)
    {
        await scene.AssertSettledAsync(secret);
        var made = reports.Where(report => report.Status is RotationStatus.Rotated).ToDictionary(report => report.Previous!, report => report.Version!);
        var versions = (await scene.Store.ListVersionsAsync(secret, includeDeprecated: true, TestContext.Current.CancellationToken))
            .Select(version => version.VersionId)
            .Reverse()
            .ToList();
        Assert.Equal(versions[1..], versions[..^1].Select(version => made.GetValueOrDefault(version)));
        Assert.Equal(versions.Count - 1, made.Count);
        Assert.Equal(versions[^1], (await scene.CurrentAsync(secret)).Id);
    }

    private static SecretId[] Shuffled(SecretId[] secrets, Random random)
    {
        var order = secrets.ToArray();
        random.Shuffle(order);
        return order;
    }

    private static void Tell(string what, IReadOnlyList<RotationReport> reports, string more = "")
    {
        var statuses = reports.CountBy(report => report.Status).OrderBy(status => status.Key).Select(status => $"{status.Value} {status.Key}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{Crowd.Size} processes, {what}: {reports.Count} rotations ({string.Join(", ", statuses)}) {more}");
    }
}
