namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The classes of securables, by their numbers in sys.database_permissions and sys.server_permissions.</summary>
internal static class SecurableClasses
{
    public const byte Database = 0;
    public const byte Object = 1;
    public const byte Schema = 3;
    public const byte DatabasePrincipal = 4;
    public const byte Assembly = 5;
    public const byte Type = 6;
    public const byte XmlSchemaCollection = 10;
    public const byte MessageType = 15;
    public const byte ServiceContract = 16;
    public const byte Service = 17;
    public const byte RemoteServiceBinding = 18;
    public const byte Route = 19;
    public const byte FullTextCatalog = 23;
    public const byte SymmetricKey = 24;
    public const byte Certificate = 25;
    public const byte AsymmetricKey = 26;
    public const byte FullTextStopList = 29;
    public const byte SearchPropertyList = 31;
    public const byte DatabaseScopedCredential = 32;
    public const byte Server = 100;
    public const byte ServerPrincipal = 101;
    public const byte Endpoint = 105;
    public const byte AvailabilityGroup = 108;

    public static string Description(byte code) => code switch
    {
        Database => "DATABASE",
        Object => "OBJECT_OR_COLUMN",
        Schema => "SCHEMA",
        DatabasePrincipal => "DATABASE_PRINCIPAL",
        Assembly => "ASSEMBLY",
        Type => "TYPE",
        XmlSchemaCollection => "XML_SCHEMA_COLLECTION",
        MessageType => "MESSAGE_TYPE",
        ServiceContract => "SERVICE_CONTRACT",
        Service => "SERVICE",
        RemoteServiceBinding => "REMOTE_SERVICE_BINDING",
        Route => "ROUTE",
        FullTextCatalog => "FULLTEXT_CATALOG",
        SymmetricKey => "SYMMETRIC_KEYS",
        Certificate => "CERTIFICATE",
        AsymmetricKey => "ASYMMETRIC_KEY",
        FullTextStopList => "FULLTEXT_STOPLIST",
        SearchPropertyList => "SEARCH_PROPERTY_LIST",
        DatabaseScopedCredential => "DATABASE_SCOPED_CREDENTIAL",
        Server => "SERVER",
        ServerPrincipal => "SERVER_PRINCIPAL",
        Endpoint => "ENDPOINT",
        AvailabilityGroup => "AVAILABILITY_GROUP",
        _ => throw new UnknownToCatalogueException($"the securable class {code}"),
    };
}
