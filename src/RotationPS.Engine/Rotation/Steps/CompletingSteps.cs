namespace RotationPS.Engine.Rotation.Steps;

/// <summary>The three steps that follow createSecret, each told of as it begins and as it ends.</summary>
internal sealed class CompletingSteps(RotationTurn turn, PendingVersion pending)
{
    /// <returns>
    /// Whether AWSCURRENT logged in until now, and no longer does; null where somebody else has rotated meanwhile, so that
    /// nothing was set.
    /// </returns>
    public Task<bool?> SetAsync() => turn.KeepsPassword(pending)
        ? Task.FromResult<bool?>(false)
        : turn.Log.RunAsync(
            RotationStep.SetSecret,
            turn.Strategy.SetsPassword(turn.Session, pending.Document.Password)
                ? $"Setting the password of '{pending.Document.UserName}'."
                : $"Setting nothing: '{pending.Document.UserName}' has logged in with the password that becomes current.",
            () => new SetSecretStep(turn, pending).RunAsync());

    public Task TestAsync() => turn.Log.RunAsync(
        RotationStep.TestSecret,
        $"Logging in as '{pending.Document.UserName}' with the pending version.",
        () => new TestSecretStep(turn, pending).RunAsync());

    /// <param name="takenFromCurrent">Whether AWSCURRENT no longer logs in since this very run has set the new password.</param>
    /// <returns>Whether the version is AWSCURRENT; false where somebody else has rotated meanwhile.</returns>
    public Task<bool> FinishAsync(bool takenFromCurrent) => turn.Log.RunAsync(
        RotationStep.FinishSecret,
        $"Moving AWSCURRENT to version {pending.Id}.",
        async () =>
        {
            var isCurrent = await new FinishSecretStep(turn, pending, takenFromCurrent).RunAsync().ConfigureAwait(false);
            if (!turn.Session.LocksAccounts && !turn.KeepsPassword(pending) && pending.Document.UserName == turn.Session.Login.User)
            {
                await new LastLook(turn).RunAsync().ConfigureAwait(false);
            }

            return isCurrent;
        });
}
