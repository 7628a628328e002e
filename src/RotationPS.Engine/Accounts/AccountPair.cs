namespace RotationPS.Engine.Accounts;

/// <summary>Two accounts that take turns.</summary>
/// <param name="BaseUser">The account that was there first; its rights are the measure.</param>
/// <param name="CloneUser">The account made in its likeness.</param>
public sealed record AccountPair(AccountName BaseUser, AccountName CloneUser)
{
    private const string Suffix = "_clone";

    /// <summary>
    /// The pair an account belongs to by its name alone, as AWS's rotation functions have it: <c>_clone</c> is appended,
    /// or taken off where it is there.
    /// </summary>
    /// <param name="user">Either account.</param>
    public static AccountPair Of(AccountName user) =>
        user.Value.EndsWith(Suffix, StringComparison.Ordinal) && user.Value.Length > Suffix.Length
            ? new AccountPair(new AccountName(user.Value[..^Suffix.Length]), user)
            : WithBase(user);

    /// <summary>The pair of an account that is the base, whatever its name ends with.</summary>
    /// <param name="user">The base account.</param>
    public static AccountPair WithBase(AccountName user) => new(user, new AccountName(user.Value + Suffix));

    /// <summary>Whether the account is one of the two.</summary>
    /// <param name="user">The account.</param>
    public bool Has(AccountName user) => user == BaseUser || user == CloneUser;

    /// <summary>The other one of the two.</summary>
    /// <param name="user">One of the two.</param>
    public AccountName TwinOf(AccountName user) => user == BaseUser ? CloneUser : BaseUser;
}
