using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>
/// Broken: an undo that moves AWSCURRENT back. It is as careful as can be: it works under the account's lock, only where
/// nothing is pending, and only once it has logged in with what it goes back to.
/// </summary>
internal static class LabelUndo
{
    public static Actor Actor { get; } = new("undo by label", RunAsync);

    private static async Task<RotationOutcome> RunAsync(RotatingProcess process)
    {
        var outcome = new RotationOutcome { SecretId = process.Secret, Status = RotationStatus.AlreadyCurrent };
        try
        {
            return await TryAsync(process.Ports, process.Secret) ? outcome with { Status = RotationStatus.Rotated } : outcome;
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed or FailureKind.InvalidParameter)
        {
            return outcome;
        }
        catch (RotationException failure)
        {
            return outcome with { Status = RotationStatus.Failed, Failure = failure };
        }
    }

    private static async Task<bool> TryAsync(Ports ports, SecretId secret)
    {
        var current = await SecretSnapshot.ReadAsync(ports.Store, secret, VersionReference.Current, CancellationToken.None);
        await using var session = await LogInAsync(ports.Target, current.Document);
        await session.LockAccountAsync(current.Document.Accounts.BaseUser, TimeSpan.Zero, CancellationToken.None);
        var labels = await ports.Store.DescribeAsync(secret, CancellationToken.None);
        if (labels.Holder(StageLabel.Current) != current.Id
            || labels.Holder(StageLabel.Pending) is not null
            || labels.Holder(StageLabel.Previous) is not { } previousId)
        {
            return false;
        }

        var previous = await SecretSnapshot.ReadAsync(ports.Store, secret, VersionReference.Of(previousId), CancellationToken.None);
        await using var proof = await LogInAsync(ports.Target, previous.Document);
        await ports.Store.MoveLabelAsync(secret, StageLabel.Current, current.Id, previousId, CancellationToken.None);
        return true;
    }

    private static Task<ITargetSession> LogInAsync(IRotationTarget target, SecretDocument document) =>
        target.LogInAsync(document.LoginFor(target), CancellationToken.None);
}
