namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// Which permission implies which: from column to object, schema, database and server.
/// Source: https://learn.microsoft.com/sql/relational-databases/security/permissions-hierarchy-database-engine and the tables of the GRANT pages.
/// </summary>
internal static class PermissionHierarchy
{
    /// <summary>The permission itself and every one that implies it.</summary>
    public static List<Need> Implying(Need need, ServerModel server)
    {
        List<Need> found = [need];
        for (var index = 0; index < found.Count; index++)
        {
            foreach (var parent in Parents(found[index], server))
            {
                if (!found.Contains(parent))
                {
                    found.Add(parent);
                }
            }
        }

        return found;
    }

    private static IEnumerable<Need> Parents(Need need, ServerModel server)
    {
        if (need.Minor > 0)
        {
            yield return need with { Minor = 0 };
        }

        if (need.Permission is not ("CONTROL" or "CONTROL SERVER") && need.Class != SecurableClasses.Server)
        {
            yield return need with { Permission = "CONTROL", Minor = 0 };
        }

        foreach (var parent in need.Class switch
        {
            SecurableClasses.Server => OfServer(need),
            SecurableClasses.ServerPrincipal => OfServerPrincipal(need, server),
            SecurableClasses.Endpoint => [Need.OfServer(need.Permission == "VIEW DEFINITION" ? "VIEW ANY DEFINITION" : "ALTER ANY ENDPOINT")],
            SecurableClasses.AvailabilityGroup => [Need.OfServer(need.Permission == "VIEW DEFINITION" ? "VIEW ANY DEFINITION" : "ALTER ANY AVAILABILITY GROUP")],
            SecurableClasses.Database => OfDatabase(need),
            SecurableClasses.Object => OfSchemaScoped(need, need.Database!.Objects.Find(item => item.Id == need.Major)?.SchemaId),
            SecurableClasses.Type or SecurableClasses.XmlSchemaCollection => OfSchemaScoped(
                need, need.Database!.Others.Find(other => other.Class == need.Class && other.Id == need.Major)?.SchemaId),
            _ => [Need.OfDatabase(need.Database!, InDatabase(need))],
        })
        {
            yield return parent;
        }
    }

    private static IEnumerable<Need> OfServer(Need need)
    {
        if (need.Permission == "CONTROL SERVER")
        {
            yield break;
        }

        yield return need with { Permission = "CONTROL SERVER" };
        var parent = need.Permission switch
        {
            "CREATE ANY DATABASE" => "ALTER ANY DATABASE",
            "CREATE LOGIN" => "ALTER ANY LOGIN",
            "CREATE SERVER ROLE" => "ALTER ANY SERVER ROLE",
            "CREATE ENDPOINT" => "ALTER ANY ENDPOINT",
            "VIEW SERVER STATE" => "ALTER SERVER STATE",
            "VIEW SERVER PERFORMANCE STATE" or "VIEW SERVER SECURITY STATE" => "VIEW SERVER STATE",
            "VIEW ANY DATABASE" or "VIEW ANY SECURITY DEFINITION" or "VIEW ANY PERFORMANCE DEFINITION" => "VIEW ANY DEFINITION",
            _ => null,
        };
        if (parent is not null)
        {
            yield return need with { Permission = parent };
        }
    }

    private static IEnumerable<Need> OfServerPrincipal(Need need, ServerModel server)
    {
        var any = server.Principal(need.Major)?.Type == 'R' ? "ALTER ANY SERVER ROLE" : "ALTER ANY LOGIN";
        yield return Need.OfServer(need.Permission switch
        {
            "ALTER" => any,
            "VIEW DEFINITION" => "VIEW ANY DEFINITION",
            "IMPERSONATE" => "IMPERSONATE ANY LOGIN",
            _ => "CONTROL SERVER",
        });
        if (need.Permission == "VIEW DEFINITION")
        {
            yield return Need.OfServer("VIEW ANY SECURITY DEFINITION");
            yield return need with { Permission = "ALTER" };
        }
    }

    private static IEnumerable<Need> OfDatabase(Need need)
    {
        var permission = need.Permission;
        if (permission.StartsWith("ALTER ANY ", StringComparison.Ordinal) || (permission.StartsWith("CREATE ", StringComparison.Ordinal)))
        {
            yield return need with { Permission = "ALTER" };
        }

        var inside = permission switch
        {
            "CREATE SCHEMA" => "ALTER ANY SCHEMA",
            "CREATE ROLE" => "ALTER ANY ROLE",
            "CREATE USER" => "ALTER ANY USER",
            "CONNECT" => "CONNECT REPLICATION",
            "BACKUP LOG" => "BACKUP DATABASE",
            "VIEW SECURITY DEFINITION" or "VIEW PERFORMANCE DEFINITION" => "VIEW DEFINITION",
            _ => null,
        };
        if (inside is not null)
        {
            yield return need with { Permission = inside };
        }

        var above = permission switch
        {
            "CONTROL" => "CONTROL SERVER",
            "ALTER" => "ALTER ANY DATABASE",
            "CONNECT" => "CONNECT ANY DATABASE",
            "SELECT" => "SELECT ALL USER SECURABLES",
            "VIEW DEFINITION" => "VIEW ANY DEFINITION",
            "VIEW SECURITY DEFINITION" => "VIEW ANY SECURITY DEFINITION",
            "VIEW DATABASE STATE" => "VIEW SERVER STATE",
            _ => null,
        };
        if (above is not null)
        {
            yield return Need.OfServer(above);
        }
    }

    private static IEnumerable<Need> OfSchemaScoped(Need need, int? schema)
    {
        if (schema is { } id)
        {
            var permission = need.Permission == "TAKE OWNERSHIP" ? "CONTROL" : need.Permission;
            yield return new Need(need.Database, SecurableClasses.Schema, id, 0, permission);
        }
    }

    private static string InDatabase(Need need) => need.Permission switch
    {
        "ALTER" => need.Class switch
        {
            SecurableClasses.Schema => "ALTER ANY SCHEMA",
            SecurableClasses.DatabasePrincipal => need.Database!.Principal(need.Major)?.Type == 'R' ? "ALTER ANY ROLE" : "ALTER ANY USER",
            SecurableClasses.Assembly => "ALTER ANY ASSEMBLY",
            SecurableClasses.MessageType => "ALTER ANY MESSAGE TYPE",
            SecurableClasses.ServiceContract => "ALTER ANY CONTRACT",
            SecurableClasses.Service => "ALTER ANY SERVICE",
            SecurableClasses.RemoteServiceBinding => "ALTER ANY REMOTE SERVICE BINDING",
            SecurableClasses.Route => "ALTER ANY ROUTE",
            SecurableClasses.SymmetricKey => "ALTER ANY SYMMETRIC KEY",
            SecurableClasses.Certificate => "ALTER ANY CERTIFICATE",
            SecurableClasses.AsymmetricKey => "ALTER ANY ASYMMETRIC KEY",
            SecurableClasses.DatabaseScopedCredential => "CONTROL",
            _ => "ALTER ANY FULLTEXT CATALOG",
        },
        "TAKE OWNERSHIP" or "IMPERSONATE" or "SEND" => "CONTROL",
        _ => need.Permission,
    };
}
