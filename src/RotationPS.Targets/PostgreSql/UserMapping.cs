namespace RotationPS.Targets.PostgreSql;

/// <summary>A foreign server at which the base, its clone or their owner role has credentials.</summary>
/// <param name="Server">The foreign server.</param>
/// <param name="Users">Who has credentials there.</param>
internal sealed record UserMapping(string Server, Holders Users);
