using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>What a rotation would do on the server.</summary>
/// <param name="Actor">Who would do it.</param>
/// <param name="Statements">What the server would be told, every password as asterisks.</param>
internal sealed record PlannedWork(AccountName Actor, IReadOnlyList<string> Statements);
