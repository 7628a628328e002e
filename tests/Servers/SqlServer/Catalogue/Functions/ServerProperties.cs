namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>SERVERPROPERTY, DATABASEPROPERTYEX and CONNECTIONPROPERTY.</summary>
internal static class ServerProperties
{
    public static object? Server(string name, StatementContext context) => name.ToUpperInvariant() switch
    {
        "PRODUCTVERSION" => context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase ? "12.0.2000.8" : "16.0.1000.6",
        "PRODUCTMAJORVERSION" => context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase ? "12" : "16",
        "PRODUCTMINORVERSION" => "0",
        "PRODUCTLEVEL" => "RTM",
        "EDITION" => context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase ? "SQL Azure" : "Developer Edition (64-bit)",
        "ENGINEEDITION" => context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase ? 5 : 3,
        "SERVERNAME" or "MACHINENAME" => SqlCatalogue.ServerName,
        "COLLATION" => "SQL_Latin1_General_CP1_CI_AS",
        "ISINTEGRATEDSECURITYONLY" or "ISHADRENABLED" or "ISCLUSTERED" or "ISSINGLEUSER" => 0,
        _ => null,
    };

    public static object? Database(string database, string property, StatementContext context)
    {
        if (context.Server.Database(database) is not { } found)
        {
            return null;
        }

        return property.ToUpperInvariant() switch
        {
            "STATUS" => found.IsOffline ? "OFFLINE" : "ONLINE",
            "UPDATEABILITY" => found.IsReadOnly ? "READ_ONLY" : "READ_WRITE",
            "COLLATION" => found.IsOffline ? null : "SQL_Latin1_General_CP1_CI_AS",
            "USERACCESS" => "MULTI_USER",
            _ => null,
        };
    }

    public static object? Connection(string property, StatementContext context) => property.ToUpperInvariant() switch
    {
        "AUTH_SCHEME" => "SQL",
        "NET_TRANSPORT" => "TCP",
        "PROTOCOL_TYPE" => "TSQL",
        "ENCRYPT_OPTION" => context.Session.IsEncrypted ? "TRUE" : "FALSE",
        _ => null,
    };
}
