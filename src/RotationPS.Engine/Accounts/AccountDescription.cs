namespace RotationPS.Engine.Accounts;

/// <summary>What a server tells of an account.</summary>
/// <param name="Name">The account.</param>
/// <param name="CanLogIn">Whether it may log in at all: false where it is locked or is not a login.</param>
/// <param name="ExpiresAt">The end of its validity; null where it has none.</param>
/// <param name="CloneOf">The base account, where this account bears the mark of a clone made or adopted by this module.</param>
public sealed record AccountDescription(AccountName Name, bool CanLogIn, DateTimeOffset? ExpiresAt, AccountName? CloneOf)
{
    /// <summary>
    /// Why a clone is not to be trusted though it bears the mark, as the end of a sentence that begins with its name; null
    /// where nothing speaks against it. Known only of the clone that <see cref="ITargetSession.InspectPairAsync"/> gives.
    /// </summary>
    public string? Doubt { get; init; }
}
