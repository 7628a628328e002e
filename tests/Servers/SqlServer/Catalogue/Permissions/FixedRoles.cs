namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// What the fixed roles may do.
/// Sources: the pages "Server-level roles" and "Database-level roles" of the documentation of SQL Server.
/// </summary>
internal static class FixedRoles
{
    private static readonly Dictionary<string, string[]> Server = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sysadmin"] = ["CONTROL SERVER"],
        ["securityadmin"] = ["ALTER ANY LOGIN"],
        ["serveradmin"] = ["ALTER ANY ENDPOINT", "ALTER RESOURCES", "ALTER SERVER STATE", "ALTER SETTINGS", "SHUTDOWN"],
        ["setupadmin"] = ["ALTER ANY LINKED SERVER"],
        ["processadmin"] = ["ALTER ANY CONNECTION", "ALTER SERVER STATE"],
        ["diskadmin"] = ["ALTER RESOURCES"],
        ["dbcreator"] = ["CREATE ANY DATABASE", "ALTER ANY DATABASE"],
        ["bulkadmin"] = ["ADMINISTER BULK OPERATIONS"],
        ["##MS_DefinitionReader##"] = ["VIEW ANY DATABASE", "VIEW ANY DEFINITION"],
        ["##MS_SecurityDefinitionReader##"] = ["VIEW ANY SECURITY DEFINITION"],
        ["##MS_DatabaseConnector##"] = ["CONNECT ANY DATABASE"],
        ["##MS_DatabaseManager##"] = ["CREATE ANY DATABASE", "ALTER ANY DATABASE"],
        ["##MS_LoginManager##"] = ["CREATE LOGIN", "ALTER ANY LOGIN"],
        ["##MS_ServerStateReader##"] = ["VIEW SERVER STATE"],
        ["##MS_ServerStateManager##"] = ["ALTER SERVER STATE"],
    };

    private static readonly Dictionary<string, string[]> Database = new(StringComparer.OrdinalIgnoreCase)
    {
        ["db_owner"] = ["CONTROL"],
        ["db_accessadmin"] = ["ALTER ANY USER", "CONNECT", "CREATE SCHEMA"],
        ["db_securityadmin"] = ["ALTER ANY APPLICATION ROLE", "ALTER ANY ROLE", "CREATE SCHEMA", "VIEW DEFINITION"],
        ["db_ddladmin"] =
        [
            "ALTER ANY ASSEMBLY", "ALTER ANY ASYMMETRIC KEY", "ALTER ANY CERTIFICATE", "ALTER ANY CONTRACT", "ALTER ANY FULLTEXT CATALOG",
            "ALTER ANY MESSAGE TYPE", "ALTER ANY REMOTE SERVICE BINDING", "ALTER ANY ROUTE", "ALTER ANY SCHEMA", "ALTER ANY SERVICE",
            "ALTER ANY SYMMETRIC KEY", "CREATE FUNCTION", "CREATE PROCEDURE", "CREATE QUEUE", "CREATE SYNONYM", "CREATE TABLE", "CREATE TYPE",
            "CREATE VIEW", "CREATE XML SCHEMA COLLECTION", "REFERENCES",
        ],
        ["db_backupoperator"] = ["BACKUP DATABASE", "BACKUP LOG", "CHECKPOINT"],
        ["db_datareader"] = ["SELECT"],
        ["db_datawriter"] = ["INSERT", "UPDATE", "DELETE"],
    };

    public static bool Gives(string role, Need need) =>
        need.Class is SecurableClasses.Server or SecurableClasses.Database
        && (need.Database is null ? Server : Database).TryGetValue(role, out var permissions) && permissions.Contains(need.Permission);

    public static bool Denies(string role, Need need) => need is { Class: SecurableClasses.Database, Database: not null }
        && ((Names.Same(role, "db_denydatareader") && need.Permission == "SELECT")
            || (Names.Same(role, "db_denydatawriter") && need.Permission is "INSERT" or "UPDATE" or "DELETE"));
}
