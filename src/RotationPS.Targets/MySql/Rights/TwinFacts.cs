using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>What the server says of a base and its clone.</summary>
/// <param name="BaseRows">The rows of the base, the likeliest host first.</param>
/// <param name="CloneRows">The rows of the clone without marks.</param>
/// <param name="Marks">The clone's marks.</param>
internal sealed record TwinFacts(IReadOnlyList<HostAccount> BaseRows, IReadOnlyList<HostAccount> CloneRows, IReadOnlyList<HostAccount> Marks)
{
    /// <summary>The routines that the clone has made, as statements have them.</summary>
    public IReadOnlySet<string> RoutinesOfClone { get; init; } = new HashSet<string>();

    /// <summary>Whether the server hides rights of the two from the session, so that nobody could tell what the clone lacks.</summary>
    public bool AreRightsHidden => BaseRows.Concat(CloneRows).Any(row => row.AreRightsHidden);

    public bool IsMarkedFor(AccountName baseAccount) => Marks.Any(mark => IsFor(mark, baseAccount));

    public IEnumerable<HostAccount> ForeignMarks(AccountName baseAccount) => Marks.Where(mark => !IsFor(mark, baseAccount));

    private static bool IsFor(HostAccount mark, AccountName baseAccount) => CloneMark.HashIn(mark.Host) == AccountLockName.Hash(baseAccount);
}
