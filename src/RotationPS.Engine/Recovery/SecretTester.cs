using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>Checks a secret and its accounts, and changes nothing.</summary>
/// <param name="environment">What it works with.</param>
public sealed class SecretTester(RotationEnvironment environment)
{
    /// <summary>
    /// Checks whether a secret's versions log in and whether the next rotation can come off. Each password is tried once at
    /// the most, the likeliest first, and no further one of an account once one has worked, so that nobody is locked out.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; a failure is a check that failed, and is not thrown.</returns>
    public async Task<SecretTestReport> TestAsync(SecretId secret, CancellationToken cancellationToken)
    {
        SecretState state;
        try
        {
            state = await SecretState.ReadAsync(environment, secret, new RotationOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException unreadable)
        {
            return new SecretTestReport(secret, null, null, [SecretCheck.Of(CheckName.Secret, unreadable)]);
        }

        IReadOnlyList<SecretCheck> checks =
        [
            CheckSecret(state),
            CheckLabels(state),
            .. await new LoginChecks(state).CheckAsync(cancellationToken).ConfigureAwait(false),
            .. await new SuperuserChecks(state).CheckAsync(cancellationToken).ConfigureAwait(false),
            CheckAge(state),
        ];
        return new SecretTestReport(secret, state.Labels.Name, state.Labels.Arn, checks);
    }

    private static SecretCheck CheckSecret(SecretState state)
    {
        try
        {
            state.Context.RefuseUnlessOurs(state.Labels);
            if (state.Superuser is not null)
            {
                state.Context.Current.Document.CloneTermsFor(state.Context.Target);
            }
        }
        catch (RotationException notOurs)
        {
            return SecretCheck.Of(CheckName.Secret, notOurs);
        }

        var document = state.Context.Current.Document;
        var how = state.Superuser is null ? "a single user" : "alternating users";
        return new SecretCheck(
            CheckName.Secret, CheckStatus.Passed, $"It can be read, and rotates '{document.UserName}' at {document.ServerFor(state.Context.Target)} with {how}.");
    }

    private static SecretCheck CheckLabels(SecretState state) => state.PendingId is { } pending
        ? SecretCheck.Of(CheckName.Labels, RecoveryFailures.Unfinished(pending, state.CanResume), CheckStatus.Warning)
        : new SecretCheck(CheckName.Labels, CheckStatus.Passed, $"AWSCURRENT is version {state.Context.Current.Id}, and no rotation is unfinished.");

    private SecretCheck CheckAge(SecretState state)
    {
        var (made, now) = (state.Context.Current.PasswordDate, environment.Clock.GetUtcNow());
        var days = (int)(now - made).TotalDays;

        // An undo brings an older password back, which counts as new from then on: only the date tells the whole truth.
        var age = string.Create(
            CultureInfo.InvariantCulture,
            $"The password of AWSCURRENT is {days} {(days == 1 ? "day" : "days")} old, counted from when it last became current, {made.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        try
        {
            if (RotationTerms.FromTags(state.Labels.Tags) is not { } terms)
            {
                return new SecretCheck(CheckName.Age, CheckStatus.Passed, $"{age}; the secret has no schedule.");
            }

            var next = terms.NextAfter(made).Opens.UtcDateTime;
            var due = string.Create(CultureInfo.InvariantCulture, $"the schedule '{terms.Schedule}' has it rotated from {next:yyyy-MM-dd HH:mm} UTC on");
            return terms.IsOverdue(made, now)
                ? SecretCheck.Of(CheckName.Age, RecoveryFailures.Overdue($"{age}, and {due}."), CheckStatus.Warning)
                : new SecretCheck(CheckName.Age, CheckStatus.Passed, $"{age}; {due}.");
        }
        catch (RotationException damaged) when (damaged.Kind is FailureKind.InvalidParameter)
        {
            return SecretCheck.Of(CheckName.Age, damaged, CheckStatus.Warning);
        }
    }
}
