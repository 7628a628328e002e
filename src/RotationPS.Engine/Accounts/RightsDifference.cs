namespace RotationPS.Engine.Accounts;

/// <summary>One right or setting that a clone and its base do not share.</summary>
/// <param name="Scope">What it belongs to: the server, or the name of a database.</param>
/// <param name="Permission">The right, attribute or setting.</param>
/// <param name="OnBase">What the base has; null for nothing.</param>
/// <param name="OnClone">What the clone has; null for nothing.</param>
public sealed record RightsDifference(string Scope, string Permission, string? OnBase, string? OnClone);
