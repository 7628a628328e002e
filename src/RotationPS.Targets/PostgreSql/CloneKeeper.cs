using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Makes a clone, brings it in line with its base, and tells how the two differ.</summary>
internal sealed class CloneKeeper(PostgreSqlDialogue dialogue)
{
    private readonly TwinReader _twins = new(dialogue.Connection);

    /// <summary>See <see cref="ITargetSession.EnsureCloneAsync"/>.</summary>
    /// <param name="terms">Who is cloned, and how.</param>
    /// <param name="passwordLiteral">What stands for the new password in a statement; null where the password stays.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task EnsureAsync(CloneTerms terms, Task<string>? passwordLiteral, CancellationToken cancellationToken) =>
        dialogue.ChangeAsync(terms.Accounts.CloneUser, async () =>
        {
            await using var transaction = await dialogue.BeginAsync(cancellationToken).ConfigureAwait(false);
            var view = await ReadOurPairAsync(terms, isMade: passwordLiteral is not null, cancellationToken).ConfigureAwait(false);
            var statements = new CloneAlignment(view).Statements(passwordLiteral is null ? null : await passwordLiteral.ConfigureAwait(false));
            var withPassword = passwordLiteral is null ? 0 : 1;
            if (withPassword > 0)
            {
                await dialogue.SetPasswordAsync(terms.Accounts.CloneUser, statements.Take(withPassword), cancellationToken).ConfigureAwait(false);
            }

            if (statements.Count > withPassword)
            {
                await dialogue.ExecuteAsync(statements.Skip(withPassword), cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        });

    /// <summary>See <see cref="ITargetSession.PreviewCloneAsync"/>.</summary>
    public Task<IReadOnlyList<string>> PreviewAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken) => dialogue.CallAsync(
        terms.Accounts.CloneUser,
        async () => new CloneAlignment(await ReadOurPairAsync(terms, setsPassword, cancellationToken).ConfigureAwait(false))
            .Statements(setsPassword ? PostgreSqlStatements.MaskedPassword : null));

    /// <summary>See <see cref="ITargetSession.AdoptCloneAsync"/>.</summary>
    public Task AdoptAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        dialogue.ChangeAsync(accounts.CloneUser, async () =>
        {
            var view = await ReadExistingPairAsync(new CloneTerms(accounts, CloneMode.Existing), cancellationToken).ConfigureAwait(false);
            var comment = view.Facts.CloneUser!.Comment;
            if (RoleMark.OfClone.Read(comment) != accounts.BaseUser)
            {
                var marked = RoleMark.OfClone.Put(comment, accounts.BaseUser);
                await dialogue.ExecuteAsync([PostgreSqlStatements.Comment(accounts.CloneUser.Value, marked)], cancellationToken).ConfigureAwait(false);
            }
        });

    /// <summary>See <see cref="ITargetSession.CompareRightsAsync"/>.</summary>
    public async Task<IReadOnlyList<RightsDifference>> CompareAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var view = await dialogue
            .CallAsync(terms.Accounts.CloneUser, () => ReadExistingPairAsync(terms, cancellationToken))
            .ConfigureAwait(false);
        return new CloneAlignment(view).Differences();
    }

    private async Task<TwinView> ReadPairAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        new(await _twins.ReadAsync(terms, cancellationToken).ConfigureAwait(false), terms, dialogue.Connection.Database, dialogue.MajorVersion);

    private async Task<TwinView> ReadExistingPairAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var view = await ReadPairAsync(terms, cancellationToken).ConfigureAwait(false);
        return view.Facts switch
        {
            { BaseUser: null } => throw PostgreSqlFailures.AccountNotFound(terms.Accounts.BaseUser, dialogue.Login.Server),
            { CloneUser: null } => throw ServerFailures.CloneNotFound(
                terms, PostgreSqlFailures.AccountNotFound(terms.Accounts.CloneUser, dialogue.Login.Server)),
            _ => view,
        };
    }

    /// <summary>Reads a pair that we may work on: the base is there, and the clone is none of somebody else's.</summary>
    private async Task<TwinView> ReadOurPairAsync(CloneTerms terms, bool isMade, CancellationToken cancellationToken)
    {
        var view = isMade && terms.Mode is not CloneMode.Existing
            ? await ReadPairAsync(terms, cancellationToken).ConfigureAwait(false)
            : await ReadExistingPairAsync(terms, cancellationToken).ConfigureAwait(false);
        var (baseAccount, clone) = (terms.Accounts.BaseUser, view.Facts.CloneUser);
        if (view.Facts.BaseUser is null)
        {
            throw PostgreSqlFailures.AccountNotFound(baseAccount, dialogue.Login.Server);
        }

        var markedFor = RoleMark.OfClone.Read(clone?.Comment);
        if (clone is not null && markedFor != baseAccount && !terms.Adopt)
        {
            throw ServerFailures.CloneNotOurs(terms.Accounts.CloneUser, baseAccount, markedFor);
        }

        OwnerRole.Demand(view);
        return view;
    }
}
