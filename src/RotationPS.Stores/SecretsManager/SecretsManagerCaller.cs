using Amazon.SecretsManager;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Makes calls: each is bounded in time, stops at once when it is cancelled, and is repeated while the service takes no
/// more calls or has not made a write of ours visible. All together keep to the budget of writes.
/// </summary>
internal sealed class SecretsManagerCaller(IAmazonSecretsManager client, TimeProvider clock, bool hasQuota) : IDisposable
{
    // The SDK repeats an attempt on its own and bounds each; this bounds them together with the search for credentials.
    private static readonly TimeSpan _callLimit = TimeSpan.FromSeconds(60);

    // A throttled call does nothing, so waiting is always better than leaving a rotation half done; a fleet on several
    // machines may be throttled for long.
    private static readonly TimeSpan _patienceWhenThrottled = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _firstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    private readonly WriteBudget _budget = new(hasQuota);

    /// <param name="operation">The name of the operation, as IAM has it.</param>
    /// <param name="secret">The secret it is about; null for none.</param>
    /// <param name="call">Makes the call.</param>
    /// <param name="mayBeInvisible">Whether "not found" may mean that a write of ours is not visible yet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">What went wrong.</exception>
    public async Task<T> CallAsync<T>(
        string operation,
        SecretId? secret,
        Func<IAmazonSecretsManager, CancellationToken, Task<T>> call,
        Func<bool> mayBeInvisible,
        CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        for (var wait = _firstWait; ; wait = wait * 2 < _longestWait ? wait * 2 : _longestWait)
        {
            RotationException failure;
            await _budget.EnterAsync(operation, cancellationToken).ConfigureAwait(false);
            try
            {
                return await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not RotationException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = SecretsManagerFailures.From(error, operation, secret);
            }

            var isThrottled = failure.Kind is FailureKind.Throttled;
            if (isThrottled)
            {
                _budget.Keep();
            }

            var mayPass = isThrottled || (failure.Kind is FailureKind.ResourceNotFound && mayBeInvisible());
            if (!mayPass || clock.GetElapsedTime(start) + wait > (isThrottled ? _patienceWhenThrottled : _patience))
            {
                throw failure;
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _budget.Dispose();

    /// <summary>
    /// Credentials may be fetched, and the end of an answer is read, in ways that no token stops; so whoever cancels or has
    /// waited long enough leaves the call to itself.
    /// </summary>
    private async Task<T> AttemptAsync<T>(Func<IAmazonSecretsManager, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = abandoned.Token;
        try
        {
            return await Task.Run(() => call(client, token), token)
                .WaitAsync(_callLimit, clock, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await abandoned.CancelAsync().ConfigureAwait(false);
        }
    }
}
