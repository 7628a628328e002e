namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A permission on a securable.</summary>
/// <param name="Database">The database it is in; null for one of the server.</param>
/// <param name="Class">The securable's class.</param>
/// <param name="Major">Its id.</param>
/// <param name="Minor">The column, or 0.</param>
/// <param name="Permission">The permission's name.</param>
internal readonly record struct Need(DatabaseModel? Database, byte Class, int Major, int Minor, string Permission)
{
    public static Need OfServer(string permission) => new(null, SecurableClasses.Server, 0, 0, permission);

    public static Need OfDatabase(DatabaseModel database, string permission) => new(database, SecurableClasses.Database, 0, 0, permission);

    public static Need OfObject(DatabaseModel database, ObjectModel item, string permission, int column = 0) =>
        new(database, SecurableClasses.Object, item.Id, column, permission);
}
