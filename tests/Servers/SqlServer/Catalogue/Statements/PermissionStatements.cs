using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// GRANT, DENY and REVOKE.
/// Sources: their pages below https://learn.microsoft.com/sql/t-sql/statements/.
/// </summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class PermissionStatements(StatementContext context)
{
    private static readonly string[] All = ["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"];

    public void Run(SecurityStatement statement)
    {
        foreach (var permission in statement.Permissions)
        {
            var written = string.Join(' ', permission.Identifiers.Select(word => word.Value));
            string[] names = Names.Same(written, "ALL") || Names.Same(written, "ALL PRIVILEGES") ? All : [PermissionCodes.Canonical(written)];
            foreach (var name in names)
            {
                var target = new PermissionTarget(context).Find(statement.SecurityTargetObject, name) with { Permission = name };
                CheckScope(target);
                foreach (var principal in statement.Principals)
                {
                    Apply(statement, target, principal, [.. permission.Columns, .. statement.SecurityTargetObject?.Columns ?? []]);
                }
            }
        }
    }

    private static void CheckIsMaster(DatabaseModel database)
    {
        if (!Names.Same(database.Name, "master"))
        {
            throw Errors.Of(4621, "Permissions at the server scope can only be granted when the current database is master", 16, 10);
        }
    }

    private void CheckScope(Need target)
    {
        if (target.Database is null)
        {
            CheckIsMaster(context.Database);
        }
        else
        {
            ModelStatements.CheckWritable(target.Database);
        }
    }

    private void Apply(SecurityStatement statement, Need target, SecurityPrincipal principal, List<Identifier> columns)
    {
        var grantee = Grantee(target, principal);
        var grantor = Grantor(statement, target);
        if (columns.Count == 0)
        {
            Change(statement, target, grantee, grantor);
            return;
        }

        var item = target.Database!.Objects.Find(found => found.Id == target.Major)!;
        foreach (var name in columns)
        {
            var column = item.Columns.Find(found => Names.Same(found.Name, name.Value)) ?? throw Errors.Of(
                4615, $"Invalid column name '{name.Value}'.");
            Change(statement, target with { Minor = column.Id }, grantee, grantor);
        }
    }

    private int Grantee(Need target, SecurityPrincipal principal)
    {
        var name = principal.PrincipalType == PrincipalType.Public ? "public" : principal.Identifier.Value;
        if (target.Database is null)
        {
            var login = context.Server.Principal(name) ?? throw Errors.Missing("find", "login", name);
            CheckGrantee(login.Id == 1 || login.Id == context.Access.Login?.Id, login.IsFixedRole && login.Id != ServerModel.PublicRole);
            return login.Id;
        }

        var user = target.Database.Principal(name) ?? throw Errors.Missing("find", "user", name);
        CheckGrantee(user.Id is 1 or 3 or 4 || user.Id == context.Access.UserIn(target.Database)?.Id, user.IsFixedRole);
        return user.Id;
    }

    private static void CheckGrantee(bool isSpecial, bool isFixed)
    {
        if (isSpecial)
        {
            throw Errors.Of(15151, "Cannot grant, deny, or revoke permissions to sa, dbo, entity owner, information_schema, sys, or yourself.");
        }

        if (isFixed)
        {
            throw Errors.Of(4617, "Cannot grant, deny or revoke permissions to or from special roles.");
        }
    }

    private int Grantor(SecurityStatement statement, Need target)
    {
        if (statement.AsClause is { } asClause)
        {
            return As(asClause.Value, target);
        }

        return context.Access.GrantorOf(target) ?? throw (target.Class is SecurableClasses.Database or SecurableClasses.Server
            || context.Access.Has(target)
            ? Errors.Of(4613, "Grantor does not have GRANT permission.")
            : Missing(target));
    }

    private int As(string name, Need target)
    {
        var isServer = target.Database is null;
        var id = isServer ? context.Server.Principal(name)?.Id : target.Database!.Principal(name)?.Id;
        var isMine = id is { } found && (isServer
            ? context.Access.ServerTokens.Contains(found) || context.Access.HasServer("CONTROL SERVER")
            : context.Access.Tokens(target.Database!).Contains(found) || context.Access.HasDatabase(target.Database!, "CONTROL"));
        if (!isMine)
        {
            throw Errors.Missing("find", isServer ? "login" : "user", name);
        }

        var caller = isServer ? new Caller(id, null, null, name) : new Caller(null, target.Database!.Id, id, name);
        var grantor = new Access(context.Server, caller);
        return grantor.GrantorOf(target) is null ? throw Errors.Of(4613, "Grantor does not have GRANT permission.") : id!.Value;
    }

    private StatementFailedException Missing(Need target) => target.Class switch
    {
        SecurableClasses.Object => Errors.Missing("find", "object", target.Database!.Objects.Find(item => item.Id == target.Major)!.Name),
        SecurableClasses.Schema => Errors.Missing("find", "schema", target.Database!.Schema(target.Major).Name),
        SecurableClasses.DatabasePrincipal => Errors.Missing("find", "user", target.Database!.Principal(target.Major)!.Name),
        SecurableClasses.ServerPrincipal => Errors.Missing("find", "login", context.Server.Principal(target.Major)!.Name),
        _ => Errors.Of(4613, "Grantor does not have GRANT permission."),
    };

    private void Change(SecurityStatement statement, Need target, int grantee, int grantor)
    {
        var rows = target.Database?.Permissions ?? context.Server.Permissions;
        var before = rows.Find(row => Is(row, target) && row.Grantee == grantee && row.Grantor == grantor);
        switch (statement)
        {
            case GrantStatement grant:
                Put(rows, before, Row(target, grantee, grantor, grant.WithGrantOption || before?.State == 'W' ? 'W' : 'G'));
                break;
            case DenyStatement deny:
                CheckCascade(before, deny.CascadeOption);
                Cascade(rows, target, grantee);
                Put(rows, before, Row(target, grantee, grantor, 'D'));
                break;
            case RevokeStatement revoke:
                Revoke(revoke, rows, before, target, grantee, grantor);
                break;
        }
    }

    private static void Revoke(RevokeStatement revoke, List<PermissionRow> rows, PermissionRow? before, Need target, int grantee, int grantor)
    {
        CheckCascade(before, revoke.CascadeOption);
        if (before?.State == 'W')
        {
            Cascade(rows, target, grantee);
        }

        if (revoke.GrantOptionFor)
        {
            if (before?.State == 'W')
            {
                rows[rows.IndexOf(before)] = before with { State = 'G' };
            }

            return;
        }

        if (before is not null)
        {
            rows.Remove(before);
        }

        if (target.Minor == 0)
        {
            rows.RemoveAll(row => row.Minor > 0 && Is(row with { Minor = 0 }, target) && row.Grantee == grantee && row.Grantor == grantor);
        }
        else if (rows.Exists(row => Is(row, target with { Minor = 0 }) && row.Grantee == grantee && row.Grantor == grantor && row.State is not 'R'))
        {
            rows.Add(Row(target, grantee, grantor, 'R'));
        }
    }

    private static bool Is(PermissionRow row, Need need) =>
        row.Class == need.Class && row.Major == need.Major && row.Minor == need.Minor && row.Permission == need.Permission;

    private static PermissionRow Row(Need target, int grantee, int grantor, char state) =>
        new(target.Class, target.Major, target.Minor, grantee, grantor, target.Permission, state);

    private static void Put(List<PermissionRow> rows, PermissionRow? before, PermissionRow row)
    {
        if (row.Minor == 0)
        {
            // A statement on the whole object takes the place of those on its columns.
            rows.RemoveAll(other => other.Minor > 0 && other with { Minor = 0, State = row.State } == row);
        }

        if (before is null)
        {
            rows.Add(row);
        }
        else
        {
            rows[rows.IndexOf(before)] = row;
        }
    }

    private static void CheckCascade(PermissionRow? before, bool isCascade)
    {
        if (before?.State == 'W' && !isCascade)
        {
            throw Errors.Of(4611, "To revoke or deny grantable privileges, specify the CASCADE option.");
        }
    }

    private static void Cascade(List<PermissionRow> rows, Need target, int grantor)
    {
        foreach (var row in rows.Where(row => Is(row, target) && row.Grantor == grantor && row.Grantee != grantor).ToArray())
        {
            rows.Remove(row);
            Cascade(rows, target, row.Grantee);
        }
    }
}
