namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>
/// A kind of thing that rights are granted on, which a permission names by a number. See the table of classes at
/// https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql.
/// </summary>
/// <param name="Number">The class in sys.database_permissions.</param>
/// <param name="Keyword">The word before <c>::</c> in GRANT.</param>
/// <param name="View">The catalogue view that has the names.</param>
/// <param name="IdColumn">The column that the permission's major_id means.</param>
/// <param name="HasSchema">Whether the name belongs to a schema.</param>
internal sealed record SecurableClass(int Number, string Keyword, string View, string IdColumn, bool HasSchema = false)
{
    public const int Database = 0;
    public const int Object = 1;
    public const int Schema = 3;
    public const int Principal = 4;
    public const int Type = 6;
    public const int Server = 100;
    public const int ServerPrincipal = 101;
    public const int Endpoint = 105;
    public const int AvailabilityGroup = 108;

    /// <summary>The kinds whose names are asked for only where a right on one exists.</summary>
    public static IReadOnlyList<SecurableClass> Rare { get; } =
    [
        new(5, "ASSEMBLY", "assemblies", "assembly_id"),
        new(10, "XML SCHEMA COLLECTION", "xml_schema_collections", "xml_collection_id", HasSchema: true),
        new(15, "MESSAGE TYPE", "service_message_types", "message_type_id"),
        new(16, "CONTRACT", "service_contracts", "service_contract_id"),
        new(17, "SERVICE", "services", "service_id"),
        new(18, "REMOTE SERVICE BINDING", "remote_service_bindings", "remote_service_binding_id"),
        new(19, "ROUTE", "routes", "route_id"),
        new(23, "FULLTEXT CATALOG", "fulltext_catalogs", "fulltext_catalog_id"),
        new(24, "SYMMETRIC KEY", "symmetric_keys", "symmetric_key_id"),
        new(25, "CERTIFICATE", "certificates", "certificate_id"),
        new(26, "ASYMMETRIC KEY", "asymmetric_keys", "asymmetric_key_id"),
        new(29, "FULLTEXT STOPLIST", "fulltext_stoplists", "stoplist_id"),
        new(31, "SEARCH PROPERTY LIST", "registered_search_property_lists", "property_list_id"),
        new(32, "DATABASE SCOPED CREDENTIAL", "database_scoped_credentials", "credential_id"),
    ];

    /// <summary>The kind that a number means; null where its names come with the permission, or this version does not know it.</summary>
    public static SecurableClass? OfNumber(int number) => Rare.FirstOrDefault(kind => kind.Number == number);
}
