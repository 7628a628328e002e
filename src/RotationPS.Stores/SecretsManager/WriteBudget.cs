using System.Threading.RateLimiting;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Keeps the writes of all workers together below what Secrets Manager takes: PutSecretValue, UpdateSecret and
/// UpdateSecretVersionStage share 50 calls a second in an account and Region, and whoever goes beyond is throttled with
/// everybody else. See https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html.
/// </summary>
/// <param name="isKept">Whether it is kept from the first; else from when somebody is throttled.</param>
internal sealed class WriteBudget(bool isKept) : IDisposable
{
    /// <summary>How many writes there are in a second, a little below the quota of 50: others write too.</summary>
    public const int WritesPerSecond = 48;

    private const int SegmentsPerSecond = 20;

    private static readonly string[] _writes = ["PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage"];

    private readonly SlidingWindowRateLimiter _limiter = new(new SlidingWindowRateLimiterOptions
    {
        PermitLimit = WritesPerSecond,

        // A write at the end of a segment counts from its beginning. One segment more than a second has keeps it for a whole
        // second even so; otherwise a burst could be followed by the next after nine tenths of one.
        Window = TimeSpan.FromSeconds((SegmentsPerSecond + 1.0) / SegmentsPerSecond),
        SegmentsPerWindow = SegmentsPerSecond + 1,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private volatile bool _isKept = isKept;

    /// <summary>Keeps the budget from now on.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Waits until a call may be made; calls that are no such writes may at once.</summary>
    /// <param name="operation">The name of the operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task EnterAsync(string operation, CancellationToken cancellationToken)
    {
        if (_isKept && _writes.Contains(operation))
        {
            using var permit = await _limiter.AcquireAsync(permitCount: 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
