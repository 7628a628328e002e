using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>The version a rotation works on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">What it says.</param>
/// <param name="IsResumed">Whether another run made it; then its password may be set already.</param>
internal sealed record PendingVersion(VersionId Id, SecretDocument Document, bool IsResumed)
{
    /// <summary>
    /// Whether it was found pending on a secret that a rotation function rotates, so that Secrets Manager itself has most
    /// likely made it and waits for its rotation to end.
    /// </summary>
    public bool IsAwaited { get; init; }

    /// <summary>
    /// Refuses a version that is for another account or server than the one whose turn it is: whoever may write a
    /// pending version must not have the superuser set the password of an account of his choice.
    /// </summary>
    public static void RefuseForeign(RotationContext context, SecretSnapshot pending, AccountName next)
    {
        if (!context.IsSameServer(pending.Document)
            || (pending.Document.UserName != next && !pending.Document.HasCredentialsOf(context.Current.Document)))
        {
            throw RotationFailures.PendingForeign(pending, next);
        }
    }
}
