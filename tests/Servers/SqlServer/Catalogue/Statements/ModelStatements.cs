using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The statements that change the model.</summary>
internal static class ModelStatements
{
    public static void Run(TSqlStatement statement, StatementContext context, BatchRun run)
    {
        switch (statement)
        {
            case CreateLoginStatement or AlterLoginStatement or DropLoginStatement:
                new LoginStatements(context).Run(statement);
                return;
            case CreateServerRoleStatement or AlterServerRoleStatement or DropServerRoleStatement:
                new ServerRoleStatements(context).Run(statement);
                return;
            case CreateDatabaseStatement or AlterDatabaseSetStatement or DropDatabaseStatement:
                new DatabaseStatements(context).Run(statement);
                return;
            case SecurityStatement { } security:
                new PermissionStatements(context).Run(security);
                return;
        }

        CheckWritable(context.Database);
        switch (statement)
        {
            case CreateUserStatement or AlterUserStatement or DropUserStatement:
                new UserStatements(context).Run(statement);
                return;
            case RoleStatement or DropRoleStatement:
                new RoleStatements(context).Run(statement);
                return;
            case CreateSchemaStatement or DropSchemaStatement or AlterAuthorizationStatement:
                new SchemaStatements(context).Run(statement);
                return;
            case InsertStatement or UpdateStatement or DeleteStatement:
                run.Session.RowCount = new DataStatements(context).Run(statement);
                return;
            default:
                new ObjectStatements(context).Run(statement);
                return;
        }
    }

    public static void CheckWritable(DatabaseModel database)
    {
        if (database.IsReadOnly)
        {
            throw Errors.ReadOnly(database.Name);
        }
    }
}
