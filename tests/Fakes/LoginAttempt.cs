namespace RotationPS.Fakes;

/// <summary>One line of the in-memory server's login log.</summary>
/// <param name="User">Who tried.</param>
/// <param name="Succeeded">Whether the server let them in.</param>
public sealed record LoginAttempt(string User, bool Succeeded);
