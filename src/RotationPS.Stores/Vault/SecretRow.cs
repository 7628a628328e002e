namespace RotationPS.Stores.Vault;

/// <summary>A row of the table of secrets.</summary>
internal sealed record SecretRow(long Id, string Arn, string Name, string? Description, DateTimeOffset Created, DateTimeOffset Changed);
