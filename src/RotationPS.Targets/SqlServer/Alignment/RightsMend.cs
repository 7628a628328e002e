using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Alignment;

/// <summary>One difference, and what brings it in line.</summary>
/// <param name="Difference">The difference; null for a statement that follows from another one.</param>
/// <param name="Statement">The statement; null where nothing of ours does.</param>
internal sealed record RightsMend(RightsDifference? Difference, string? Statement);
