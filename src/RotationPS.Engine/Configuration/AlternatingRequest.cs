using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>How two accounts are to alternate.</summary>
/// <param name="SuperuserSecret">The secret of the superuser who makes the clone and sets passwords.</param>
/// <param name="CloneUser">The clone's name; null for the base account's with <c>_clone</c> behind it.</param>
/// <param name="Options">How they alternate, where that is not the usual way.</param>
public sealed record AlternatingRequest(SecretId SuperuserSecret, AccountName? CloneUser, AlternatingOptions Options);
