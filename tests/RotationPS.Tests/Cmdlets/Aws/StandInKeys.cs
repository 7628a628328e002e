namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>What the credentials of an AWS SDK give, by the SDK's property names.</summary>
public sealed record StandInKeys(string AccessKey, string SecretKey, string? Token);
