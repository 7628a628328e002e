namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>Something that belongs to one account and cannot belong to two.</summary>
/// <param name="Kind">What it is, for example SCHEMA.</param>
/// <param name="Name">Its name.</param>
internal sealed record Holding(string Kind, string Name);
