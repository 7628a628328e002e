namespace RotationPS.Engine.Accounts;

/// <summary>How a clone is to be made, and kept like its base.</summary>
/// <param name="Accounts">The base and its clone.</param>
/// <param name="Mode">How the clone comes by its rights.</param>
public sealed record CloneTerms(AccountPair Accounts, CloneMode Mode)
{
    /// <summary>The role that both accounts act as; present exactly where the mode is <see cref="CloneMode.SharedOwner"/>.</summary>
    public AccountName? OwnerRole { get; init; }

    /// <summary>The databases whose rights are left as they are, where a target works on several.</summary>
    public IReadOnlyList<string> SkippedDatabases { get; init; } = [];

    /// <summary>Whether an existing account with the clone's name, without our mark, is taken over.</summary>
    public bool Adopt { get; init; }
}
