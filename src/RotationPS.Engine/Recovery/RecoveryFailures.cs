using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>Why a rotation cannot be undone or repaired. No message holds a password.</summary>
internal static class RecoveryFailures
{
    public static RotationException NothingPending(string secret) => new(
        FailureKind.NotApplicable,
        $"No rotation of '{secret}' is unfinished.",
        "Rotate it with Invoke-SecretRotation, or look at its labels with Get-SecretStageLabel.");

    public static RotationException CurrentMoved(VersionId before, VersionId now) => new(
        FailureKind.CurrentMoved,
        $"AWSCURRENT has moved from version {before} to version {now} since it was looked at.",
        "Look at the labels with Get-SecretStageLabel, and run the command again if it is still wanted.");

    public static RotationException PreviousMoved(VersionId before) => new(
        FailureKind.CurrentMoved,
        $"AWSPREVIOUS is no longer on version {before}, where it was when it was looked at.",
        "Look at the labels with Get-SecretStageLabel, and run the command again if it is still wanted.");

    public static RotationException AbandonCutOff(VersionId pending, RotationException cut) => new(
        cut.Kind,
        $"The account's lock was lost while AWSPENDING was taken off version {pending}, so it was put back. {cut.What}",
        "Run the command again.",
        cut);

    public static RotationException AbandonOvertaken(VersionId pending, RotationException why) => new(
        why.Kind,
        $"Somebody may have set the password of version {pending} while AWSPENDING was taken off it, so it was put back. {why.What}",
        "Run Repair-SecretRotation without -Action; it says what fits.",
        why);

    public static RotationException UndoUnfinished(VersionId pending) => new(
        FailureKind.RotationUnfinished,
        $"A rotation of this secret is unfinished: version {pending} has AWSPENDING.",
        "Finish or abandon it first; Repair-SecretRotation says which of the two fits.");

    public static RotationException NoPrevious(string secret, RotationException missing) => new(
        FailureKind.PreviousUnusable,
        $"There is nothing that '{secret}' could go back to: no version has AWSPREVIOUS, or it has no value.",
        "Go forward with Invoke-SecretRotation.",
        missing);

    public static RotationException PreviousElsewhere(SecretSnapshot former) => new(
        FailureKind.PreviousUnusable,
        $"AWSPREVIOUS, version {former.Id}, is for '{former.Document.UserName}' on '{former.Document.Host}': another account, server or engine than AWSCURRENT alternates with.",
        "Go forward with Invoke-SecretRotation.");

    public static RotationException PreviousRefused(SecretSnapshot former, RotationException refused) => new(
        FailureKind.PreviousUnusable,
        $"The credentials of AWSPREVIOUS, version {former.Id}, no longer log in. {refused.What}",
        "Go forward with Invoke-SecretRotation; where AWSCURRENT is refused too, see Repair-SecretRotation.",
        refused);

    public static RotationException PreviousRejected(SecretSnapshot former, RotationException rejected) => new(
        FailureKind.PreviousUnusable,
        $"The server does not take the password of AWSPREVIOUS, version {former.Id}, again. {rejected.What}",
        "Go forward with Invoke-SecretRotation.",
        rejected);

    public static RotationException PendingInUse(SecretSnapshot pending) => new(
        FailureKind.PendingInUse,
        $"The account '{pending.Document.UserName}' has the password of the pending version {pending.Id}; without AWSPENDING nobody would find it again.",
        "Finish the rotation with Repair-SecretRotation -Action Resume.");

    public static RotationException PendingNotProven(SecretSnapshot pending, RotationException why) => new(
        why.Kind,
        $"Whether '{pending.Document.UserName}' has the password of the pending version {pending.Id} cannot be told. {why.What}",
        "Mend that and run the command again, or abandon the version regardless with -Force.",
        why);

    public static RotationException CurrentRefused(RotationException refused) => new(
        refused.Kind,
        $"AWSCURRENT does not log in, so nothing proves that the pending password is not in use. {refused.What}",
        "Run Repair-SecretRotation without -Action; it says what fits.",
        refused);

    public static RotationException SuperuserNeeded(string secret) => new(
        FailureKind.NotApplicable,
        $"The secret '{secret}' is for a single user and names no superuser who could set the password.",
        "Name the superuser's secret with -SuperuserSecretId.");

    public static RotationException PendingLogsIn(AccountName user, VersionId pending) => new(
        FailureKind.RotationUnfinished,
        $"The account '{user}' has the password of the pending version {pending}: a rotation stopped before AWSCURRENT moved.",
        "Finish it with Repair-SecretRotation -Action Resume.");

    public static RotationException Unfinished(VersionId pending, bool canResume) => new(
        FailureKind.RotationUnfinished,
        $"A rotation is running or unfinished: version {pending} has AWSPENDING.",
        canResume
            ? "Finish it with Invoke-SecretRotation; Repair-SecretRotation says whether something else fits better."
            : "Take AWSPENDING off that version with Repair-SecretRotation -Action Abandon, for Invoke-SecretRotation would refuse it.");

    public static RotationException CurrentBroken(RotationException refused) => new(
        refused.Kind,
        $"AWSCURRENT does not log in. {refused.What}",
        "Run Repair-SecretRotation; it says what fits.",
        refused);

    public static RotationException PendingWithoutValue(VersionId pending) => new(
        FailureKind.RotationUnfinished,
        $"Version {pending} has AWSPENDING and no value.",
        "Finish it with Invoke-SecretRotation, which gives it one.");

    public static RotationException PendingStuck(RotationException problem) => new(
        problem.Kind,
        $"The pending version cannot be finished. {problem.What}",
        "Take AWSPENDING off it with Repair-SecretRotation -Action Abandon.",
        problem);

    public static RotationException NotEncrypted(ServerAddress server) => new(
        FailureKind.TlsRefused,
        $"The connection to {server} is not encrypted: the secret says '\"ssl\": false'.",
        "Switch TLS on at the server and set '\"ssl\": true' in the secret.");

    public static RotationException Overdue(string what) => new(FailureKind.RotationOverdue, what, "Rotate it with Invoke-SecretRotation.");

    public static RotationException RightsDifferNow(CloneTerms terms, IReadOnlyList<RightsDifference> differences) => new(
        FailureKind.RightsDiffer,
        RotationFailures.DescribeDifferences(terms.Accounts, differences),
        terms.Mode is CloneMode.Existing
            ? RotationFailures.BringInLineYourself
            : "Rotate with Invoke-SecretRotation, which brings the clone in line.");
}
