namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The catalog views of the securables that only have a name and an owner here.</summary>
internal static class SecurableViews
{
    public static CatalogView[] All { get; } =
    [
        Of("assemblies", SecurableClasses.Assembly, "assembly_id"),
        Of("certificates", SecurableClasses.Certificate, "certificate_id"),
        Of("symmetric_keys", SecurableClasses.SymmetricKey, "symmetric_key_id"),
        Of("asymmetric_keys", SecurableClasses.AsymmetricKey, "asymmetric_key_id"),
        Of("services", SecurableClasses.Service, "service_id"),
        Of("service_contracts", SecurableClasses.ServiceContract, "service_contract_id"),
        Of("service_message_types", SecurableClasses.MessageType, "message_type_id"),
        Of("remote_service_bindings", SecurableClasses.RemoteServiceBinding, "remote_service_binding_id"),
        Of("routes", SecurableClasses.Route, "route_id"),
        Of("fulltext_catalogs", SecurableClasses.FullTextCatalog, "fulltext_catalog_id"),
        Of("fulltext_stoplists", SecurableClasses.FullTextStopList, "stoplist_id"),
        Of("registered_search_property_lists", SecurableClasses.SearchPropertyList, "property_list_id"),
        Of("database_scoped_credentials", SecurableClasses.DatabaseScopedCredential, "credential_id"),
        new("xml_schema_collections", "xml_collection_id int, schema_id int, principal_id int, name", context =>
            context.Database.Others.Where(other => other.Class == SecurableClasses.XmlSchemaCollection)
                .Select(other => (object?[])[other.Id, other.SchemaId, null, other.Name])),
    ];

    private static CatalogView Of(string view, byte code, string id) => new(view, $"name, {id} int, principal_id int", context =>
        context.Database.Others.Where(other => other.Class == code).Select(other => (object?[])[other.Name, other.Id, other.OwnerId]));
}
