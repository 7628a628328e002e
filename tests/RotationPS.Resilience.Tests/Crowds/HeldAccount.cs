using System.Diagnostics;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Resilience.Tests.Crowds;

/// <summary>
/// The lock of a secret's account, held by the test: whoever rotates reads AWSCURRENT and comes to stand before the lock,
/// until it is disposed of.
/// </summary>
internal sealed class HeldAccount : IAsyncDisposable
{
    // Whatever the tests of the other collections do meanwhile, no other lock has so many before it.
    private const string LongestQueue = """
        SELECT max(length) FROM (
            SELECT count(*) AS length FROM pg_locks WHERE locktype = 'advisory' AND NOT granted GROUP BY classid, objid, objsubid
        ) queues
        """;

    // Less than a rotation waits for the lock.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly Scene _scene;
    private readonly ITargetSession _session;

    private HeldAccount(Scene scene, ITargetSession session) => (_scene, _session) = (scene, session);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HeldAccount> HoldAsync(Scene scene, SecretId secret)
    {
        var account = (await scene.CurrentAsync(secret)).Document.Accounts.BaseUser;
        var superuser = (await scene.CurrentAsync(scene.Superuser)).Document;
        var target = new PostgreSqlTarget();
        var held = new HeldAccount(scene, await target.LogInAsync(superuser.LoginFor(target), Cancellation));
        try
        {
            await held._session.LockAccountAsync(account, _patience, Cancellation);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many rotations stand before the lock.</summary>
    public async Task WaitForAsync(int rotations)
    {
        var start = Stopwatch.GetTimestamp();
        while (await _scene.Server.ScalarAsync(LongestQueue) is not long length || length < rotations)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < _patience, $"There are no {rotations} rotations before the lock.");
            await Task.Delay(_pause, Cancellation);
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
