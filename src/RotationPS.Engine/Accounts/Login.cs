namespace RotationPS.Engine.Accounts;

/// <summary>An account, its password and where it logs in.</summary>
/// <param name="Server">Where.</param>
/// <param name="User">Who.</param>
/// <param name="Password">The password; it prints as asterisks.</param>
public sealed record Login(ServerAddress Server, AccountName User, Password Password);
