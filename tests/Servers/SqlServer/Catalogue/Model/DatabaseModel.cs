namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A database.</summary>
internal sealed class DatabaseModel
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public byte[] OwnerSid { get; set; } = [1];

    public bool IsOffline { get; set; }

    public bool IsReadOnly { get; set; }

    /// <summary>Gets or sets a value indicating whether the database has users with passwords (CONTAINMENT = PARTIAL).</summary>
    public bool IsContained { get; set; }

    public DateTime Created { get; init; }

    public int NextPrincipalId { get; set; } = 5;

    public int NextSchemaId { get; set; } = 5;

    public int NextObjectId { get; set; } = 245575913;

    public List<DatabasePrincipal> Principals { get; private set; } = [];

    public HashSet<(int Role, int Member)> RoleMembers { get; private set; } = [];

    public List<PermissionRow> Permissions { get; private set; } = [];

    public List<SchemaModel> Schemas { get; private set; } = [];

    public List<ObjectModel> Objects { get; private set; } = [];

    public List<OtherSecurable> Others { get; private set; } = [];

    public List<ExtendedProperty> Properties { get; private set; } = [];

    public DatabasePrincipal? Principal(string name) => Principals.Find(principal => Names.Same(principal.Name, name));

    public DatabasePrincipal? Principal(int id) => Principals.Find(principal => principal.Id == id);

    public SchemaModel? Schema(string name) => Schemas.Find(schema => Names.Same(schema.Name, name));

    public SchemaModel Schema(int id) => Schemas.Find(schema => schema.Id == id)!;

    public ObjectModel? Object(int schemaId, string name) =>
        Objects.Find(item => item.SchemaId == schemaId && Names.Same(item.Name, name));

    public int OwnerOf(ObjectModel item) => item.OwnerId ?? Schema(item.SchemaId).OwnerId;

    public DatabaseModel Copy()
    {
        var copy = (DatabaseModel)MemberwiseClone();
        copy.Principals = Principals.ConvertAll(principal => principal.Copy());
        copy.RoleMembers = [.. RoleMembers];
        copy.Permissions = [.. Permissions];
        copy.Schemas = [.. Schemas];
        copy.Objects = Objects.ConvertAll(item => item.Copy());
        copy.Others = [.. Others];
        copy.Properties = [.. Properties];
        return copy;
    }
}
