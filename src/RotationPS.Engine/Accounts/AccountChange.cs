namespace RotationPS.Engine.Accounts;

/// <summary>A change to an account, as a plan shows it: without any password.</summary>
public abstract record AccountChange
{
    private AccountChange()
    {
    }

    /// <summary>The account changes its own password.</summary>
    /// <param name="Account">The account.</param>
    public sealed record OwnPassword(AccountName Account) : AccountChange;

    /// <summary>The superuser sets the password of an account.</summary>
    /// <param name="Account">The account.</param>
    public sealed record Reset(AccountName Account) : AccountChange;

    /// <summary>The superuser makes the clone where it is missing and brings it in line with its base.</summary>
    /// <param name="Terms">Who is cloned, and how.</param>
    /// <param name="SetsPassword">Whether the clone gets a new password; where it does not, the clone exists.</param>
    public sealed record EnsureClone(CloneTerms Terms, bool SetsPassword) : AccountChange;
}
