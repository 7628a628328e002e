using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>
/// How a clone differs from its base, row by row, and what brings it in line. No transaction holds the statements
/// together, so their order makes up for it: first the mark, then rows that are locked, then rights, and at last what
/// lets the clone log in. Broken off anywhere, the rest is a difference that the next run finds.
/// </summary>
internal sealed class CloneAlignment(TwinFacts facts, CloneTerms terms, MySqlVersion version)
{
    private const string LogsInBy = "IDENTIFIED VIA";

    private string CloneUser => terms.Accounts.CloneUser.Value;

    /// <summary>The rows of the clone that there should be, each with the row of the base it is made after.</summary>
    private IEnumerable<(HostAccount Model, HostAccount? Clone)> Pairs
    {
        get
        {
            var byHost = facts.CloneRows.ToDictionary(row => row.Host, StringComparer.OrdinalIgnoreCase);
            foreach (var row in facts.BaseRows)
            {
                yield return (row, byHost.GetValueOrDefault(row.Host));
            }

            var hosts = facts.BaseRows.Select(row => row.Host).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var row in facts.CloneRows.Where(row => !hosts.Contains(row.Host)))
            {
                // Rows are never dropped, for views and routines may be defined by them. The server takes this row for
                // whoever comes from its host, so it has to be like the row it would take for the base; without one, it
                // lets nobody in.
                yield return (facts.BaseRows.LastOrDefault(original => HostPattern.Covers(original.Host, row.Host)) ?? Nobody(row), row);
            }
        }
    }

    public IReadOnlyList<RightsDifference> Differences() =>
    [
        .. terms.Mode is CloneMode.Existing || facts.IsMarkedFor(terms.Accounts.BaseUser)
            ? Array.Empty<RightsDifference>()
            : [new RightsDifference(RightsDifference.ServerScope, null, "MARK", null, terms.Accounts.BaseUser.Value, null)],
        .. Pairs.SelectMany(pair => pair.Clone is { } clone ? Differences(pair.Model, clone) : Missing(pair.Model)),
    ];

    /// <summary>The statements, in their order.</summary>
    /// <param name="statements">How they are written.</param>
    /// <param name="password">The new password; null where it stays.</param>
    public IReadOnlyList<string> Statements(MySqlStatements statements, Password? password)
    {
        if (terms.Mode is CloneMode.Existing)
        {
            return password is null ? [] : [.. NewPasswords.For(facts.CloneRows, password, version.CachingSha2).SelectMany(entry => statements.SetPassword(entry.Row, entry.Methods))];
        }

        var pairs = Pairs.Select(pair => (pair.Model, pair.Clone, Methods: MethodsFor(pair.Model, pair.Clone, password))).ToList();
        var made = pairs.Where(pair => pair.Clone is not null || pair.Methods is not null).ToList();
        return
        [
            .. Marks(statements),
            .. pairs.SelectMany(pair => Making(statements, pair.Model, pair.Clone, pair.Methods)),

            // MySQL restricts a right on the whole server for one host only as long as no other host has one on the database.
            .. made.SelectMany(pair => RightStatements(pair.Model, pair.Clone, IsOnServer)),
            .. made.SelectMany(pair => RightStatements(pair.Model, pair.Clone, right => !IsOnServer(right))),
            .. made.SelectMany(pair => DefaultRole(statements, pair.Model, pair.Clone)),
            .. pairs.SelectMany(pair => Opening(statements, pair.Model, pair.Clone, pair.Methods, password is not null)),
        ];
    }

    private static HostAccount Nobody(HostAccount row) => row with
    {
        Traits = row.Traits.Where(trait => trait.Key != AccountTrait.State).Append(new(AccountTrait.State, AccountTrait.Locked)).ToDictionary(),
        Rights = new HashSet<AccountRight>(),
        DefaultRole = null,
    };

    /// <summary>What the row will log in by; null where it is missing and nothing known can be put there.</summary>
    private IReadOnlyList<AuthenticationMethod>? MethodsFor(HostAccount model, HostAccount? clone, Password? password) => (password, clone) switch
    {
        ({ } next, _) => NewPasswords.For(model, next, version.CachingSha2),
        (null, { } row) => row.Methods,
        _ => facts.CloneRows.FirstOrDefault(row => row.LogsInLike(model) && !row.IsLocked)?.Methods
            ?? (model.TakesHash ? null : model.Methods),
    };

    private IEnumerable<string> Marks(MySqlStatements statements)
    {
        if (!facts.IsMarkedFor(terms.Accounts.BaseUser))
        {
            yield return statements.Mark(terms.Accounts);
        }

        foreach (var mark in facts.ForeignMarks(terms.Accounts.BaseUser))
        {
            yield return MySqlStatements.Unmark(mark);
        }
    }

    private IEnumerable<string> Making(MySqlStatements statements, HostAccount model, HostAccount? clone, IReadOnlyList<AuthenticationMethod>? methods)
    {
        if (clone is not null || methods is null)
        {
            return [];
        }

        var traits = TraitsOf(model).Where(entry => entry.Value != entry.Trait.Default && entry.Trait != AccountTrait.State);
        IEnumerable<(AccountTrait, string)> locked = version.HasAccountLock ? [(AccountTrait.State, AccountTrait.Locked)] : [];
        return [statements.Create(MySqlText.Account(CloneUser, model.Host), methods, AccountTrait.Clauses([.. traits, .. locked]))];
    }

    private static bool IsOnServer(AccountRight right) => right.Level is RightLevel.Server or RightLevel.Dynamic or RightLevel.Restriction;

    private IEnumerable<string> RightStatements(HostAccount model, HostAccount? clone, Func<AccountRight, bool> isMeant)
    {
        var account = AccountOf(model, clone);
        var actual = clone?.Rights.Where(isMeant).ToList() ?? [];
        var made = actual.Except(model.Rights).Where(right => IsShared(right, model)).ToList();
        var wanted = model.Rights.Where(isMeant).Concat(made).ToList();
        var surplus = actual.Except(wanted).ToList();

        // With the grant option on the whole server MySQL takes those of the dynamic privileges too, from its tables though
        // not from its memory, so they are taken before and given again.
        var takesOptions = surplus.Any(right => right is { Level: RightLevel.Server, Privilege: AccountRight.GrantOption });
        var options = actual.Where(right => takesOptions && right is { Level: RightLevel.Dynamic, IsGrantable: true }).ToList();
        return
        [
            .. AccountRight.Grants(made, model.Name),

            // A right that is there with another option is taken first, or the option would stay.
            .. AccountRight.Revokes(options.Union(surplus), account),
            .. AccountRight.Grants(wanted.Except(actual.Except(options)), account),
        ];
    }

    private IEnumerable<string> DefaultRole(MySqlStatements statements, HostAccount model, HostAccount? clone) =>
        model.DefaultRole == clone?.DefaultRole ? [] : [statements.SetDefaultRole(AccountOf(model, clone), model.DefaultRole)];

    /// <summary>
    /// Who makes a routine is given rights on it alone. What the clone has made in its turn has to work for the base too,
    /// so these rights are not taken from the clone but given to the base.
    /// </summary>
    private bool IsShared(AccountRight right, HostAccount model) =>
        right.Level is RightLevel.Routine && right.Privilege is not AccountRight.GrantOption
        && facts.RoutinesOfClone.Contains(right.On) && facts.BaseRows.Contains(model);

    /// <summary>What lets the row log in as its model does. A row just made is locked, whatever its model is.</summary>
    private IEnumerable<string> Opening(
        MySqlStatements statements, HostAccount model, HostAccount? clone, IReadOnlyList<AuthenticationMethod>? methods, bool setsPassword)
    {
        if (methods is null)
        {
            return [];
        }

        var account = AccountOf(model, clone);
        if (clone is null)
        {
            return version.HasAccountLock && !model.IsLocked
                ? [MySqlStatements.Alter(account, AccountTrait.Clauses([(AccountTrait.State, AccountTrait.State.Default)]))]
                : [];
        }

        var unblocks = setsPassword && model.MayBeBlocked;
        var traits = AccountTrait.Clauses(
            from entry in TraitsOf(model)
            let actual = clone.ValueOf(entry.Trait)
            where actual != entry.Value || (entry.Trait == AccountTrait.State && unblocks)
            select (entry.Trait, entry.Trait == AccountTrait.Attribute ? AttributeChange.Between(actual, entry.Value) : entry.Value));
        var identified = setsPassword ? statements.Identified(methods) : string.Empty;
        var clauses = $"{identified} {traits}".Trim();
        return
        [
            .. clauses.Length == 0 ? Array.Empty<string>() : [MySqlStatements.Alter(account, clauses)],
            .. setsPassword ? MySqlStatements.Discard(clone) : [],
        ];
    }

    private static IEnumerable<(AccountTrait Trait, string Value)> TraitsOf(HostAccount model) =>
        AccountTrait.All.Select(trait => (trait, model.ValueOf(trait)));

    private string AccountOf(HostAccount model, HostAccount? clone) => clone?.Name ?? MySqlText.Account(CloneUser, model.Host);

    private IEnumerable<RightsDifference> Missing(HostAccount model)
    {
        var difference = new RightsDifference(RightsDifference.ServerScope, null, $"HOST {model.Host}", null, "yes", null);
        yield return MethodsFor(model, null, password: null) is null
            ? difference with { Reason = "The hash of its password is not known; it is made when it is the clone's turn to get a new password." }
            : difference;
    }

    private static IEnumerable<RightsDifference> Differences(HostAccount model, HostAccount clone)
    {
        var host = $"HOST {clone.Host}";
        RightsDifference Of(string name, string? onBase, string? onClone) => new(RightsDifference.ServerScope, host, name, null, onBase, onClone);
        return
        [
            .. model.LogsInLike(clone)
                ? Array.Empty<RightsDifference>()
                : [Of(LogsInBy, model.Plugins, clone.Plugins) with { Reason = "The password goes with it; both change when it is the clone's turn to get a new password." }],
            .. from trait in AccountTrait.All
               let wanted = model.ValueOf(trait)
               let actual = clone.ValueOf(trait)
               where wanted != actual
               select Of(trait.Name, wanted == trait.Default ? null : wanted, actual == trait.Default ? null : actual),
            .. model.DefaultRole == clone.DefaultRole ? Array.Empty<RightsDifference>() : [Of("DEFAULT ROLE", model.DefaultRole, clone.DefaultRole)],
            .. model.Rights.Except(clone.Rights).Select(right => right.Difference(clone.Host, isOnBase: true)),
            .. clone.Rights.Except(model.Rights).Select(right => right.Difference(clone.Host, isOnBase: false)),
        ];
    }
}
