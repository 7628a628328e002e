namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A schema.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerId">The principal that owns it.</param>
internal sealed record SchemaModel(int Id, string Name, int OwnerId);
