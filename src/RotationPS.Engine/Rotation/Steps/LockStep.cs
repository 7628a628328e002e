using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>Logs in as the account that does the work, and takes the account's lock on that very connection.</summary>
/// <param name="context">AWSCURRENT as it was read, and its server.</param>
/// <param name="open">Logs in; null where somebody else has rotated meanwhile.</param>
internal sealed class LockStep(RotationContext context, Func<CancellationToken, Task<ITargetSession?>> open)
{
    /// <returns>The session that holds the lock; null where somebody else has rotated meanwhile.</returns>
    public async Task<ITargetSession?> RunAsync(CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        if (session is null)
        {
            return null;
        }

        var isLocked = false;
        try
        {
            await session.LockAccountAsync(context.Accounts.BaseUser, context.Options.LockTimeout, cancellationToken).ConfigureAwait(false);
            isLocked = true;
            return session;
        }
        catch (RotationException busy) when (busy.Kind is FailureKind.Busy)
        {
            // Whoever held the lock so long has usually done the work by now.
            if (context.IsOvertaken(await context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false)))
            {
                return null;
            }

            throw;
        }
        finally
        {
            if (!isLocked)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
