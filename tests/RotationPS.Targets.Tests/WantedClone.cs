using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests;

/// <summary>A clone that a test has made, and its password.</summary>
public sealed record WantedClone(AccountName Base, AccountName Name, Password Password, CloneMode Mode)
{
    /// <summary>Whether an existing account is taken over.</summary>
    public bool Adopt { get; init; }

    /// <summary>The role that both act as, where they share one.</summary>
    public AccountName? OwnerRole { get; init; }

    public AccountPair Accounts => new(Base, Name);

    public CloneTerms Terms => new(Accounts, Mode) { Adopt = Adopt, OwnerRole = OwnerRole };

    /// <summary>Makes it, or brings it in line, and sets its password.</summary>
    public Task MakeAsync(ITargetSession superuser) => superuser.EnsureCloneAsync(Terms, Password, TestContext.Current.CancellationToken);
}
