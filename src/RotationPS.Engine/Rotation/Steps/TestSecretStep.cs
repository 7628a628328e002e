using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>testSecret: a fresh login with exactly the pending version, and a last look at the account's rights.</summary>
internal sealed class TestSecretStep(RotationTurn turn, PendingVersion pending)
{
    public Task RunAsync() => turn.KeepsPassword(pending) ? ProveAsync() : ProveAndVerifyAsync();

    private Task ProveAsync() => turn.InsistAsync(
        RotationStep.TestSecret,
        turn.Context.Options.TestTimeout,
        MaySpread,
        "The change may still be spreading",
        () => turn.ProveLoginAsync(pending));

    /// <summary>The rights are looked at while the login is under way: it has a connection of its own.</summary>
    private async Task ProveAndVerifyAsync()
    {
        IReadOnlyList<RightsDifference> differences = [];
        var comparing = turn.BoundedAsync(
            RotationStep.TestSecret,
            async limit => differences = await turn.Strategy.CompareAsync(turn.Session, limit).ConfigureAwait(false));
        try
        {
            await ProveAsync().ConfigureAwait(false);
        }
        finally
        {
            // Nobody may close the session before it has answered; what the look has met is told below, unless the login failed.
            await comparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await comparing.ConfigureAwait(false);
        await turn
            .BoundedAsync(
                RotationStep.TestSecret,
                async limit => turn.Log.Warning = await turn.Strategy.VerifyAsync(turn.Session, differences, Detail, limit).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private void Detail(string message) => turn.Log.Detail(RotationStep.TestSecret, message);

    private static bool MaySpread(FailureKind kind) =>
        kind is FailureKind.LoginFailed or FailureKind.Unreachable or FailureKind.Busy or FailureKind.TimedOut;
}
