using RotationPS.Engine.Accounts;
using RotationPS.Targets.SqlServer.Alignment;
using RotationPS.Targets.SqlServer.Reading;

namespace RotationPS.Targets.SqlServer;

/// <summary>Makes a clone, brings it in line with its base, and tells how the two differ.</summary>
internal sealed class CloneKeeper(SqlServerDialogue dialogue, PasswordChanges passwords)
{
    /// <summary>As <see cref="ITargetSession.EnsureCloneAsync"/> says.</summary>
    public async Task EnsureAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        var (clone, interim) = (terms.Accounts.CloneUser, PasswordClause.NewInterim());
        var clause = password is null ? null : PasswordClause.Of(password, interim);
        PairFacts? facts = null;
        await dialogue.ChangeAsync(
            clone,
            async () =>
            {
                facts = await ReadPairAsync(terms, mayBeMade: password is not null, cancellationToken).ConfigureAwait(false);
                await dialogue.RunAsync(new PairAlignment(facts, terms, dialogue.Kind).Batches(clause), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (password is not null && facts!.CloneUser is { } existing && passwords.TakesInterimPassword(existing, facts))
        {
            await passwords.ReplaceInterimAsync(clone, existing, interim, password).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="ITargetSession.PreviewCloneAsync"/> says.</summary>
    public async Task<IReadOnlyList<string>> PreviewAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        var facts = await dialogue.CallAsync(terms.Accounts.CloneUser, () => ReadPairAsync(terms, setsPassword, cancellationToken), cancellationToken).ConfigureAwait(false);
        var batches = new PairAlignment(facts, terms, dialogue.Kind).Batches(setsPassword ? PasswordClause.Masked : null);
        return [.. batches.SelectMany(batch => batch.Statements.Select(statement =>
            batch.Database == dialogue.HomeOf(facts.IsContained) ? statement : $"USE {SqlServerText.Identifier(batch.Database)}; {statement}"))];
    }

    /// <summary>As <see cref="ITargetSession.AdoptCloneAsync"/> says.</summary>
    public Task AdoptAsync(AccountPair accounts, CancellationToken cancellationToken) => dialogue.ChangeAsync(
        accounts.CloneUser,
        async () =>
        {
            var (powers, facts) = await ReadPairOfAccountsAsync(accounts, cancellationToken).ConfigureAwait(false);
            powers.Demand(dialogue.Login, accounts.CloneUser, facts);
            DemandBoth(new CloneTerms(accounts, CloneMode.Existing), facts);
            if (!facts.IsMarked)
            {
                DemandMarkable(accounts.CloneUser, facts);
                var mark = SqlServerStatements.Mark(facts.CloneUser!.Name, facts.BaseUser!.Name, facts.IsContained);
                await dialogue.Connections.ExecuteAsync(dialogue.HomeOf(facts.IsContained), [mark], cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>As <see cref="ITargetSession.CompareRightsAsync"/> says.</summary>
    public Task<IReadOnlyList<RightsDifference>> CompareAsync(CloneTerms terms, CancellationToken cancellationToken) => dialogue.CallAsync(
        terms.Accounts.CloneUser,
        async () =>
        {
            var (_, accounts) = await ReadPairOfAccountsAsync(terms.Accounts, cancellationToken).ConfigureAwait(false);
            DemandBoth(terms, accounts);
            var facts = await dialogue.Databases.AddToAsync(accounts, terms, cancellationToken).ConfigureAwait(false);
            return new PairAlignment(facts, terms, dialogue.Kind).Differences();
        },
        cancellationToken);

    /// <summary>The base whose clone an account is; null where it bears no mark, or the session may not see whose.</summary>
    public async Task<AccountName?> FindBaseAsync(AccountName name, PrincipalFacts account, bool isContained, CancellationToken cancellationToken)
    {
        var database = dialogue.HomeOf(isContained);
        string[] queries = isContained ? [DatabaseQueries.Sids, DatabaseQueries.Marks]
            : dialogue.Kind.IsClassic ? [ServerQueries.Sids, ServerQueries.Marks]
            : [ServerQueries.Sids];
        var parameter = QueryParameter.Of("@clone", account.Name);
        var results = await dialogue.CallAsync(name, () => dialogue.Connections.QueryAsync(database, queries, [parameter], cancellationToken), cancellationToken).ConfigureAwait(false);
        var found = results[0].Where(row => CloneMark.IsMadeFrom(row.Bytes(1), account.Sid)).Select(row => row.Text(0))
            .Concat(results.Skip(1).SelectMany(rows => rows).Select(row => row.Text(0)))
            .FirstOrDefault(baseUser => baseUser != account.Name);
        return found is null ? null : new AccountName(found);
    }

    private Task<(AdminPowers Powers, PairFacts Facts)> ReadPairOfAccountsAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        dialogue.Pairs.ReadAccountsAsync(accounts.BaseUser.Value, accounts.CloneUser.Value, cancellationToken);

    private void DemandBoth(CloneTerms terms, PairFacts facts)
    {
        DemandBase(terms.Accounts, facts);
        if (facts.CloneUser is null)
        {
            throw ServerFailures.CloneNotFound(terms, SqlServerFailures.AccountNotFound(terms.Accounts.CloneUser, dialogue.Login.Server));
        }
    }

    private void DemandBase(AccountPair accounts, PairFacts facts)
    {
        if (facts.BaseUser is not { } original)
        {
            throw SqlServerFailures.AccountNotFound(accounts.BaseUser, dialogue.Login.Server);
        }

        if (!original.IsSql)
        {
            throw SqlServerFailures.NotSqlLogin(accounts.BaseUser, dialogue.Login.Server);
        }
    }

    private void DemandMarkable(AccountName clone, PairFacts facts)
    {
        if (!facts.IsContained && !dialogue.Kind.IsClassic)
        {
            throw SqlServerFailures.CannotMark(clone, dialogue.Login.Server);
        }
    }

    /// <summary>Reads a pair, and refuses what must not be changed before anything is.</summary>
    private async Task<PairFacts> ReadPairAsync(CloneTerms terms, bool mayBeMade, CancellationToken cancellationToken)
    {
        var accounts = terms.Accounts;
        var (powers, facts) = await ReadPairOfAccountsAsync(accounts, cancellationToken).ConfigureAwait(false);
        powers.Demand(dialogue.Login, accounts.CloneUser, facts);
        if (mayBeMade && terms.Mode is not CloneMode.Existing)
        {
            DemandBase(accounts, facts);
            if (dialogue.Kind.IsBabelfish)
            {
                throw SqlServerFailures.NoClones(dialogue.Login.Server);
            }
        }
        else
        {
            DemandBoth(terms, facts);
        }

        if (facts.CloneUser is not null)
        {
            DemandOurs(terms, facts);
        }

        if (terms.Mode is CloneMode.Existing)
        {
            return facts;
        }

        facts = await dialogue.Databases.AddToAsync(facts, terms, cancellationToken).ConfigureAwait(false);
        return facts.Databases.FirstOrDefault(scope => scope.IsNameTaken && scope.BaseUser is not null) is { } taken
            ? throw SqlServerFailures.UserNotOurs(accounts.CloneUser, taken.Scope)
            : facts;
    }

    private void DemandOurs(CloneTerms terms, PairFacts facts)
    {
        var (accounts, clone) = (terms.Accounts, facts.CloneUser!);
        if (!clone.IsSql)
        {
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, markedFor: null);
        }

        if (terms.Adopt)
        {
            if (!facts.IsMarked)
            {
                DemandMarkable(accounts.CloneUser, facts);
            }
        }
        else if (!facts.IsMarked)
        {
            throw ServerFailures.CloneNotOurs(accounts.CloneUser, accounts.BaseUser, facts.MarkedFor);
        }
        else if (!facts.IsMadeByUs && clone.Administers && !facts.BaseUser!.Administers)
        {
            throw SqlServerFailures.CloneTooPowerful(accounts.CloneUser, accounts.BaseUser);
        }
    }
}
