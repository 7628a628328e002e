using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Configuration;

/// <summary>What can be wrong with a request to make a secret or to change how it rotates.</summary>
internal static class ConfigurationFailures
{
    public static RotationException SuperuserNeeded(string forWhat) => new(
        FailureKind.NotApplicable,
        $"{forWhat} needs a superuser.",
        "Name the superuser's secret with -SuperuserSecretId.");

    public static RotationException CloneWithoutAlternating() => new(
        FailureKind.NotApplicable,
        "It was said how two accounts alternate, but the secret is for a single user.",
        "Leave out what is said of the clone, or use -Strategy Alternating with -SuperuserSecretId.");

    public static RotationException NoTwin(AccountName user) => new(
        FailureKind.NotApplicable,
        $"The secret is for '{user}' alone, and there is no other account to compare it with.",
        "Let it alternate with a clone by Set-AlternatingRotation.");

    public static RotationException CloneIsBase(AccountName user) => new(
        FailureKind.NotApplicable,
        $"'{user}' cannot be its own clone.",
        "Choose another name with -CloneUserName.");

    public static RotationException CurrentIsOtherClone(AccountName current, AccountName baseAccount) => new(
        FailureKind.NotApplicable,
        $"AWSCURRENT holds '{current}', which is the clone of '{baseAccount}' already.",
        $"Leave -CloneUserName out, or rotate once so that AWSCURRENT holds '{baseAccount}', and run this command then.");

    public static RotationException AccountExists(AccountName user) => new(
        FailureKind.AccountExists,
        $"The account '{user}' exists already.",
        "Use -Account with its present password instead of -CreateAccount, or choose another -UserName.");

    public static RotationException TwoPasswordsWithAlternating() => new(
        FailureKind.NotApplicable,
        "Two passwords of one account are for a single user, but the secret is for two accounts that alternate.",
        "Leave out -DualPassword: with alternating users applications are refused at no moment either way.");

    /// <exception cref="RotationException"><see cref="FailureKind.NotApplicable"/>: the server holds one password an account.</exception>
    public static void RefuseUnlessTwoPasswords(ITargetSession session)
    {
        if (!session.HoldsTwoPasswords)
        {
            throw new RotationException(
                FailureKind.NotApplicable,
                $"The server {session.Login.Server} holds one password an account, so the former one of '{session.Login.User}' cannot go on working.",
                "Leave out -DualPassword, or let the account alternate with a clone by Set-AlternatingRotation.");
        }
    }
}
