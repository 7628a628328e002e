using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>testSecret: a fresh login with exactly the pending version, and a last look at the account's rights.</summary>
internal sealed class TestSecretStep(RotationTurn turn, PendingVersion pending)
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = turn.Context.Environment.Clock;

    public async Task RunAsync()
    {
        await LogInAsync().ConfigureAwait(false);
        if (!turn.KeepsPassword(pending))
        {
            await turn
                .BoundedAsync(RotationStep.TestSecret, limit => turn.Strategy.VerifyAsync(turn.Session, limit))
                .ConfigureAwait(false);
        }
    }

    /// <summary>A change may take a moment to reach every part of a server; the waits double so that few logins are refused.</summary>
    private async Task LogInAsync()
    {
        var start = _clock.GetTimestamp();
        for (var delay = FirstRetryDelay; ; delay *= 2)
        {
            try
            {
                await turn.ProveLoginAsync(pending).ConfigureAwait(false);
                return;
            }
            catch (RotationException error) when (MaySpread(error.Kind) && _clock.GetElapsedTime(start) + delay <= turn.Context.Options.TestTimeout)
            {
                turn.Log.Detail(RotationStep.TestSecret, $"{error.Message} The change may still be spreading; trying again in {delay.TotalSeconds:0} s.");
                await Task.Delay(delay, _clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static bool MaySpread(FailureKind kind) =>
        kind is FailureKind.LoginFailed or FailureKind.Unreachable or FailureKind.Busy or FailureKind.TimedOut;
}
