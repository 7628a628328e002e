namespace RotationPS.Servers.SqlServer;

/// <summary>A parameter of a batch.</summary>
/// <param name="Name">Its name with the at sign.</param>
/// <param name="Value">Its value, as in a row of <see cref="SqlResultSet"/>.</param>
/// <param name="IsOutput">Whether the client wants it back.</param>
public sealed record SqlArgument(string Name, object? Value, bool IsOutput);
