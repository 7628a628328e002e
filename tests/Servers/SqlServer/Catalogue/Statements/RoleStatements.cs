using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CREATE, ALTER and DROP ROLE.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class RoleStatements(StatementContext context)
{
    private DatabaseModel Database => context.Database;

    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateRoleStatement create:
                Create(create);
                break;
            case AlterRoleStatement alter:
                Alter(alter);
                break;
            case DropRoleStatement drop:
                Drop(drop.Name.Value, drop.IsIfExists);
                break;
        }
    }

    private void Create(CreateRoleStatement create)
    {
        var name = create.Name.Value;
        if (!context.Access.HasDatabase(Database, "CREATE ROLE"))
        {
            throw Errors.DeniedInDatabase("CREATE ROLE", Database.Name);
        }

        if (Database.Principal(name) is not null)
        {
            throw Errors.UserExists(name);
        }

        var owner = create.Owner is null ? context.Access.UserIn(Database)!.Id
            : Database.Principal(create.Owner.Value)?.Id ?? throw Errors.Missing("find", "user", create.Owner.Value);
        var id = Database.NextPrincipalId++;
        Database.Principals.Add(new DatabasePrincipal
        {
            Id = id, Name = name, Type = 'R', OwnerId = owner, Sid = NewServer.RoleSid(id), Created = context.Now, Modified = context.Now,
        });
    }

    private DatabasePrincipal Find(string name, string action)
    {
        var role = Database.Principal(name) is { Type: 'R', Id: not 0 } found ? found : throw Errors.Missing(action, "role", name);

        // Only the owner of the database changes who is in a fixed role, as the page of ALTER ROLE says.
        var may = role.IsFixedRole
            ? context.Access.HasDatabase(Database, "CONTROL")
            : context.Access.Has(new Need(Database, SecurableClasses.DatabasePrincipal, role.Id, 0, "ALTER"))
                || context.Access.Tokens(Database).Contains(role.OwnerId ?? 1);
        return may ? role : throw Errors.Missing(action, "role", name);
    }

    private void Alter(AlterRoleStatement alter)
    {
        var role = Find(alter.Name.Value, "alter");
        if (alter.Action is AddMemberAlterRoleAction { Member.Value: { } special } && Names.Same(special, "dbo"))
        {
            throw Errors.Of(15405, "Cannot use the special principal 'dbo'.");
        }

        switch (alter.Action)
        {
            case AddMemberAlterRoleAction add:
                var member = Database.Principal(add.Member.Value) is { Id: > 4, IsFixedRole: false } found
                    ? found
                    : throw Errors.Missing("add", "principal", add.Member.Value);
                if (IsIn(role.Id, member.Id))
                {
                    throw Errors.Of(15413, "Cannot make a role a member of itself.");
                }

                Database.RoleMembers.Add((role.Id, member.Id));
                break;
            case DropMemberAlterRoleAction drop:
                var leaving = Database.Principal(drop.Member.Value) is { Id: not 1 } member2 ? member2 : throw Errors.Missing("drop", "principal", drop.Member.Value);
                Database.RoleMembers.Remove((role.Id, leaving.Id));
                break;
            case RenameAlterRoleAction rename when !role.IsFixedRole:
                role.Name = Database.Principal(rename.NewName.Value) is null ? rename.NewName.Value : throw Errors.UserExists(rename.NewName.Value);
                break;
            default:
                throw new UnknownToCatalogueException($"a statement of the kind {alter.Action.GetType().Name}");
        }
    }

    private bool IsIn(int inner, int outer) => inner == outer || Database.RoleMembers.Any(pair => pair.Member == inner && IsIn(pair.Role, outer));

    private void Drop(string name, bool isIfExists)
    {
        if (isIfExists && Database.Principal(name) is null)
        {
            return;
        }

        var role = Find(name, "drop");
        if (role.IsFixedRole)
        {
            throw Errors.Of(15150, $"Cannot drop the role '{name}'.");
        }

        if (Database.RoleMembers.Any(pair => pair.Role == role.Id))
        {
            throw Errors.Of(15144, "The role has members. It must be empty before it can be dropped.");
        }

        PrincipalDrop.Run(Database, role);
    }
}
