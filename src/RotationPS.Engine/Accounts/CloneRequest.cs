namespace RotationPS.Engine.Accounts;

/// <summary>Which clone is to exist, and with which password.</summary>
/// <param name="Base">The account that is cloned.</param>
/// <param name="Name">The clone's name.</param>
/// <param name="Password">The clone's new password.</param>
/// <param name="Mode">How the clone comes by its rights.</param>
/// <param name="Adopt">Whether an existing account of that name without our mark is taken over.</param>
public sealed record CloneRequest(AccountName Base, AccountName Name, Password Password, CloneMode Mode, bool Adopt);
