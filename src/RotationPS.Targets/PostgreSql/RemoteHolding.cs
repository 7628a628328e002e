namespace RotationPS.Targets.PostgreSql;

/// <summary>What a role has in another database than the session's: there the server tells no more than how many objects.</summary>
/// <param name="Database">The other database.</param>
/// <param name="Holder">The role.</param>
/// <param name="IsOwner">Whether it owns them; otherwise it has rights on them.</param>
/// <param name="Objects">How many.</param>
/// <param name="NotOwners">How many of them the shared owner role has nothing to do with.</param>
internal sealed record RemoteHolding(string Database, string Holder, bool IsOwner, long Objects, long NotOwners);
