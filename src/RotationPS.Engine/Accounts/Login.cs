namespace RotationPS.Engine.Accounts;

/// <summary>An account, its password and where it logs in.</summary>
/// <param name="Server">Where.</param>
/// <param name="User">Who.</param>
/// <param name="Password">The password; it prints as asterisks.</param>
/// <param name="IsServerUntrusted">
/// Whether somebody else than the password's owner named the server. Such a server may ask for a proof of the password,
/// never for the password itself, however well the connection is encrypted.
/// </param>
public sealed record Login(ServerAddress Server, AccountName User, Password Password, bool IsServerUntrusted = false);
