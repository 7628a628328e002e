using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>How two accounts are to alternate.</summary>
/// <param name="SuperuserSecret">The secret of the superuser who makes the clone and sets passwords.</param>
/// <param name="CloneUser">The clone's name; null for the base account's with <c>_clone</c> behind it.</param>
/// <param name="Mode">How the clone comes by its rights.</param>
public sealed record AlternatingRequest(SecretId SuperuserSecret, AccountName? CloneUser, CloneMode Mode);
