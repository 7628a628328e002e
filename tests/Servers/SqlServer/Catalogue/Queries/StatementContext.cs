namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>What a statement is run on: the server as it is now, who runs it, and where.</summary>
/// <param name="Catalogue">The server.</param>
/// <param name="Session">The connection.</param>
/// <param name="Server">The server's model, as this session sees it.</param>
/// <param name="Database">The database in use.</param>
/// <param name="Access">What the caller may do.</param>
internal sealed record StatementContext(SqlCatalogue Catalogue, CatalogueSession Session, ServerModel Server, DatabaseModel Database, Access Access)
{
    public DateTime Now => Catalogue.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Gets the tables that WITH names.</summary>
    public Dictionary<string, Relation> Named { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A database that a statement reads from, by name.</summary>
    public DatabaseModel Open(string name)
    {
        if (Catalogue.Flavour == SqlFlavour.AzureSqlDatabase && !Names.Same(name, Database.Name) && !Names.Same(name, "tempdb"))
        {
            throw Errors.Of(
                40515, $"Reference to database and/or server name in '{name}' is not supported in this version of SQL Server.", endsBatch: true);
        }

        var database = Server.Database(name) ?? throw Errors.NoDatabase(name);
        return CheckAccess(database);
    }

    public DatabaseModel CheckAccess(DatabaseModel database)
    {
        if (database.IsOffline)
        {
            throw Errors.Offline(database.Name);
        }

        return Access.MayConnect(database) ? database : throw Errors.NoAccess(Access.Name, database.Name);
    }

    public StatementContext As(Access access) => this with { Access = access };

    public StatementContext In(DatabaseModel database) => this with { Database = database };

    /// <summary>Finds a table, view or procedure by its name of up to three parts.</summary>
    public (DatabaseModel Database, SchemaModel? Schema, ObjectModel? Object) Find(string? database, string? schema, string name)
    {
        var owner = database is null ? Database : Open(database);
        if (schema is not null)
        {
            var known = owner.Schema(schema);
            return (owner, known, known is null ? null : owner.Object(known.Id, name));
        }

        var first = owner.Schema(Access.UserIn(owner)?.DefaultSchema ?? "dbo") ?? owner.Schema("dbo")!;
        if (owner.Object(first.Id, name) is { } found)
        {
            return (owner, first, found);
        }

        var dbo = owner.Schema("dbo")!;
        return owner.Object(dbo.Id, name) is { } item ? (owner, dbo, item) : (owner, first, null);
    }

    /// <summary>Whether the caller sees an object at all: it has any permission on it.</summary>
    public bool Sees(DatabaseModel database, ObjectModel item) =>
        (item.Type is "P" or "FN" ? SeenByProcedure : SeenByTable).Any(permission => Access.Has(Need.OfObject(database, item, permission)))
        || database.Permissions.Exists(row =>
            row is { Class: SecurableClasses.Object, Gives: true } && row.Major == item.Id && Access.Tokens(database).Contains(row.Grantee));

    private static readonly string[] SeenByTable = ["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "ALTER", "VIEW DEFINITION"];

    private static readonly string[] SeenByProcedure = ["EXECUTE", "ALTER", "VIEW DEFINITION"];
}
