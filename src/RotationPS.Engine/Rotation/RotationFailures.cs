using System.Globalization;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>What can go wrong between a secret and its account. No message holds a password.</summary>
internal static class RotationFailures
{
    /// <summary>What to do about two accounts of the administrator's that differ.</summary>
    public const string BringInLineYourself =
        "Give both the same rights yourself, for with the clone mode Existing a rotation changes none; or rotate with -AllowRightsDifference.";

    /// <summary>
    /// What the error itself says is kept out, also as an inner exception, for nobody knows what it may hold; its type and
    /// where it was thrown are enough to find it.
    /// </summary>
    public static RotationException Unexpected(string secret, Exception error) => new(
        FailureKind.Unexpected,
        $"The rotation of the secret '{secret}' ended with {Unknown(error)}.",
        "Rotate the secret again, which finishes what was begun; if it fails in the same way, report it as a fault, with this message.");

    /// <summary>The same of a secret that was only read.</summary>
    public static RotationException UnexpectedInReading(string secret, Exception error) => new(
        FailureKind.Unexpected,
        $"The look at the secret '{secret}' ended with {Unknown(error)}.",
        "Try again; if it fails in the same way, report it as a fault, with this message.");

    public static RotationException SuperuserSecretNotFound(SecretId secret, RotationException error) => new(
        FailureKind.ResourceNotFound,
        $"The superuser's secret '{secret}', in the JSON of the account's secret the key 'masterarn', cannot be read: there is no such secret, or it has no AWSCURRENT value.",
        "Name the right one with -SuperuserSecretId of New-RotatedSecret or Set-AlternatingRotation.",
        error);

    public static RotationException SuperuserElsewhere(string superuserSecret, string own, ServerAddress server) => new(
        FailureKind.SuperuserElsewhere,
        $"The superuser's secret '{superuserSecret}' is for {own}, but the account lives at {server}. Its password is not sent to another server.",
        "Give the superuser's secret the same host and port as the account's, or name the host where accounts are changed with -SuperuserHost of Set-AlternatingRotation.");

    public static RotationException SuperuserIsAccount(string superuserSecret, AccountName user) => new(
        FailureKind.SuperuserIsAccount,
        $"The superuser's secret '{superuserSecret}' holds '{user}', which is one of the accounts that are to alternate.",
        "Name the secret of another account that may create and alter accounts.");

    public static RotationException SuperuserRefused(string superuserSecret, RotationException refused) => new(
        refused.Kind,
        $"The superuser of the secret '{superuserSecret}' cannot log in. {refused.What}",
        $"Correct the password in '{superuserSecret}', or rotate that secret first.",
        refused);

    public static RotationException CurrentRefused(RotationException refused) => new(
        refused.Kind,
        $"AWSCURRENT does not log in. {refused.What}",
        $"{refused.NextStep.TrimEnd('.')}; or run Repair-SecretRotation, which says what fits.",
        refused);

    public static RotationException AccountNotFound(AccountName user) => new(
        FailureKind.AccountNotFound,
        $"The account '{user}' does not exist on the server.",
        $"Create it, or correct the user names in the secret.");

    private static RotationException AccountLocked(AccountName user, string? statement) => new(
        FailureKind.AccountLocked,
        $"The account '{user}' may not log in.",
        $"Let it log in again{By(statement)}, then rotate.");

    private static RotationException AccountExpired(AccountDescription account, string? statement) => new(
        FailureKind.AccountExpired,
        string.Create(CultureInfo.InvariantCulture, $"The account '{account.Name}' expired at {account.ExpiresAt:yyyy-MM-dd HH:mm:ss 'UTC'zzz}."),
        $"Extend its validity{By(statement)}, then rotate.");

    /// <summary>Why an account cannot log in whatever its password; null where it can.</summary>
    public static RotationException? Unusable(AccountDescription account, IRotationTarget target, TimeProvider clock) =>
        !account.CanLogIn ? AccountLocked(account.Name, target.UnlockStatement(account.Name))
        : account.ExpiresAt <= clock.GetUtcNow() ? AccountExpired(account, target.ExtendStatement(account.Name))
        : null;

    public static RotationException CloneNotOurs(AccountDescription clone, AccountName baseAccount) => new(
        FailureKind.CloneNotOurs,
        clone switch
        {
            { Doubt: { } doubt } when clone.CloneOf == baseAccount =>
                $"The account '{clone.Name}' is marked as the clone of '{baseAccount}' but {doubt}; it is left alone.",
            { CloneOf: { } other } => $"The account '{clone.Name}' is marked as the clone of '{other}', not of '{baseAccount}'; it is left alone.",
            _ => $"The account '{clone.Name}' exists and is not marked as a clone that this module made of '{baseAccount}'; it is left alone.",
        },
        "If it may be taken over as the clone, use -AdoptClone of Invoke-SecretRotation or Set-AlternatingRotation; otherwise choose another name with Set-AlternatingRotation -CloneUserName.");

    /// <summary>
    /// A clone that no rotation would make: it is in use, or both accounts are the administrator's. One made by hand in place
    /// of the former would bear no mark.
    /// </summary>
    public static RotationException CloneGone(CloneTerms terms) => terms.Mode is CloneMode.Existing
        ? AccountNotFound(terms.Accounts.CloneUser)
        : new RotationException(
            FailureKind.AccountNotFound,
            $"AWSCURRENT is for '{terms.Accounts.CloneUser}', and there is no such account.",
            "Have it made again with Repair-SecretRotation -Action Reconcile.");

    public static RotationException RightsDiffer(CloneTerms terms, AccountName next, IReadOnlyList<RightsDifference> differences) => new(
        FailureKind.RightsDiffer,
        $"'{next}' is not promoted. {DescribeDifferences(terms.Accounts, differences)}",
        terms.Mode is CloneMode.Existing
            ? BringInLineYourself
            : "Bring the two in line, or let the superuser do it, and rotate again; or promote it as it is with -AllowRightsDifference.");

    /// <summary>Differences that stand in nobody's way, and that whoever relies on the clone has to know of.</summary>
    public static RotationException RightsStayDifferent(AccountPair accounts, IReadOnlyList<RightsDifference> differences) => new(
        FailureKind.RightsDiffer,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{differences.Count} {(differences.Count == 1 ? "difference" : "differences")} between the clone '{accounts.CloneUser}' and its base '{accounts.BaseUser}' cannot be brought in line{(differences.Count == 1 ? ":" : "; the first:")} {differences[0]}. {differences[0].Reason}"),
        "Look at what differs with Compare-RotatedAccount.");

    public static RotationException PasswordExpired(AccountName user) => new(
        FailureKind.PasswordExpired,
        $"The server takes the new password of '{user}', but lets the account do nothing before it has changed it.",
        "Switch off for this account that a password set by somebody else must be changed, then rotate again.");

    /// <summary>How a clone differs from its base, as one sentence.</summary>
    public static string DescribeDifferences(AccountPair accounts, IReadOnlyList<RightsDifference> differences) =>
        $"The clone '{accounts.CloneUser}' has other rights than its base '{accounts.BaseUser}': {string.Join("; ", differences)}.";

    public static RotationException PendingForeign(SecretSnapshot pending, AccountName next) => new(
        FailureKind.PendingForeign,
        $"The pending version {pending.Id} is for '{pending.Document.UserName}' or for another server or engine than AWSCURRENT; it is the turn of '{next}' on the server of AWSCURRENT.",
        "Take AWSPENDING off that version with Repair-SecretRotation -Action Abandon, then rotate again.");

    public static RotationException RotationUnfinished(VersionId pending) => new(
        FailureKind.RotationUnfinished,
        $"A rotation of this secret is unfinished: version {pending} has AWSPENDING.",
        "Finish it with Invoke-SecretRotation, then run this command again.");

    public static RotationException PendingTakenOff(VersionId pending) => new(
        FailureKind.Busy,
        $"Something else has taken AWSPENDING off version {pending} while it was worked on.",
        "Run the rotation again.")
    {
        IsWorthRepeating = true,
    };

    public static RotationException NoServiceStep(RotationStep step) => new(
        FailureKind.InvalidParameter,
        $"{step} is no step that Secrets Manager asks for.",
        "Ask for CreateSecret, SetSecret, TestSecret or FinishSecret.");

    public static RotationException NotPending(VersionId token, SecretDescription labels) => new(
        FailureKind.InvalidRequest,
        labels.VersionIdsToStages.TryGetValue(token, out var stages)
            ? $"Version {token} of the secret '{labels.Name}' has {string.Join(", ", stages)}, but not AWSPENDING."
            : $"The secret '{labels.Name}' has no version {token} with a label.",
        "Let Secrets Manager begin a new rotation, as 'aws secretsmanager rotate-secret' does.");

    public static RotationException PendingWithoutValue(VersionId token) => new(
        FailureKind.InvalidRequest,
        $"The pending version {token} has no value yet.",
        "Run the step createSecret first.");

    public static RotationException NeverAtRest(SecretId secret) => new(
        FailureKind.Busy,
        $"AWSCURRENT of '{secret}' moved each time this step looked at it.",
        "Find out what else rotates this secret, then let the step run again.");

    public static RotationException OwnedByService(SecretDescription secret) => new(
        FailureKind.SecretOwnedByService,
        $"The secret '{secret.Name}' belongs to the service '{secret.OwningService}', which rotates it itself.",
        "Rotate it in that service.");

    public static RotationException RotatedByFunction(SecretDescription secret) => new(
        FailureKind.AnotherWriter,
        $"The secret '{secret.Name}' has a rotation function enabled, which rotates it too.",
        "Cancel the function's rotation of this secret, or run the command again with -Force.");

    public static RotationException NotFinished(RotationException refusal) => new(
        refusal.Kind,
        $"AWSCURRENT could not be moved, so the account has its former password again and AWSCURRENT logs in as before. {refusal.What}",
        refusal.NextStep,
        refusal);

    /// <summary>The label may have moved all the same, for its answer may be lost.</summary>
    public static RotationException CurrentLeftBehind(AccountName user, VersionId pending, RotationException away) => new(
        away.Kind,
        $"The account '{user}' has the password of AWSPENDING, version {pending}. AWSCURRENT is refused until it moves there, which finishes the rotation. {away.What}",
        away.NextStep,
        away);

    public static RotationException TimedOut(RotationStep step, TimeSpan limit) => new(
        FailureKind.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"The step {step} took longer than {limit.TotalSeconds:0} s."),
        "Run Invoke-SecretRotation again; it takes up where this run stopped.");

    public static RotationException TooManyAttempts(int attempts) => new(
        FailureKind.LimitExceeded,
        $"{attempts} versions that should have followed AWSCURRENT were abandoned.",
        "Find out why the server refuses the passwords, then rotate again after the store has dropped the old versions.");

    private static string Unknown(Exception error) =>
        $"an error that this module does not know: {error.GetType()}, thrown by {error.TargetSite?.DeclaringType}.{error.TargetSite?.Name}";

    private static string By(string? statement) => statement is null ? string.Empty : $" ({statement})";
}
