namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Who runs a statement: a login, or a user whose password is in its database.</summary>
/// <param name="LoginId">The login; null for a contained user.</param>
/// <param name="HomeId">The database of a contained user.</param>
/// <param name="UserId">The contained user.</param>
/// <param name="Name">Its name when it logged in.</param>
internal sealed record Caller(int? LoginId, int? HomeId, int? UserId, string Name);
