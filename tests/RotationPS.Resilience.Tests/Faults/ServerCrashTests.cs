using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;
using RotationPS.Stores.Tests.SecretsManager;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The database crashes in the middle of a rotation and comes back.</summary>
public sealed class ServerCrashTests
{
    private static readonly HashSet<FailureKind> _breaks = [FailureKind.Unreachable];

    /// <summary>When: as a step begins, or as it has ended.</summary>
    private static readonly (RotationStep Step, bool AtItsEnd)[] _moments =
    [
        (RotationStep.Lock, false),
        (RotationStep.Lock, true),
        (RotationStep.SetSecret, false),
        (RotationStep.SetSecret, true),
        (RotationStep.TestSecret, false),
        (RotationStep.FinishSecret, false),
        (RotationStep.FinishSecret, true),
    ];

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_server_that_crashes_at_any_step_costs_at_most_the_run(RotationStrategy strategy)
    {
        // A server that writes down a commit only later must not lose a password to which the labels have moved.
        await using var server = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
        {
            Settings = new Dictionary<string, string> { ["synchronous_commit"] = "off", ["wal_writer_delay"] = "10s" },
        });
        await using var scene = await Scene.OpenAsync(server);
        var secret = await scene.AddAsync("app", strategy);
        var tally = new FaultTally($"PostgreSQL, {strategy}, crash and restart");
        foreach (var (step, atItsEnd) in _moments)
        {
            var moment = $"A crash at the {(atItsEnd ? "end" : "beginning")} of {step}";
            var disturbance = new Disturbance(scene, secret, tally) { Fault = moment, Kinds = _breaks };
            var crashes = 0;
            await disturbance.RunAsync(() => RotateAsync(scene, secret, happening =>
            {
                if (happening.Step == step && (atItsEnd ? happening is RotationEvent.StepEnded : happening is RotationEvent.StepStarted))
                {
                    crashes++;
                    server.CrashAsync().GetAwaiter().GetResult();
                }
            }));
            Assert.Equal(1, crashes);
            await disturbance.CompleteAsync(() => RotateAsync(scene, secret, _ => { }));
        }

        tally.Tell();
    }

    private static Task<RotationOutcome> RotateAsync(Scene scene, SecretId secret, Action<RotationEvent> report) =>
        new Rotator(scene.NewEnvironment() with { Clock = new HurryingClock() })
            .RotateAsync(secret, new RotationOptions(), report, TestContext.Current.CancellationToken);
}
