namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>IS_SRVROLEMEMBER and IS_ROLEMEMBER.</summary>
internal static class RoleFunctions
{
    public static object? IsServerRoleMember(object?[] arguments, StatementContext context)
    {
        if (arguments[0] is not string role || context.Server.Principal(role) is not { Type: 'R' })
        {
            return null;
        }

        if (arguments.Length == 1)
        {
            return context.Access.IsServerMember(role) ? 1 : 0;
        }

        return arguments[1] is string name && context.Server.Login(name) is { } login
            ? new Access(context.Server, new Caller(login.Id, null, null, login.Name)).IsServerMember(role) ? 1 : 0
            : null;
    }

    public static object? IsRoleMember(object?[] arguments, StatementContext context)
    {
        if (arguments[0] is not string name || context.Database.Principal(name) is not { Type: 'R' } role)
        {
            return null;
        }

        if (arguments.Length == 1)
        {
            return context.Access.IsDbo(context.Database) || context.Access.Tokens(context.Database).Contains(role.Id) ? 1 : 0;
        }

        return arguments[1] is string member && context.Database.Principal(member) is { } principal
            ? new Access(context.Server, new Caller(null, context.Database.Id, principal.Id, member)).Tokens(context.Database).Contains(role.Id) ? 1 : 0
            : null;
    }
}
