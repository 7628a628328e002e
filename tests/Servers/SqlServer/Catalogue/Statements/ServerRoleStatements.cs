using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CREATE, ALTER and DROP SERVER ROLE.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class ServerRoleStatements(StatementContext context)
{
    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateServerRoleStatement create:
                Create(create);
                break;
            case AlterServerRoleStatement alter:
                Alter(alter);
                break;
            case DropServerRoleStatement drop:
                Drop(drop.Name.Value);
                break;
        }
    }

    private void Create(CreateServerRoleStatement create)
    {
        if (!context.Access.HasServer("CREATE SERVER ROLE"))
        {
            throw Errors.NoPermission();
        }

        if (context.Server.Principal(create.Name.Value) is not null)
        {
            throw Errors.LoginExists(create.Name.Value);
        }

        var owner = create.Owner is null ? context.Access.Login!.Id
            : context.Server.Principal(create.Owner.Value)?.Id ?? throw Errors.Missing("find", "login", create.Owner.Value);
        var id = context.Server.NextPrincipalId++;
        context.Server.Principals.Add(new ServerPrincipal
        {
            Id = id, Name = create.Name.Value, Sid = [1, 5, 0, 0, 0, 0, 0, 9, .. BitConverter.GetBytes(id)], Type = 'R', OwnerId = owner,
            IsPolicyChecked = false, Created = context.Now, Modified = context.Now,
        });
    }

    private ServerPrincipal Find(string name, string action)
    {
        var role = context.Server.Principal(name) is { Type: 'R' } found ? found : throw Errors.Missing(action, "server role", name);
        var may = role.IsFixedRole
            ? context.Access.IsServerMember(role.Name)
            : context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, role.Id, 0, "ALTER"));
        return may && role.Id != ServerModel.PublicRole ? role : throw Errors.Missing(action, "server role", name);
    }

    private void Alter(AlterServerRoleStatement alter)
    {
        var role = Find(alter.Name.Value, "alter");
        switch (alter.Action)
        {
            case AddMemberAlterRoleAction add:
                var member = context.Server.Principal(add.Member.Value) is { Id: > 2 } found ? found : throw Errors.Missing("add", "principal", add.Member.Value);
                if (member.Type == 'R' && (member.IsFixedRole || IsIn(role.Id, member.Id)))
                {
                    throw Errors.Of(15413, "Cannot make a role a member of itself.");
                }

                context.Server.RoleMembers.Add((role.Id, member.Id));
                break;
            case DropMemberAlterRoleAction drop:
                var leaving = context.Server.Principal(drop.Member.Value) ?? throw Errors.Missing("drop", "principal", drop.Member.Value);
                if (leaving.Id == 1)
                {
                    throw Errors.Of(15405, "Cannot use the special principal 'sa'.");
                }

                context.Server.RoleMembers.Remove((role.Id, leaving.Id));
                break;
            case RenameAlterRoleAction rename when !role.IsFixedRole:
                role.Name = rename.NewName.Value;
                break;
            default:
                throw new UnknownToCatalogueException($"a statement of the kind {alter.Action.GetType().Name}");
        }

        role.Modified = context.Now;
    }

    private bool IsIn(int inner, int outer) =>
        inner == outer || context.Server.RoleMembers.Any(pair => pair.Member == inner && IsIn(pair.Role, outer));

    private void Drop(string name)
    {
        var role = Find(name, "drop");
        if (role.IsFixedRole)
        {
            throw Errors.Of(15150, $"Cannot drop the server role '{name}'.");
        }

        if (context.Server.RoleMembers.Any(pair => pair.Role == role.Id))
        {
            throw Errors.Of(15144, "The role has members. It must be empty before it can be dropped.");
        }

        context.Server.Principals.Remove(role);
        context.Server.RoleMembers.RemoveWhere(pair => pair.Member == role.Id);
        context.Server.Permissions.RemoveAll(row => row.Grantee == role.Id || (row.Class == SecurableClasses.ServerPrincipal && row.Major == role.Id));
    }
}
