using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>One difference, and what brings it in line.</summary>
/// <param name="Difference">The difference.</param>
/// <param name="Statement">The statement; null where nothing of ours does.</param>
internal sealed record RightsMend(RightsDifference Difference, string? Statement);
