using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>testSecret: a fresh login with exactly the pending version, and a last look at the account's rights.</summary>
internal sealed class TestSecretStep(RotationTurn turn, PendingVersion pending)
{
    public async Task RunAsync()
    {
        await turn
            .InsistAsync(
                RotationStep.TestSecret,
                turn.Context.Options.TestTimeout,
                MaySpread,
                "The change may still be spreading",
                () => turn.ProveLoginAsync(pending))
            .ConfigureAwait(false);
        if (!turn.KeepsPassword(pending))
        {
            await turn
                .BoundedAsync(RotationStep.TestSecret, limit => turn.Strategy.VerifyAsync(turn.Session, Detail, limit))
                .ConfigureAwait(false);
        }
    }

    private void Detail(string message) => turn.Log.Detail(RotationStep.TestSecret, message);

    private static bool MaySpread(FailureKind kind) =>
        kind is FailureKind.LoginFailed or FailureKind.Unreachable or FailureKind.Busy or FailureKind.TimedOut;
}
