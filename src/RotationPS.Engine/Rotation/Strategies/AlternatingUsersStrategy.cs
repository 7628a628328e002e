using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>
/// Alternating users: the superuser sets the password of the account that is not in use, and makes the clone where it is
/// missing. The account of AWSCURRENT is never touched.
/// </summary>
internal sealed class AlternatingUsersStrategy : IRotationStrategy
{
    private readonly RotationContext _context;
    private readonly Superuser _superuser;

    public AlternatingUsersStrategy(RotationContext context, SecretId superuserSecret)
    {
        _context = context;
        context.Target.CheckName(context.Accounts.CloneUser);
        _superuser = new Superuser(
            context.Environment,
            superuserSecret,
            context.Target,
            context.Current.Document.ServerFor(context.Target),
            context.Accounts);
    }

    public AccountName NextUser => Accounts.TwinOf(_context.Current.Document.UserName);

    public AccountChange Change => NextIsClone
        ? new AccountChange.EnsureClone(Accounts.BaseUser, Accounts.CloneUser, Mode)
        : new AccountChange.Reset(NextUser);

    private AccountPair Accounts => _context.Accounts;

    private CloneMode Mode => _context.Current.Document.CloneMode;

    private bool NextIsClone => NextUser == Accounts.CloneUser;

    public async Task<AccountName> FindActorAsync(CancellationToken cancellationToken) =>
        (await _superuser.ReadAsync(cancellationToken).ConfigureAwait(false)).Login.User;

    public async Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Who may edit a secret must not seize an account by naming it there: the credentials in it have to work.
            await using var proof = await _context.Target
                .LogInAsync(_context.Current.Document.LoginFor(_context.Target), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed)
        {
            var labels = await _context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
            if (_context.IsOvertaken(labels))
            {
                return null;
            }

            throw await ExplainAsync(refused, cancellationToken).ConfigureAwait(false);
        }

        return await _superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task CheckAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        await session.CheckSuperuserAsync(Accounts.BaseUser, cancellationToken).ConfigureAwait(false);
        var baseAccount = await session.DescribeAccountAsync(Accounts.BaseUser, cancellationToken).ConfigureAwait(false)
            ?? throw RotationFailures.AccountNotFound(Accounts.BaseUser);
        if (Unusable(baseAccount) is { } failure)
        {
            throw failure;
        }

        // The mark on the clone proves the pair in both directions: without it a secret that names 'victim_clone' would
        // have the password of 'victim' set.
        var clone = await session.DescribeAccountAsync(Accounts.CloneUser, cancellationToken).ConfigureAwait(false);
        if (clone is null && !NextIsClone)
        {
            throw RotationFailures.AccountNotFound(Accounts.CloneUser);
        }

        if (clone is not null && clone.CloneOf != Accounts.BaseUser && !_context.Options.AdoptClone)
        {
            throw RotationFailures.CloneNotOurs(clone, Accounts.BaseUser);
        }
    }

    public async Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken)
    {
        if (NextIsClone)
        {
            var request = new CloneRequest(Accounts.BaseUser, NextUser, password, Mode, _context.Options.AdoptClone);
            await session.EnsureCloneAsync(request, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_context.Options.AdoptClone)
        {
            await session.AdoptCloneAsync(Accounts.BaseUser, Accounts.CloneUser, cancellationToken).ConfigureAwait(false);
        }

        await session.ResetPasswordAsync(NextUser, password, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The account of AWSCURRENT is the other one; nothing is taken from it.</summary>
    public Task<bool> TakesFromCurrentAsync(ITargetSession session, PendingVersion pending) => Task.FromResult(false);

    public Task GiveBackAsync(ITargetSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task VerifyAsync(ITargetSession session, CancellationToken cancellationToken)
    {
        if (!NextIsClone)
        {
            return;
        }

        var differences = await session
            .CompareRightsAsync(Accounts.BaseUser, Accounts.CloneUser, Mode, cancellationToken)
            .ConfigureAwait(false);
        if (differences.Count > 0)
        {
            throw RotationFailures.RightsDiffer(Accounts, differences);
        }
    }

    /// <summary>Servers answer a wrong password and an expired or locked account alike; the superuser can tell them apart.</summary>
    private async Task<RotationException> ExplainAsync(RotationException refused, CancellationToken cancellationToken)
    {
        await using var session = await _superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
        var user = _context.Current.Document.UserName;
        var account = await session.DescribeAccountAsync(user, cancellationToken).ConfigureAwait(false);
        return account is null ? RotationFailures.AccountNotFound(user) : Unusable(account) ?? refused;
    }

    private RotationException? Unusable(AccountDescription account) => RotationFailures.Unusable(account, _context.Environment.Clock);
}
