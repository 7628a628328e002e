using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>A row of the table of versions, without its value.</summary>
internal sealed record VersionRow(long Id, VersionId Token, DateTimeOffset Created);
