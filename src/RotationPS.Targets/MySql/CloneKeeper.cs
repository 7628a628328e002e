using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>Makes clones, keeps them in line with their bases, and leaves alone what is not ours.</summary>
internal sealed class CloneKeeper(MySqlDialogue dialogue)
{
    private Login Login => dialogue.Login;

    /// <summary>Makes the clone or brings it in line, with a new password or with the one it has.</summary>
    public Task EnsureAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        if (password is not null)
        {
            PasswordChanges.DemandExpressible(terms.Accounts.CloneUser, password);
        }

        return dialogue.CallAsync(terms.Accounts.CloneUser, async () =>
        {
            var statements = await StatementsAsync(terms, password, dialogue.Statements, cancellationToken).ConfigureAwait(false);
            await dialogue.SetAsync(terms.Accounts.CloneUser, statements, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>The statements that would do so, with asterisks for the password.</summary>
    public Task<IReadOnlyList<string>> PreviewAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        var masked = new MySqlStatements(dialogue.Version) { MasksPasswords = true };
        var any = setsPassword ? new Password("********") : null;
        return dialogue.CallAsync(terms.Accounts.CloneUser, () => StatementsAsync(terms, any, masked, cancellationToken));
    }

    /// <summary>Marks an account as a clone of another, and does nothing else to it.</summary>
    public Task AdoptAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        dialogue.CallAsync(accounts.CloneUser, async () =>
        {
            var facts = await ReadExistingAsync(new CloneTerms(accounts, CloneMode.Existing), cancellationToken).ConfigureAwait(false);
            if (!facts.IsMarkedFor(accounts.BaseUser))
            {
                await dialogue.SetAsync(
                    accounts.CloneUser,
                    [dialogue.Statements.Mark(accounts), .. facts.ForeignMarks(accounts.BaseUser).Select(MySqlStatements.Unmark)],
                    cancellationToken).ConfigureAwait(false);
            }
        });

    /// <summary>What differs between the two.</summary>
    public Task<IReadOnlyList<RightsDifference>> CompareAsync(CloneTerms terms, CancellationToken cancellationToken) =>
        dialogue.CallAsync(terms.Accounts.CloneUser, async () =>
            new CloneAlignment(await ReadExistingAsync(terms, cancellationToken).ConfigureAwait(false), terms, dialogue.Version).Differences());

    private async Task<TwinFacts> ReadTwinsAsync(AccountPair accounts, CancellationToken cancellationToken)
    {
        var facts = await dialogue.Accounts.ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false);
        return facts.AreRightsHidden ? throw MySqlFailures.MayNotSeeRights(Login, accounts.BaseUser) : facts;
    }

    private async Task<TwinFacts> ReadExistingAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var accounts = terms.Accounts;
        var facts = await ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false);
        return facts switch
        {
            { BaseRows: [] } => throw MySqlFailures.AccountNotFound(accounts.BaseUser, Login.Server),
            { CloneRows: [] } => throw ServerFailures.CloneNotFound(terms, MySqlFailures.AccountNotFound(accounts.CloneUser, Login.Server)),
            _ => facts,
        };
    }

    private async Task<IReadOnlyList<string>> StatementsAsync(
        CloneTerms terms, Password? password, MySqlStatements statements, CancellationToken cancellationToken)
    {
        var accounts = terms.Accounts;
        var facts = password is not null && terms.Mode is not CloneMode.Existing
            ? await ReadTwinsAsync(accounts, cancellationToken).ConfigureAwait(false)
            : await ReadExistingAsync(terms, cancellationToken).ConfigureAwait(false);
        if (facts.BaseRows.Count == 0)
        {
            throw MySqlFailures.AccountNotFound(accounts.BaseUser, Login.Server);
        }

        if (facts.CloneRows.Count > 0 && !facts.IsMarkedFor(accounts.BaseUser) && !terms.Adopt)
        {
            var markedFor = facts.Marks.Count == 0 ? null : await dialogue.Accounts.FindBaseAsync(facts.Marks[0], cancellationToken).ConfigureAwait(false);
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, markedFor);
        }

        await DemandNoMorePowersAsync(facts, terms, cancellationToken).ConfigureAwait(false);

        if (password is not null)
        {
            var rows = terms.Mode is CloneMode.Existing ? facts.CloneRows : facts.BaseRows;
            PasswordChanges.DemandHash(terms.Mode is CloneMode.Existing ? accounts.CloneUser : accounts.BaseUser, Login.Server, rows);
        }

        return new CloneAlignment(facts, terms, dialogue.Version).Statements(statements, password);
    }

    /// <summary>
    /// The mark outlives the clone's other rows. Where these were dropped and somebody else has made an account of the name
    /// anew, whoever reads the secret must not get more than the base may do.
    /// </summary>
    private async Task DemandNoMorePowersAsync(TwinFacts facts, CloneTerms terms, CancellationToken cancellationToken)
    {
        if (terms.Adopt || terms.Mode is CloneMode.Existing)
        {
            return;
        }

        var powers = await dialogue.Powers.FindBeyondBaseAsync(facts, cancellationToken).ConfigureAwait(false);
        if (powers.Count > 0)
        {
            throw MySqlFailures.CloneTooPowerful(terms.Accounts.CloneUser, terms.Accounts.BaseUser, powers);
        }
    }
}
