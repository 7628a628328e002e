namespace RotationPS.Engine.Accounts;

/// <summary>What a server tells of two accounts that take turns.</summary>
/// <param name="BaseUser">The base account; null where there is none of that name.</param>
/// <param name="CloneUser">The clone; null where there is none of that name.</param>
public sealed record PairDescription(AccountDescription? BaseUser, AccountDescription? CloneUser);
