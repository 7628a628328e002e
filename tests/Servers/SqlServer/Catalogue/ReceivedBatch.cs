namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A batch as it arrived.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ReceivedBatch(string Text, IReadOnlyList<SqlArgument> Arguments);
