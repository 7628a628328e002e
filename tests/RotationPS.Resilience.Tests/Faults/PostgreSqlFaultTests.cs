using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The connections to PostgreSQL break, at every byte that differs from its neighbours.</summary>
public sealed class PostgreSqlFaultTests(StageServer server)
{
    private const int LaneCount = 4;

    /// <summary>How the driver answers a break, and how the run tells of it.</summary>
    private static readonly HashSet<FailureKind> _breaks = [FailureKind.Unreachable];

    private static readonly HashSet<FailureKind> _encryptedBreaks = [FailureKind.Unreachable, FailureKind.TlsRefused];

    private static readonly HashSet<FailureKind> _silences = [FailureKind.Unreachable, FailureKind.TimedOut];

    private static readonly PostgreSqlLimits _short = new()
    {
        Connect = TimeSpan.FromMilliseconds(300),
        Statement = TimeSpan.FromMilliseconds(300),
        Lock = TimeSpan.FromMilliseconds(300),
    };

    [Theory]
    [InlineData(RotationCase.SingleUser)]
    [InlineData(RotationCase.NewClone)]
    [InlineData(RotationCase.Clone)]
    [InlineData(RotationCase.Base)]
    public async Task A_connection_that_breaks_at_any_byte_costs_at_most_the_run(RotationCase what)
    {
        var faults = await PlanAsync(what, [ProxyFaultKind.Truncate, ProxyFaultKind.Reset], server.PostgreSql);
        var tally = new FaultTally($"PostgreSQL, {what}, cut and reset");
        await Lanes.RunAsync(
            Sample.Of(faults, 48),
            LaneCount,
            () => FaultyStage.OpenAsync(server.PostgreSql),
            (stage, fault) => DisturbAsync(stage, what, fault, _breaks, tally));
        tally.Tell();
    }

    [Theory]
    [InlineData(RotationCase.SingleUser)]
    [InlineData(RotationCase.Clone)]
    public async Task A_server_that_stays_away_from_any_byte_on_costs_at_most_the_run(RotationCase what)
    {
        var faults = await PlanAsync(what, [ProxyFaultKind.Reset], server.PostgreSql);
        var tally = new FaultTally($"PostgreSQL, {what}, reset and refused ever after");
        await Lanes.RunAsync(
            Sample.Of(faults, 16),
            LaneCount,
            () => FaultyStage.OpenAsync(server.PostgreSql),
            (stage, fault) => DisturbAsync(stage, what, fault with { Stays = true }, _breaks, tally));
        tally.Tell();
    }

    [Theory]
    [InlineData(RotationCase.SingleUser)]
    [InlineData(RotationCase.NewClone)]
    public async Task A_connection_that_falls_silent_costs_at_most_the_run(RotationCase what)
    {
        var faults = await PlanAsync(what, [ProxyFaultKind.BlackHole], server.PostgreSql);
        var tally = new FaultTally($"PostgreSQL, {what}, silent");

        // Nearly all of the time is spent in waiting, so there may be many at once.
        await Lanes.RunAsync(
            Sample.Of(faults, 12),
            lanes: 24,
            () => FaultyStage.OpenAsync(server.PostgreSql),
            (stage, fault) => DisturbAsync(stage, what, fault, _silences, tally, _short));
        tally.Tell();
    }

    [Fact]
    public async Task An_encrypted_connection_that_breaks_at_any_byte_costs_at_most_the_run()
    {
        await using var encrypted = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions { Tls = true });
        var tally = new FaultTally("PostgreSQL over TLS, cut and reset");
        foreach (var what in new[] { RotationCase.SingleUser, RotationCase.Clone })
        {
            var faults = await PlanAsync(what, [ProxyFaultKind.Truncate, ProxyFaultKind.Reset], encrypted, ssl: null);
            await Lanes.RunAsync(
                Sample.Of(faults, 16),
                LaneCount,
                () => FaultyStage.OpenAsync(encrypted, ssl: null),
                (stage, fault) => DisturbAsync(stage, what, fault, _encryptedBreaks, tally));
        }

        tally.Tell();
    }

    [Fact]
    public async Task A_lock_whose_holder_vanished_unnoticed_is_waited_for_and_told_of()
    {
        await using var stage = await FaultyStage.OpenAsync(server.PostgreSql);
        var recording = await stage.RecordAsync(RotationCase.SingleUser);

        // The last things that the connection says are the new password and good-bye; before them it has asked for the lock.
        var lockIsAskedFor = recording.Connections[0].Turns.Where(turn => turn.Direction is ProxyDirection.ToServer).ToList()[^2].Position;
        var secret = await stage.SecretForAsync(RotationCase.SingleUser);
        var tally = new FaultTally("PostgreSQL, SingleUser, silent and not noticed by the server");
        var silence = new ProxyFault(0, ProxyDirection.ToServer, lockIsAskedFor, ProxyFaultKind.BlackHole) { HidesDeparture = true };
        var disturbance = new Disturbance(stage.Scene, secret, tally) { Fault = silence.ToString(), Kinds = _silences };
        stage.Proxy.Arm(silence);
        await disturbance.RunAsync(() => stage.RotateAsync(secret, _short, _short.Lock));

        // The server still takes the one that has vanished for alive, so the lock is held.
        stage.Proxy.Record();
        var next = new Disturbance(stage.Scene, secret, tally) { Fault = "A held lock", Kinds = new HashSet<FailureKind> { FailureKind.Busy } };
        Assert.Equal(FailureKind.Busy, (await next.RunAsync(() => stage.RotateAsync(secret, lockTimeout: _short.Lock))).Failure?.Kind);

        await stage.Proxy.HangUpAsync();
        await next.CompleteAsync(() => stage.RotateAsync(secret));
        tally.Tell();
    }

    /// <summary>Every fault for a rotation: at each position of each direction of each connection of one that was undisturbed.</summary>
    private static async Task<IReadOnlyList<ProxyFault>> PlanAsync(RotationCase what, ProxyFaultKind[] kinds, PostgreSqlServer server, bool? ssl = false)
    {
        await using var stage = await FaultyStage.OpenAsync(server, ssl);
        var connections = (await stage.RecordAsync(what)).Connections;
        return
        [
            .. from connection in Enumerable.Range(0, connections.Count)
               from direction in Enum.GetValues<ProxyDirection>()
               let bytes = connections[connection].Bytes(direction)
               from position in ssl is false ? PostgreSqlMessages.Positions(bytes, direction) : Turns.Positions(connections[connection], direction)
               from kind in kinds
               select new ProxyFault(connection, direction, position, kind),
        ];
    }

    private static async Task DisturbAsync(
        FaultyStage stage, RotationCase what, ProxyFault fault, IReadOnlySet<FailureKind> kinds, FaultTally tally, PostgreSqlLimits? limits = null)
    {
        var secret = await stage.SecretForAsync(what);
        var disturbance = new Disturbance(stage.Scene, secret, tally) { Fault = fault.ToString(), Kinds = kinds };
        var proxied = stage.Proxy.Arm(fault);
        await disturbance.RunAsync(() => stage.RotateAsync(secret, limits, limits?.Lock));
        stage.Proxy.Record();
        await disturbance.CompleteAsync(() => stage.RotateAsync(secret));
        await stage.Proxy.QuietAsync();
        disturbance.AssertStruck(proxied, fault);
    }
}
