using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>CREATE and DROP DATABASE, ALTER DATABASE … SET.</summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class DatabaseStatements(StatementContext context)
{
    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateDatabaseStatement create:
                Create(create);
                break;
            case AlterDatabaseSetStatement alter:
                Alter(alter);
                break;
            case DropDatabaseStatement drop:
                foreach (var name in drop.Databases)
                {
                    Drop(name.Value, drop.IsIfExists);
                }

                break;
        }
    }

    private void Create(CreateDatabaseStatement create)
    {
        var name = create.DatabaseName.Value;
        if (!context.Access.HasServer("CREATE ANY DATABASE"))
        {
            throw Errors.DeniedInDatabase("CREATE DATABASE", "master");
        }

        if (context.Server.Database(name) is not null)
        {
            throw Errors.Of(1801, $"Database '{name}' already exists. Choose a different database name.");
        }

        var database = NewServer.Database(context.Server.NextDatabaseId++, name, context.Now);
        database.OwnerSid = context.Access.Login!.Sid;
        database.Principal(1)!.Sid = database.OwnerSid;
        database.IsContained = context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase || create.Containment?.Value == ContainmentOptionKind.Partial;
        context.Server.Databases.Add(database);
    }

    private void Alter(AlterDatabaseSetStatement alter)
    {
        var database = alter.UseCurrent ? context.Database : context.Server.Database(alter.DatabaseName.Value);
        if (database is null || !context.Access.HasDatabase(database, "ALTER"))
        {
            throw Errors.Of(
                5011,
                $"User does not have permission to alter database '{alter.DatabaseName?.Value}', the database does not exist, or the database is not in a state that allows access checks.",
                14,
                5);
        }

        foreach (var option in alter.Options)
        {
            switch (option.OptionKind)
            {
                case DatabaseOptionKind.Offline or DatabaseOptionKind.Online:
                    database.IsOffline = option.OptionKind == DatabaseOptionKind.Offline;
                    break;
                case DatabaseOptionKind.ReadOnly or DatabaseOptionKind.ReadWrite:
                    database.IsReadOnly = option.OptionKind == DatabaseOptionKind.ReadOnly;
                    break;
                case DatabaseOptionKind.Containment when option is ContainmentDatabaseOption containment:
                    database.IsContained = containment.Value == ContainmentOptionKind.Partial;
                    break;
                default:
                    throw new UnknownToCatalogueException($"the database option {option.OptionKind}");
            }
        }
    }

    private void Drop(string name, bool isIfExists)
    {
        var database = context.Server.Database(name);
        if (database is null && isIfExists)
        {
            return;
        }

        if (database is null || database.Id <= 4 || !context.Access.HasDatabase(database, "CONTROL"))
        {
            throw Errors.Of(3701, $"Cannot drop the database '{name}', because it does not exist or you do not have permission.", 11, 1);
        }

        if (context.Catalogue.Sessions.Any(session => Names.Same(session.Database, name)))
        {
            throw Errors.Of(3702, $"Cannot drop database \"{name}\" because it is currently in use.", 16, 4);
        }

        context.Server.Databases.Remove(database);
    }
}
