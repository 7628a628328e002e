namespace RotationPS.Engine.Secrets;

/// <summary>One version of a secret with its value.</summary>
/// <param name="Version">Which version it is.</param>
/// <param name="Text">Its value.</param>
public sealed record SecretValue(SecretVersion Version, SecretText Text);
