using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Recovery;

/// <summary>Checks what two accounts that alternate need: the superuser, its rights, the clone and the clone's rights.</summary>
/// <param name="state">What the labels hold.</param>
internal sealed class SuperuserChecks(SecretState state)
{
    private static readonly CheckName[] NeedSuperuser = [CheckName.SuperuserRights, CheckName.Clone, CheckName.CloneRights];

    private AccountPair Accounts => state.Context.Accounts;

    private bool IsCloneCurrent => state.Context.Current.Document.UserName == Accounts.CloneUser;

    /// <summary>None for a single user, nor where two accounts cannot alternate.</summary>
    public async Task<IReadOnlyList<SecretCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        if (state.Superuser is not { } superuser || state.Context.Target.CloneModes.Count == 0)
        {
            return [];
        }

        try
        {
            await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
            return
            [
                new SecretCheck(CheckName.Superuser, CheckStatus.Passed, $"The superuser logs in as '{session.Login.User}'."),
                await CheckRightsAsync(session, cancellationToken).ConfigureAwait(false),
                .. await CheckCloneAsync(session, cancellationToken).ConfigureAwait(false),
            ];
        }
        catch (RotationException failure)
        {
            return
            [
                SecretCheck.Of(CheckName.Superuser, failure),
                .. NeedSuperuser.Select(name => new SecretCheck(name, CheckStatus.Skipped, "The superuser does not log in.")),
            ];
        }
    }

    private async Task<SecretCheck> CheckRightsAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.CheckSuperuserAsync(Accounts.BaseUser, cancellationToken).ConfigureAwait(false);
            return new SecretCheck(CheckName.SuperuserRights, CheckStatus.Passed, $"The superuser may create accounts and alter '{Accounts.BaseUser}'.");
        }
        catch (RotationException denied) when (denied.Kind is FailureKind.PermissionDenied)
        {
            return SecretCheck.Of(CheckName.SuperuserRights, denied);
        }
    }

    private async Task<IReadOnlyList<SecretCheck>> CheckCloneAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        var terms = state.Context.Current.Document.CloneTermsFor(state.Context.Target);
        var clone = await session.DescribeAccountAsync(Accounts.CloneUser, cancellationToken).ConfigureAwait(false);
        if (clone is null)
        {
            return
            [
                IsCloneCurrent || terms.Mode is CloneMode.Existing
                    ? SecretCheck.Of(CheckName.Clone, RotationFailures.CloneGone(terms))
                    : new SecretCheck(CheckName.Clone, CheckStatus.Passed, $"The account '{Accounts.CloneUser}' does not exist; the next rotation makes it."),
                new SecretCheck(CheckName.CloneRights, CheckStatus.Skipped, "There is no clone."),
            ];
        }

        if (clone.CloneOf != Accounts.BaseUser)
        {
            return
            [
                SecretCheck.Of(CheckName.Clone, RotationFailures.CloneNotOurs(clone, Accounts.BaseUser)),
                new SecretCheck(CheckName.CloneRights, CheckStatus.Skipped, "The account with the clone's name is not ours."),
            ];
        }

        // The next rotation brings a clone that is not in use in line, or fails where both accounts are the administrator's; one
        // that is in use makes applications fail now.
        var status = IsCloneCurrent || terms.Mode is CloneMode.Existing ? CheckStatus.Failed : CheckStatus.Warning;
        var differences = await session.CompareRightsAsync(terms, cancellationToken).ConfigureAwait(false);
        return
        [
            RotationFailures.Unusable(clone, state.Context.Target, state.Context.Environment.Clock) is { } unusable
                ? SecretCheck.Of(CheckName.Clone, unusable, status)
                : new SecretCheck(CheckName.Clone, CheckStatus.Passed, $"The account '{clone.Name}' is marked as the clone of '{Accounts.BaseUser}' and may log in."),
            CheckRights(terms, differences, status),
        ];
    }

    private SecretCheck CheckRights(CloneTerms terms, IReadOnlyList<RightsDifference> differences, CheckStatus status)
    {
        var mendable = differences.Where(difference => difference.Reason is null).ToList();
        if (mendable.Count > 0)
        {
            return SecretCheck.Of(CheckName.CloneRights, RecoveryFailures.RightsDifferNow(terms, mendable), status);
        }

        return differences.Count > 0
            ? SecretCheck.Of(CheckName.CloneRights, RotationFailures.RightsStayDifferent(Accounts, differences), CheckStatus.Warning)
            : new SecretCheck(CheckName.CloneRights, CheckStatus.Passed, $"The clone has the rights of '{Accounts.BaseUser}'.");
    }
}
