using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The connections to Secrets Manager break in the middle of every request and every answer of a rotation.</summary>
public sealed class SecretsManagerFaultTests(StageServer server)
{
    // The client waits a while before it tries again, so many may wait at once.
    private const int LaneCount = 8;

    private static readonly HashSet<FailureKind> _breaks = [FailureKind.Unreachable, FailureKind.AnswerNotUnderstood];

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_connection_that_breaks_in_any_request_or_answer_costs_at_most_the_run(RotationStrategy strategy)
    {
        var faults = await PlanAsync(strategy, [ProxyFaultKind.Truncate, ProxyFaultKind.Reset]);
        var tally = new FaultTally($"Secrets Manager, {strategy}, cut and reset");
        await RunAsync(strategy, Sample.Of(faults, 32), tally);
        tally.Tell();
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_store_that_stays_away_from_any_request_or_answer_on_costs_at_most_the_run(RotationStrategy strategy)
    {
        var faults = (await PlanAsync(strategy, [ProxyFaultKind.Truncate])).Select(fault => fault with { Stays = true }).ToList();
        var tally = new FaultTally($"Secrets Manager, {strategy}, cut and refused ever after");
        await RunAsync(strategy, Sample.Of(faults, 16), tally);
        tally.Tell();
    }

    private async Task<IReadOnlyList<ProxyFault>> PlanAsync(RotationStrategy strategy, ProxyFaultKind[] kinds)
    {
        await using var stage = await SecretsManagerStage.OpenAsync(server.PostgreSql);
        var secret = await stage.Scene.AddAsync("app", strategy);
        await using var proxy = FaultyProxy.To(stage.Port);
        var recording = proxy.Record();
        Assert.Equal(RotationStatus.Rotated, (await stage.RotateAsync(secret, proxy.Port)).Status);

        // Without a fault the client does with one connection.
        var connection = Assert.Single(recording.Connections);
        return
        [
            .. from direction in Enum.GetValues<ProxyDirection>()
               from position in Turns.Positions(connection, direction)
               from kind in kinds
               select new ProxyFault(0, direction, position, kind),
        ];
    }

    private Task RunAsync(RotationStrategy strategy, IEnumerable<ProxyFault> faults, FaultTally tally) => Lanes.RunAsync(
        faults,
        LaneCount,
        () => SecretsManagerStage.OpenAsync(server.PostgreSql),
        async (stage, fault) =>
        {
            var secret = await stage.SecretAsync(strategy);
            var disturbance = new Disturbance(stage.Scene, secret, tally) { Fault = fault.ToString(), Kinds = _breaks };
            await using (var proxy = FaultyProxy.To(stage.Port))
            {
                var proxied = proxy.Arm(fault);
                await disturbance.RunAsync(() => stage.RotateAsync(secret, proxy.Port));
                disturbance.AssertStruck(proxied, fault);
            }

            await disturbance.CompleteAsync(() => stage.RotateAsync(secret, stage.Port));
        });
}
