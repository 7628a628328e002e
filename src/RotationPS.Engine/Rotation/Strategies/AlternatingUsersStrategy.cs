using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>
/// Alternating users: the superuser sets the password of the account that is not in use, makes the clone where it is
/// missing, and whosever turn it is brings the clone in line with its base. The password of AWSCURRENT is never touched.
/// </summary>
internal sealed class AlternatingUsersStrategy : IRotationStrategy
{
    private readonly RotationContext _context;
    private readonly CloneTerms _terms;
    private readonly Superuser _superuser;

    public AlternatingUsersStrategy(RotationContext context, SecretId superuserSecret)
    {
        _context = context;
        context.Target.CheckName(context.Accounts.CloneUser);
        _terms = context.Current.Document.CloneTermsFor(context.Target) with { Adopt = context.Options.AdoptClone };
        _superuser = new Superuser(context.Environment, superuserSecret, context.Target, SuperuserServer, context.Accounts);
    }

    public AccountName NextUser => Accounts.TwinOf(_context.Current.Document.UserName);

    private AccountPair Accounts => _context.Accounts;

    private ServerAddress SuperuserServer => _context.Current.Document.SuperuserServerFor(_context.Target);

    private bool NextIsClone => NextUser == Accounts.CloneUser;

    private bool BothExist => _terms.Mode is CloneMode.Existing;

    public async Task<PlannedWork> PlanAsync(CancellationToken cancellationToken)
    {
        var actor = (await _superuser.ReadAsync(cancellationToken).ConfigureAwait(false)).Login.User;
        IReadOnlyList<string> reset = NextIsClone ? [] : _context.Target.Preview(new AccountChange.Reset(NextUser));
        return new PlannedWork(actor, [.. reset, .. await PreviewCloneAsync(cancellationToken).ConfigureAwait(false)]);
    }

    /// <summary>
    /// The superuser's secret is read, and the superuser logs in, while the credentials of AWSCURRENT are proven: neither has
    /// to wait for the other. The superuser does nothing before they are.
    /// </summary>
    public async Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken)
    {
        var proving = ProveCurrentAsync(cancellationToken);
        var opening = _superuser.LogInAsync(cancellationToken);
        var isProven = false;
        try
        {
            isProven = await IsProvenAsync(proving, opening, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isProven)
            {
                await CloseAsync(opening).ConfigureAwait(false);
            }
        }

        return isProven ? await opening.ConfigureAwait(false) : null;
    }

    public async Task CheckAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        var (baseAccount, clone) = await session.InspectPairAsync(Accounts, cancellationToken).ConfigureAwait(false);
        RefuseUnusable(baseAccount ?? throw RotationFailures.AccountNotFound(Accounts.BaseUser));

        // The mark on the clone proves the pair in both directions: without it a secret that names 'victim_clone' would
        // have the password of 'victim' set.
        if (clone is null && (BothExist || !NextIsClone))
        {
            throw RotationFailures.CloneGone(_terms);
        }

        if (clone is not null && (clone.CloneOf != Accounts.BaseUser || clone.Doubt is not null) && !_context.Options.AdoptClone)
        {
            throw RotationFailures.CloneNotOurs(clone, Accounts.BaseUser);
        }

        if (_terms.OwnerRole is not null)
        {
            // What speaks against the owner role speaks before a version is made.
            await session.PreviewCloneAsync(_terms, NextIsClone, cancellationToken).ConfigureAwait(false);
        }

        if (clone is not null && BothExist)
        {
            // Otherwise the rotation itself makes the clone usable.
            RefuseUnusable(clone);
        }
    }

    public async Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken)
    {
        if (BothExist && _terms.Adopt)
        {
            await session.AdoptCloneAsync(Accounts, cancellationToken).ConfigureAwait(false);
        }

        if (NextIsClone)
        {
            await session.EnsureCloneAsync(_terms, password, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await session.ResetPasswordAsync(NextUser, password, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The account of AWSCURRENT is the other one; nothing is taken from it.</summary>
    public Task<bool> TakesFromCurrentAsync(ITargetSession session, PendingVersion pending) => Task.FromResult(false);

    public Task GiveBackAsync(ITargetSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<RightsDifference>> CompareAsync(ITargetSession session, CancellationToken cancellationToken) =>
        session.CompareRightsAsync(_terms, cancellationToken);

    public async Task<RotationException?> VerifyAsync(
        ITargetSession session, IReadOnlyList<RightsDifference> differences, Action<string> detail, CancellationToken cancellationToken)
    {
        if (!NextIsClone && (_terms.Adopt || differences.Any(difference => difference.Reason is null)))
        {
            // The clone is in use. Only now that its base has proven to be fit for use may it be made like it: a limit that
            // shuts the base out would otherwise shut AWSCURRENT out too.
            await session.EnsureCloneAsync(_terms, password: null, cancellationToken).ConfigureAwait(false);
            differences = await session.CompareRightsAsync(_terms, cancellationToken).ConfigureAwait(false);
        }

        var lasting = differences.Where(difference => difference.Reason is not null).ToList();
        foreach (var difference in lasting)
        {
            detail($"{difference}. {difference.Reason}");
        }

        var mendable = differences.Where(difference => difference.Reason is null).ToList();
        if (mendable.Count > 0 && !_context.Options.AllowRightsDifference)
        {
            throw RotationFailures.RightsDiffer(_terms, NextUser, mendable);
        }

        foreach (var difference in mendable)
        {
            detail($"{difference}. It is allowed to differ.");
        }

        return lasting.Count > 0 ? RotationFailures.RightsStayDifferent(Accounts, lasting) : null;
    }

    /// <summary>What brings the clone in line now, as the superuser sees it; in general where the superuser cannot log in.</summary>
    private async Task<IReadOnlyList<string>> PreviewCloneAsync(CancellationToken cancellationToken)
    {
        ITargetSession session;
        try
        {
            session = await _superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException refused)
        {
            return [$"-- in general, for nobody could look: {refused.Message}", .. _context.Target.Preview(new AccountChange.EnsureClone(_terms, NextIsClone))];
        }

        await using (session.ConfigureAwait(false))
        {
            return await session.PreviewCloneAsync(_terms, NextIsClone, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Who may edit a secret must not seize an account by naming it there: the credentials in it have to work, and that
    /// where the superuser will change them.
    /// </summary>
    private async Task ProveCurrentAsync(CancellationToken cancellationToken)
    {
        var login = _context.Current.Document.LoginFor(_context.Target);
        foreach (var server in new[] { login.Server, SuperuserServer }.Distinct())
        {
            await using var proof = await _context.Target.LogInAsync(login with { Server = server }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Whether the credentials of AWSCURRENT work; false where somebody else has rotated meanwhile.</returns>
    private async Task<bool> IsProvenAsync(Task proving, Task<ITargetSession> superuser, CancellationToken cancellationToken)
    {
        try
        {
            await proving.ConfigureAwait(false);
            return true;
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            var labels = await _context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
            return _context.IsOvertaken(labels)
                ? false
                : throw await ExplainAsync(refused, await superuser.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes a session that is not needed, as soon as it is open; if it cannot be opened there is nothing to close.</summary>
    private static async Task CloseAsync(Task<ITargetSession> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Servers answer a wrong password and an expired or locked account alike; the superuser can tell them apart.</summary>
    private async Task<RotationException> ExplainAsync(RotationException refused, ITargetSession session, CancellationToken cancellationToken)
    {
        var user = _context.Current.Document.UserName;
        var account = await session.DescribeAccountAsync(user, cancellationToken).ConfigureAwait(false);
        return account is not null ? Unusable(account) ?? RotationFailures.CurrentRefused(refused)
            : NextIsClone ? RotationFailures.AccountNotFound(user)
            : RotationFailures.CloneGone(_terms);
    }

    private void RefuseUnusable(AccountDescription account)
    {
        if (Unusable(account) is { } failure)
        {
            throw failure;
        }
    }

    private RotationException? Unusable(AccountDescription account) =>
        RotationFailures.Unusable(account, _context.Target, _context.Environment.Clock);
}
