using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>What the server says of a pair, and how the pair is meant to be.</summary>
/// <param name="Facts">What the server says.</param>
/// <param name="Terms">How it is meant to be.</param>
/// <param name="Database">The session's database.</param>
/// <param name="MajorVersion">The server's version.</param>
internal sealed record TwinView(TwinFacts Facts, CloneTerms Terms, string Database, int MajorVersion)
{
    public string BaseUser => Terms.Accounts.BaseUser.Value;

    public string CloneUser => Terms.Accounts.CloneUser.Value;

    public string? Owner => Terms.OwnerRole?.Value;

    /// <summary>Whether the clone has the base's rights by being a member of it.</summary>
    public bool IsByMembership => Terms.Mode is CloneMode.ActAs or CloneMode.Member;

    /// <summary>Whether nothing is brought in line, only told.</summary>
    public bool IsOnlyCompared => Terms.Mode is CloneMode.Existing;

    /// <summary>Whether the role whose rights are the measure has something: the base, or the owner role that speaks for it.</summary>
    public bool MeasureHas(Holders holders) => holders.BaseUser || holders.Owner;

    /// <summary>Whether the clone has something now.</summary>
    public bool CloneHas(Holders holders) => holders.CloneUser || holders.Owner;

    public string Scope(bool isShared) => isShared ? RightsDifference.ServerScope : Database;

    /// <summary>A difference, with the statement that mends it unless there is a reason why none can.</summary>
    public RightsMend Mend(RightsDifference difference, string? statement, string? reason = null) =>
        new(difference with { Reason = reason }, IsOnlyCompared || reason is not null ? null : statement);
}
