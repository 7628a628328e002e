namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// The codes of permissions in the column "type" of sys.server_permissions and sys.database_permissions.
/// Source: https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql.
/// </summary>
internal static class PermissionCodes
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ALTER"] = "AL", ["CONTROL"] = "CL", ["CONNECT"] = "CO", ["DELETE"] = "DL", ["EXECUTE"] = "EX", ["IMPERSONATE"] = "IM", ["INSERT"] = "IN",
        ["RECEIVE"] = "RC", ["REFERENCES"] = "RF", ["SELECT"] = "SL", ["SEND"] = "SN", ["TAKE OWNERSHIP"] = "TO", ["UPDATE"] = "UP",
        ["VIEW DEFINITION"] = "VW", ["VIEW CHANGE TRACKING"] = "VWCT", ["UNMASK"] = "UMSK", ["AUTHENTICATE"] = "AUTH",
        ["ALTER ANY APPLICATION ROLE"] = "ALAR", ["ALTER ANY ASSEMBLY"] = "ALAS", ["ALTER ANY ASYMMETRIC KEY"] = "ALAK",
        ["ALTER ANY CERTIFICATE"] = "ALCF", ["ALTER ANY CONTRACT"] = "ALSC", ["ALTER ANY DATABASE AUDIT"] = "ALDA",
        ["ALTER ANY DATABASE DDL TRIGGER"] = "ALTG", ["ALTER ANY DATABASE EVENT NOTIFICATION"] = "ALED", ["ALTER ANY DATASPACE"] = "ALDS",
        ["ALTER ANY DATABASE SCOPED CONFIGURATION"] = "ALDC", ["ALTER ANY EXTERNAL DATA SOURCE"] = "AEDS", ["ALTER ANY FULLTEXT CATALOG"] = "ALFT",
        ["ALTER ANY MESSAGE TYPE"] = "ALMT", ["ALTER ANY REMOTE SERVICE BINDING"] = "ALSB", ["ALTER ANY ROLE"] = "ALRL",
        ["ALTER ANY ROUTE"] = "ALRT", ["ALTER ANY SCHEMA"] = "ALSM", ["ALTER ANY SECURITY POLICY"] = "ALSP", ["ALTER ANY SERVICE"] = "ALSV",
        ["ALTER ANY SYMMETRIC KEY"] = "ALSK", ["ALTER ANY USER"] = "ALUS", ["BACKUP DATABASE"] = "BADB", ["BACKUP LOG"] = "BALO",
        ["CHECKPOINT"] = "CP", ["CONNECT REPLICATION"] = "CORP", ["CREATE AGGREGATE"] = "CRAG", ["CREATE ASSEMBLY"] = "CRAS",
        ["CREATE ASYMMETRIC KEY"] = "CRAK", ["CREATE CERTIFICATE"] = "CRCF", ["CREATE CONTRACT"] = "CRSC", ["CREATE DATABASE"] = "CRDB",
        ["CREATE DEFAULT"] = "CRDF", ["CREATE FULLTEXT CATALOG"] = "CRFT", ["CREATE FUNCTION"] = "CRFN", ["CREATE MESSAGE TYPE"] = "CRMT",
        ["CREATE PROCEDURE"] = "CRPR", ["CREATE QUEUE"] = "CRQU", ["CREATE REMOTE SERVICE BINDING"] = "CRSB", ["CREATE ROLE"] = "CRRL",
        ["CREATE ROUTE"] = "CRRT", ["CREATE RULE"] = "CRRU", ["CREATE SCHEMA"] = "CRSM", ["CREATE SEQUENCE"] = "CRSO", ["CREATE SERVICE"] = "CRSV",
        ["CREATE SYMMETRIC KEY"] = "CRSK", ["CREATE SYNONYM"] = "CRSN", ["CREATE TABLE"] = "CRTB", ["CREATE TYPE"] = "CRTY", ["CREATE USER"] = "CUSR",
        ["CREATE VIEW"] = "CRVW", ["CREATE XML SCHEMA COLLECTION"] = "CRXS", ["ADMINISTER DATABASE BULK OPERATIONS"] = "DABO",
        ["KILL DATABASE CONNECTION"] = "KIDC", ["SHOWPLAN"] = "SPLN", ["SUBSCRIBE QUERY NOTIFICATIONS"] = "SUQN", ["VIEW DATABASE STATE"] = "VWDS",
        ["VIEW DATABASE PERFORMANCE STATE"] = "VDP", ["VIEW DATABASE SECURITY STATE"] = "VDSS", ["VIEW SECURITY DEFINITION"] = "VWS",
        ["VIEW PERFORMANCE DEFINITION"] = "VWP", ["VIEW ANY COLUMN ENCRYPTION KEY DEFINITION"] = "VWCK",
        ["VIEW ANY COLUMN MASTER KEY DEFINITION"] = "VWCM", ["EXECUTE ANY EXTERNAL SCRIPT"] = "EAES",
        ["ADMINISTER BULK OPERATIONS"] = "ADBO", ["ALTER ANY AVAILABILITY GROUP"] = "ALAG", ["ALTER ANY CONNECTION"] = "ALCO",
        ["ALTER ANY CREDENTIAL"] = "ALCD", ["ALTER ANY DATABASE"] = "ALDB", ["ALTER ANY ENDPOINT"] = "ALHE", ["ALTER ANY EVENT NOTIFICATION"] = "ALES",
        ["ALTER ANY EVENT SESSION"] = "AAES", ["ALTER ANY LINKED SERVER"] = "ALLS", ["ALTER ANY LOGIN"] = "ALLG", ["ALTER ANY SERVER AUDIT"] = "ALAA",
        ["ALTER ANY SERVER ROLE"] = "ALSR", ["ALTER RESOURCES"] = "ALRS", ["ALTER SERVER STATE"] = "ALSS", ["ALTER SETTINGS"] = "ALST",
        ["ALTER TRACE"] = "ALTR", ["AUTHENTICATE SERVER"] = "AUTH", ["CONNECT ANY DATABASE"] = "CADB", ["CONNECT SQL"] = "COSQ",
        ["CONTROL SERVER"] = "CL", ["CREATE ANY DATABASE"] = "CRDB", ["CREATE AVAILABILITY GROUP"] = "CRAC",
        ["CREATE DDL EVENT NOTIFICATION"] = "CRDE", ["CREATE ENDPOINT"] = "CRHE", ["CREATE LOGIN"] = "CRLG", ["CREATE SERVER ROLE"] = "CRSR",
        ["CREATE TRACE EVENT NOTIFICATION"] = "CRTE", ["EXTERNAL ACCESS ASSEMBLY"] = "XA", ["IMPERSONATE ANY LOGIN"] = "IAL",
        ["SELECT ALL USER SECURABLES"] = "SUS", ["SHUTDOWN"] = "SHDN", ["UNSAFE ASSEMBLY"] = "XU", ["VIEW ANY DATABASE"] = "VWDB",
        ["VIEW ANY DEFINITION"] = "VWAD", ["VIEW ANY SECURITY DEFINITION"] = "VWAS", ["VIEW ANY PERFORMANCE DEFINITION"] = "VWAP",
        ["VIEW SERVER STATE"] = "VWSS", ["VIEW SERVER PERFORMANCE STATE"] = "VSP", ["VIEW SERVER SECURITY STATE"] = "VSSS",
    };

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EXEC"] = "EXECUTE", ["CREATE PROC"] = "CREATE PROCEDURE", ["BACKUP TRANSACTION"] = "BACKUP LOG",
    };

    /// <summary>The code, padded as char(4) is.</summary>
    public static string Of(string permission) => Codes[permission].PadRight(4);

    public static string Canonical(string permission)
    {
        var name = Short.GetValueOrDefault(permission, permission).ToUpperInvariant();
        return Codes.ContainsKey(name) ? name : throw new UnknownToCatalogueException($"the permission '{permission}'");
    }
}
