namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>HAS_PERMS_BY_NAME and what sys.fn_my_permissions lists.</summary>
internal static class PermissionFunctions
{
    public static object? HasPermissionsByName(object?[] arguments, StatementContext context)
    {
        var name = arguments[0] as string;
        if (arguments[2] is not string permission)
        {
            return null;
        }

        var column = arguments.Length > 3 ? arguments[3] as string : null;
        if (Securable(name, arguments[1] as string, context, column) is not { } need)
        {
            return null;
        }

        if (Names.Same(permission, "ANY"))
        {
            return context.Access.Has(need with { Permission = "CONTROL" }) ? 1 : 0;
        }

        return context.Access.Has(need with { Permission = PermissionCodes.Canonical(permission) }) ? 1 : 0;
    }

    private static Need? Securable(string? name, string? kind, StatementContext context, string? column)
    {
        var database = context.Database;
        switch (kind?.ToUpperInvariant())
        {
            case null or "SERVER":
                return Need.OfServer(string.Empty);
            case "DATABASE":
                var other = name is null ? database : context.Server.Database(ObjectNames.Parse(name)[^1]);
                return other is null ? null : Need.OfDatabase(other, string.Empty);
            case "LOGIN" or "SERVER ROLE":
                return name is not null && context.Server.Principal(ObjectNames.Parse(name)[^1]) is { } login
                    ? new Need(null, SecurableClasses.ServerPrincipal, login.Id, 0, string.Empty)
                    : null;
            case "USER" or "ROLE":
                return name is not null && database.Principal(ObjectNames.Parse(name)[^1]) is { } user
                    ? new Need(database, SecurableClasses.DatabasePrincipal, user.Id, 0, string.Empty)
                    : null;
            case "SCHEMA":
                return name is not null && database.Schema(ObjectNames.Parse(name)[^1]) is { } schema
                    ? new Need(database, SecurableClasses.Schema, schema.Id, 0, string.Empty)
                    : null;
            case "OBJECT":
                if (name is null || ObjectNames.Find(name, context) is not { Object: { } item } found)
                {
                    return null;
                }

                var minor = column is null ? 0 : item.Columns.Find(one => Names.Same(one.Name, column))?.Id;
                return minor is null ? null : Need.OfObject(found.Database, item, string.Empty, minor.Value);
            default:
                throw new UnknownToCatalogueException($"HAS_PERMS_BY_NAME of the class {kind}");
        }
    }
}
