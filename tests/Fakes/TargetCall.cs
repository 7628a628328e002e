namespace RotationPS.Fakes;

/// <summary>One call that reaches the in-memory server.</summary>
/// <param name="Operation">What is called.</param>
/// <param name="User">Who is logged in, or logging in.</param>
/// <param name="Account">The account the call is about; for a login the user.</param>
public sealed record TargetCall(TargetOperation Operation, string User, string Account);
