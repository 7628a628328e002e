namespace RotationPS.Servers.SqlServer;

/// <summary>What a client sends to log in.</summary>
/// <param name="UserName">The login, or the contained user.</param>
/// <param name="Password">Its password.</param>
/// <param name="NewPassword">The password to change to during the login; null for none.</param>
/// <param name="Database">The database asked for; null for the login's default one.</param>
/// <param name="ApplicationName">What the client calls itself.</param>
/// <param name="IsEncrypted">Whether the whole connection is encrypted.</param>
public sealed record SqlLoginRequest(string UserName, string Password, string? NewPassword, string? Database, string? ApplicationName, bool IsEncrypted);
