using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>
/// Turns a secret from one strategy to the other. The account and its password stay, so AWSCURRENT logs in at every
/// instant; what changes is the document, and that by the steps of a rotation.
/// </summary>
/// <param name="environment">What it works with.</param>
public sealed class StrategyChanger(RotationEnvironment environment)
{
    /// <summary>
    /// From now on two accounts alternate. Before anything changes the superuser is proven to log in on the account's own
    /// server and to be allowed to create and alter accounts. Where they alternate already and nothing was said, nothing is
    /// looked at either.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="request">How they alternate.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens.</param>
    /// <param name="cancellationToken">Stops it between steps.</param>
    /// <returns>What became of it; a failure is told there and not thrown.</returns>
    public async Task<RotationOutcome> ToAlternatingAsync(
        SecretId secret, AlternatingRequest request, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken)
    {
        try
        {
            var current = await ReadCurrentAsync(secret, cancellationToken).ConfigureAwait(false);
            if (IsNothingSaid(current, request, options))
            {
                return Unchanged(current);
            }

            var edit = await ProveAsync(current, request, options, mayAdopt: true, cancellationToken).ConfigureAwait(false);
            return await ChangeAsync(current, edit, options, report, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException failure)
        {
            return new RotationOutcome { SecretId = secret, Failure = failure };
        }
    }

    /// <summary>
    /// Does what <see cref="ToAlternatingAsync"/> does before it changes anything, and no more: it reads, and the superuser
    /// logs in.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="request">How they would alternate.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">What stands in the way, as the change itself would tell it.</exception>
    public async Task CheckAlternatingAsync(SecretId secret, AlternatingRequest request, RotationOptions options, CancellationToken cancellationToken)
    {
        var current = await ReadCurrentAsync(secret, cancellationToken).ConfigureAwait(false);
        if (!IsNothingSaid(current, request, options))
        {
            var edit = await ProveAsync(current, request, options, mayAdopt: false, cancellationToken).ConfigureAwait(false);
            await RefuseWhatTheStepsWouldAsync(current, edit, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// From now on the account of AWSCURRENT changes its own password. The other account is left as it is. Where the former
    /// password is to go on working, the server is asked first whether it holds two.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="keepsFormerPassword">Whether the former password goes on working after a rotation; null for as it is.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="report">Hears what happens.</param>
    /// <param name="cancellationToken">Stops it between steps.</param>
    /// <returns>What became of it; a failure is told there and not thrown.</returns>
    public async Task<RotationOutcome> ToSingleUserAsync(
        SecretId secret, bool? keepsFormerPassword, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken)
    {
        try
        {
            var current = await ReadCurrentAsync(secret, cancellationToken).ConfigureAwait(false);
            await RefuseUnlessKeptAsync(current, keepsFormerPassword, cancellationToken).ConfigureAwait(false);
            return await ChangeAsync(current, document => document.WithSingleUser(keepsFormerPassword), options, report, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException failure)
        {
            return new RotationOutcome { SecretId = secret, Failure = failure };
        }
    }

    /// <summary>
    /// Does what <see cref="ToSingleUserAsync"/> does before it changes anything, and no more. The account logs in only where
    /// the server has to be asked whether it holds two passwords.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="keepsFormerPassword">Whether the former password would go on working after a rotation; null for as it is.</param>
    /// <param name="options">What the caller decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">What stands in the way, as the change itself would tell it.</exception>
    public async Task CheckSingleUserAsync(SecretId secret, bool? keepsFormerPassword, RotationOptions options, CancellationToken cancellationToken)
    {
        var current = await ReadCurrentAsync(secret, cancellationToken).ConfigureAwait(false);
        await RefuseUnlessKeptAsync(current, keepsFormerPassword, cancellationToken).ConfigureAwait(false);
        await RefuseWhatTheStepsWouldAsync(current, document => document.WithSingleUser(keepsFormerPassword), options, cancellationToken).ConfigureAwait(false);
    }

    private Task<SecretSnapshot> ReadCurrentAsync(SecretId secret, CancellationToken cancellationToken) =>
        SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken);

    private static bool IsNothingSaid(SecretSnapshot current, AlternatingRequest request, RotationOptions options) =>
        current.Document.SuperuserSecretId is not null && request.IsEmpty && !options.AdoptClone;

    private static bool IsNothing(Func<SecretDocument, SecretDocument> edit, SecretSnapshot current) => edit(current.Document).Equals(current.Document);

    /// <summary>
    /// Refuses a change as its steps would: where the secret is not ours, or another run has begun something that is not this
    /// very change. A change of nothing takes no steps.
    /// </summary>
    private async Task RefuseWhatTheStepsWouldAsync(
        SecretSnapshot current, Func<SecretDocument, SecretDocument> edit, RotationOptions options, CancellationToken cancellationToken)
    {
        if (IsNothing(edit, current))
        {
            return;
        }

        var context = new RotationContext(environment, options, current);
        var labels = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        context.RefuseUnlessOurs(labels);
        if (RotationContext.Unfinished(labels) is { } pending && await context.FindAsync(pending, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            var goal = new ChangedDocument(edit);
            goal.RefuseUnsuitable(context, begun, goal.StrategyFor(context));
        }
    }

    private async Task RefuseUnlessKeptAsync(SecretSnapshot current, bool? keepsFormerPassword, CancellationToken cancellationToken)
    {
        if (keepsFormerPassword is true)
        {
            var target = environment.Targets.For(current.Document.Engine!);
            await using var session = await target.LogInAsync(current.Document.LoginFor(target), cancellationToken).ConfigureAwait(false);
            ConfigurationFailures.RefuseUnlessTwoPasswords(session);
        }
    }

    private async Task<RotationOutcome> ChangeAsync(
        SecretSnapshot current, Func<SecretDocument, SecretDocument> edit, RotationOptions options, Action<RotationEvent> report, CancellationToken cancellationToken)
    {
        if (IsNothing(edit, current))
        {
            return Unchanged(current);
        }

        return await new RotationRun(environment, current.Secret, options, new ChangedDocument(edit), report).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static RotationOutcome Unchanged(SecretSnapshot current) => new RotationOutcome { SecretId = current.Secret }.Unchanged(current);

    /// <summary>What is usual on the engine need not be written down; where it is, and nobody said otherwise, it may stay.</summary>
    private static AlternatingOptions OptionsFor(RotationContext context, AlternatingRequest request)
    {
        var asked = request.OptionsFor(context.Current.Document);
        var options = asked.For(context.Target);
        return request.CloneMode is null ? options with { CloneMode = asked.CloneMode } : options;
    }

    /// <returns>What becomes of the secret's document.</returns>
    private async Task<Func<SecretDocument, SecretDocument>> ProveAsync(
        SecretSnapshot current, AlternatingRequest request, RotationOptions options, bool mayAdopt, CancellationToken cancellationToken)
    {
        var context = new RotationContext(environment, options, current);
        context.RefuseUnlessOurs(await context.DescribeAsync(cancellationToken).ConfigureAwait(false));
        var alternating = OptionsFor(context, request);
        var (superuserArn, accounts) = await ProveAccountsAsync(context, request, alternating, mayAdopt, cancellationToken).ConfigureAwait(false);
        return document => document.WithAlternatingUsers(superuserArn, accounts, alternating);
    }

    private async Task<(string SuperuserArn, AccountPair Accounts)> ProveAccountsAsync(
        RotationContext context, AlternatingRequest request, AlternatingOptions options, bool mayAdopt, CancellationToken cancellationToken)
    {
        var superuserSecret = request.SuperuserSecret ?? context.Current.Document.SuperuserSecretId
            ?? throw ConfigurationFailures.SuperuserNeeded("A pair of alternating users");
        var user = context.Current.Document.UserName;
        var server = context.Current.Document.ServerFor(context.Target);
        var workplace = options.SuperuserHost is { } host ? server with { Host = host } : server;
        var superuser = new Superuser(environment, superuserSecret, context.Target, workplace, context.Accounts);
        await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
        await session.CheckSuperuserAsync(user, cancellationToken).ConfigureAwait(false);

        var accounts = await PairAsync(context, request, session, cancellationToken).ConfigureAwait(false);
        context.Target.CheckName(accounts.CloneUser);
        if (accounts.Has(session.Login.User))
        {
            throw RotationFailures.SuperuserIsAccount(superuserSecret.Value, session.Login.User);
        }

        var clone = await session.DescribeAccountAsync(accounts.CloneUser, cancellationToken).ConfigureAwait(false);
        if (clone is null && options.CloneMode is CloneMode.Existing)
        {
            throw RotationFailures.AccountNotFound(accounts.CloneUser);
        }

        if (clone is not null && clone.CloneOf != accounts.BaseUser)
        {
            if (!context.Options.AdoptClone)
            {
                throw RotationFailures.CloneNotOurs(clone, accounts.BaseUser);
            }

            if (mayAdopt)
            {
                await session.LockAccountAsync(accounts.BaseUser, context.Options.LockTimeout, cancellationToken).ConfigureAwait(false);
                await session.AdoptCloneAsync(accounts, cancellationToken).ConfigureAwait(false);
            }
        }

        return (request.SuperuserSecret is null ? superuserSecret.Value : superuser.Arn!, accounts);
    }

    /// <summary>
    /// Where two accounts alternate, the document names them. Else the account of AWSCURRENT is the base, unless it bears the
    /// mark of a clone: its name alone proves nothing, for an account may well have been called <c>x_clone</c> from the first.
    /// </summary>
    private static async Task<AccountPair> PairAsync(RotationContext context, AlternatingRequest request, ITargetSession session, CancellationToken cancellationToken)
    {
        var user = context.Current.Document.UserName;
        var present = context.Current.Document.SuperuserSecretId is null ? null : context.Accounts;
        var baseUser = present?.BaseUser ?? await BaseByMarkAsync(user, session, cancellationToken).ConfigureAwait(false);
        if (user != baseUser)
        {
            return request.CloneUser is null || request.CloneUser == user
                ? new AccountPair(baseUser, user)
                : throw ConfigurationFailures.CurrentIsOtherClone(user, baseUser);
        }

        if (request.CloneUser == user)
        {
            throw ConfigurationFailures.CloneIsBase(user);
        }

        return request.CloneUser is { } clone ? new AccountPair(user, clone) : present ?? AccountPair.WithBase(user);
    }

    private static async Task<AccountName> BaseByMarkAsync(AccountName user, ITargetSession session, CancellationToken cancellationToken)
    {
        var described = await session.DescribeAccountAsync(user, cancellationToken).ConfigureAwait(false) ?? throw RotationFailures.AccountNotFound(user);
        return described.CloneOf ?? user;
    }
}
