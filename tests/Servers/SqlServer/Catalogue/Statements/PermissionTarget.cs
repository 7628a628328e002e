using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Finds the securable a GRANT, DENY or REVOKE names.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class PermissionTarget(StatementContext context)
{
    private static readonly HashSet<string> OfServer = new(StringComparer.OrdinalIgnoreCase)
    {
        "ADMINISTER BULK OPERATIONS", "ALTER ANY AVAILABILITY GROUP", "ALTER ANY CONNECTION", "ALTER ANY CREDENTIAL", "ALTER ANY DATABASE",
        "ALTER ANY ENDPOINT", "ALTER ANY EVENT NOTIFICATION", "ALTER ANY EVENT SESSION", "ALTER ANY LINKED SERVER", "ALTER ANY LOGIN",
        "ALTER ANY SERVER AUDIT", "ALTER ANY SERVER ROLE", "ALTER RESOURCES", "ALTER SERVER STATE", "ALTER SETTINGS", "ALTER TRACE",
        "AUTHENTICATE SERVER", "CONNECT ANY DATABASE", "CONNECT SQL", "CONTROL SERVER", "CREATE ANY DATABASE", "CREATE AVAILABILITY GROUP",
        "CREATE DDL EVENT NOTIFICATION", "CREATE ENDPOINT", "CREATE LOGIN", "CREATE SERVER ROLE", "CREATE TRACE EVENT NOTIFICATION",
        "EXTERNAL ACCESS ASSEMBLY", "IMPERSONATE ANY LOGIN", "SELECT ALL USER SECURABLES", "SHUTDOWN", "UNSAFE ASSEMBLY", "VIEW ANY DATABASE",
        "VIEW ANY DEFINITION", "VIEW ANY SECURITY DEFINITION", "VIEW ANY PERFORMANCE DEFINITION", "VIEW SERVER STATE",
        "VIEW SERVER PERFORMANCE STATE", "VIEW SERVER SECURITY STATE",
    };

    private DatabaseModel Database => context.Database;

    /// <summary>The securable, without a permission.</summary>
    public Need Find(SecurityTargetObject? target, string permission)
    {
        if (target is null)
        {
            return OfServer.Contains(permission) ? Need.OfServer(permission) : Need.OfDatabase(Database, permission);
        }

        var parts = target.ObjectName.MultiPartIdentifier.Identifiers;
        var name = parts[^1].Value;
        return target.ObjectKind switch
        {
            SecurityObjectKind.NotSpecified or SecurityObjectKind.Object => Object(parts),
            SecurityObjectKind.Database => Names.Same(name, Database.Name)
                ? Need.OfDatabase(Database, permission)
                : throw Errors.Of(15151, $"Cannot find the database '{name}', because it does not exist or you do not have permission."),
            SecurityObjectKind.Schema => Database.Schema(name) is { } schema
                ? new Need(Database, SecurableClasses.Schema, schema.Id, 0, permission)
                : throw Errors.Missing("find", "schema", name),
            SecurityObjectKind.User => Principal(name, 'S', "user"),
            SecurityObjectKind.Role => Principal(name, 'R', "role"),
            SecurityObjectKind.Login => ServerPrincipal(name, 'S', "login"),
            SecurityObjectKind.ServerRole => ServerPrincipal(name, 'R', "server role"),
            SecurityObjectKind.Endpoint => new Need(null, SecurableClasses.Endpoint, 4, 0, permission),
            SecurityObjectKind.Type => Other(SecurableClasses.Type, name, "type"),
            SecurityObjectKind.XmlSchemaCollection => Other(SecurableClasses.XmlSchemaCollection, name, "XML schema collection"),
            SecurityObjectKind.Assembly => Other(SecurableClasses.Assembly, name, "assembly"),
            SecurityObjectKind.MessageType => Other(SecurableClasses.MessageType, name, "message type"),
            SecurityObjectKind.Contract => Other(SecurableClasses.ServiceContract, name, "contract"),
            SecurityObjectKind.Service => Other(SecurableClasses.Service, name, "service"),
            SecurityObjectKind.RemoteServiceBinding => Other(SecurableClasses.RemoteServiceBinding, name, "remote service binding"),
            SecurityObjectKind.Route => Other(SecurableClasses.Route, name, "route"),
            SecurityObjectKind.FullTextCatalog => Other(SecurableClasses.FullTextCatalog, name, "fulltext catalog"),
            SecurityObjectKind.FullTextStopList => Other(SecurableClasses.FullTextStopList, name, "fulltext stoplist"),
            SecurityObjectKind.SearchPropertyList => Other(SecurableClasses.SearchPropertyList, name, "search property list"),
            SecurityObjectKind.SymmetricKey => Other(SecurableClasses.SymmetricKey, name, "symmetric key"),
            SecurityObjectKind.AsymmetricKey => Other(SecurableClasses.AsymmetricKey, name, "asymmetric key"),
            SecurityObjectKind.Certificate => Other(SecurableClasses.Certificate, name, "certificate"),
            _ => throw new UnknownToCatalogueException($"permissions on {target.ObjectKind}"),
        };
    }

    private Need Object(IList<Identifier> parts)
    {
        var item = context.Find(null, parts.Count > 1 ? parts[^2].Value : null, parts[^1].Value).Object;
        return item is not null ? Need.OfObject(Database, item, string.Empty) : throw Errors.Missing("find", "object", parts[^1].Value);
    }

    private Need Principal(string name, char type, string kind) => Database.Principal(name) is { } principal && principal.Type == type
        ? new Need(Database, SecurableClasses.DatabasePrincipal, principal.Id, 0, string.Empty)
        : throw Errors.Missing("find", kind, name);

    private Need ServerPrincipal(string name, char type, string kind) => context.Server.Principal(name) is { } principal && principal.Type == type
        ? new Need(null, SecurableClasses.ServerPrincipal, principal.Id, 0, string.Empty)
        : throw Errors.Missing("find", kind, name);

    private Need Other(byte code, string name, string kind) => Database.Others.Find(other => other.Class == code && Names.Same(other.Name, name)) is { } found
        ? new Need(Database, code, found.Id, 0, string.Empty)
        : throw Errors.Missing("find", kind, name);
}
