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

    /// <summary>The superuser makes the clone where it is missing, brings it in line with its base and sets its password.</summary>
    /// <param name="Base">The account that is cloned.</param>
    /// <param name="Name">The clone.</param>
    /// <param name="Mode">How the clone comes by its rights.</param>
    public sealed record EnsureClone(AccountName Base, AccountName Name, CloneMode Mode) : AccountChange;
}
