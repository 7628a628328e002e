using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Strategies;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>What the steps share once the account is locked.</summary>
/// <param name="Context">AWSCURRENT as it was read, and its server.</param>
/// <param name="Goal">What is to come about.</param>
/// <param name="Strategy">How.</param>
/// <param name="Session">The session that holds the lock and does the work.</param>
/// <param name="Log">Hears what happens.</param>
internal sealed record RotationTurn(RotationContext Context, RotationGoal Goal, IRotationStrategy Strategy, ITargetSession Session, StepLog Log)
{
    // Longer than any statement of a target may take, so that the server's own time-out speaks first.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Logs in with exactly what a version says, and out again.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.PasswordExpired"/> where the password is right but good
    /// for nothing before it is changed; or what the login throws.</exception>
    public async Task ProveLoginAsync(PendingVersion version)
    {
        await using var session = await Context.Target
            .LogInAsync(version.Document.LoginFor(Context.Target), CancellationToken.None)
            .ConfigureAwait(false);
        if (session.MustChangePassword)
        {
            throw RotationFailures.PasswordExpired(version.Document.UserName);
        }
    }

    /// <summary>
    /// Does work again while it fails in a way that may pass, for a bounded time. The waits double, so that few calls are
    /// refused.
    /// </summary>
    /// <param name="step">The step it belongs to.</param>
    /// <param name="limit">How long after the first failure it is still tried.</param>
    /// <param name="mayPass">Which failures may pass.</param>
    /// <param name="why">Why they may, for whoever reads along.</param>
    /// <param name="work">The work.</param>
    public async Task InsistAsync(RotationStep step, TimeSpan limit, Func<FailureKind, bool> mayPass, string why, Func<Task> work)
    {
        var clock = Context.Environment.Clock;
        var start = clock.GetTimestamp();
        for (var delay = FirstRetryDelay; ; delay *= 2)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (RotationException error) when (mayPass(error.Kind) && clock.GetElapsedTime(start) + delay <= limit)
            {
                Log.Detail(step, $"{error.Message} {why}; trying again in {delay.TotalSeconds:0} s.");
                await Task.Delay(delay, clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the pending version only says something else about the account whose password it keeps.</summary>
    public bool KeepsPassword(PendingVersion version) => version.Document.HasCredentialsOf(Context.Current.Document);

    /// <summary>Does work that no caller may interrupt, but not for ever.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.TimedOut"/>.</exception>
    public async Task BoundedAsync(RotationStep step, Func<CancellationToken, Task> work)
    {
        using var timeout = new CancellationTokenSource(Limit, Context.Environment.Clock);
        try
        {
            await work(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw RotationFailures.TimedOut(step, Limit);
        }
    }
}
