namespace RotationPS.Tests.Help.Samples;

/// <summary>A parcel, as the depot keeps it.</summary>
public sealed record Parcel(int Number);
