namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A securable that only has a name, an id and an owner here: an assembly, a certificate, a route, a type of a schema.</summary>
/// <param name="Class">Its class in sys.database_permissions.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerId">Who owns it.</param>
/// <param name="SchemaId">The schema it is in, 0 for none.</param>
internal sealed record OtherSecurable(byte Class, int Id, string Name, int OwnerId, int SchemaId);
