using System.Security.Cryptography;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// CREATE, ALTER and DROP USER.
/// Sources: their pages below https://learn.microsoft.com/sql/t-sql/statements/.
/// </summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class UserStatements(StatementContext context)
{
    private const int LastSystemUser = 4;

    private DatabaseModel Database => context.Database;

    public void Run(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateUserStatement create:
                Create(create);
                break;
            case AlterUserStatement alter:
                Alter(alter);
                break;
            case DropUserStatement drop:
                Drop(drop.Name.Value, drop.IsIfExists);
                break;
        }
    }

    private static byte[] OwnSid() => [1, 5, 0, 0, 0, 0, 0, 9, 3, 0, 0, 0, .. RandomNumberGenerator.GetBytes(16)];

    private void Create(CreateUserStatement create)
    {
        var name = create.Name.Value;
        var options = new PrincipalOptions(create.UserOptions);
        options.Only(PrincipalOptionKind.DefaultSchema, PrincipalOptionKind.DefaultLanguage, PrincipalOptionKind.Password, PrincipalOptionKind.Sid);
        if (!context.Access.HasDatabase(Database, "ALTER ANY USER"))
        {
            throw Errors.NoPermission();
        }

        var type = create.UserLoginOption?.UserLoginOptionType;
        if (type is not (null or UserLoginOptionType.Login or UserLoginOptionType.WithoutLogin))
        {
            throw new UnknownToCatalogueException($"CREATE USER of the kind {type}");
        }

        var password = options.PlainPassword();
        var isOfLogin = password is null && type != UserLoginOptionType.WithoutLogin;
        var login = isOfLogin ? Login(create.UserLoginOption?.Identifier.Value ?? name) : null;
        if (Database.Principal(name) is not null)
        {
            throw Errors.UserExists(name);
        }

        if (login is not null && Database.Principals.Exists(other => other.Sid is { } sid && sid.AsSpan().SequenceEqual(login.Sid)))
        {
            throw Errors.Of(15063, "The login already has an account under a different user name.");
        }

        if (password is not null)
        {
            CheckContained(name, password);
        }

        var user = new DatabasePrincipal
        {
            Id = Database.NextPrincipalId++,
            Name = name,
            Type = 'S',
            Sid = login?.Sid ?? options.Sid() ?? OwnSid(),
            DefaultSchema = options.Name(PrincipalOptionKind.DefaultSchema) ?? "dbo",
            DefaultLanguage = options.Name(PrincipalOptionKind.DefaultLanguage),
            Authentication = password is not null ? 2 : login is null ? 0 : 1,
            PasswordHash = password is null ? null : PasswordHash.Of(password),
            Created = context.Now,
            Modified = context.Now,
        };
        Database.Principals.Add(user);
        Database.Permissions.Add(new PermissionRow(SecurableClasses.Database, 0, 0, user.Id, 1, "CONNECT", 'G'));
    }

    private ServerPrincipal Login(string name) =>
        context.Server.Login(name) ?? throw Errors.Of(15007, $"'{name}' is not a valid login or you do not have permission.");

    private void CheckContained(string name, string password)
    {
        if (!Database.IsContained)
        {
            throw Errors.Of(33233, "You can only create a user with a password in a contained database.");
        }

        context.Catalogue.Policy.Check(name, password, []);
    }

    private void Alter(AlterUserStatement alter)
    {
        var name = alter.Name.Value;
        var user = Database.Principal(name) is { IsUser: true } found ? found : throw Errors.Missing("alter", "user", name);
        var options = new PrincipalOptions(alter.UserOptions);
        options.Only(
            PrincipalOptionKind.DefaultSchema, PrincipalOptionKind.DefaultLanguage, PrincipalOptionKind.Password, PrincipalOptionKind.Name,
            PrincipalOptionKind.Login);
        var change = options.Password();
        if (change?.OldPassword is { } old && !PasswordHash.Matches(old.Value, user.PasswordHash))
        {
            throw Errors.Missing("alter", "user", name);
        }

        var isOwn = context.Access.UserIn(Database)?.Id == user.Id && change?.OldPassword is not null && alter.UserOptions.Count == 1;
        if (!isOwn && !context.Access.Has(new Need(Database, SecurableClasses.DatabasePrincipal, user.Id, 0, "ALTER")))
        {
            throw Errors.Missing("alter", "user", name);
        }

        if (user.Id <= LastSystemUser)
        {
            throw Errors.Of(15150, $"Cannot alter the user '{name}'.");
        }

        Apply(user, options);
    }

    private void Apply(DatabasePrincipal user, PrincipalOptions options)
    {
        if (options.PlainPassword() is { } password)
        {
            if (user.Authentication != 2)
            {
                throw Errors.Of(33234, "The parameter PASSWORD cannot be provided for users that cannot authenticate in a database.");
            }

            CheckContained(user.Name, password);
            user.PasswordHash = PasswordHash.Of(password);
        }

        if (options.Name(PrincipalOptionKind.Login) is { } loginName)
        {
            var login = Login(loginName);
            user.Sid = Database.Principals.Exists(other => other != user && other.Sid is { } sid && sid.AsSpan().SequenceEqual(login.Sid))
                ? throw Errors.Of(15063, "The login already has an account under a different user name.")
                : login.Sid;
            user.Authentication = 1;
        }

        if (options.Name(PrincipalOptionKind.Name) is { } name)
        {
            user.Name = Database.Principal(name) is { } other && other != user ? throw Errors.UserExists(name) : name;
        }

        user.DefaultSchema = options.Name(PrincipalOptionKind.DefaultSchema) ?? user.DefaultSchema;
        user.DefaultLanguage = options.Name(PrincipalOptionKind.DefaultLanguage) ?? user.DefaultLanguage;
        user.Modified = context.Now;
    }

    private void Drop(string name, bool isIfExists)
    {
        var user = Database.Principal(name) is { IsUser: true } found ? found : null;
        if (user is null && isIfExists)
        {
            return;
        }

        if (user is null || !context.Access.Has(new Need(Database, SecurableClasses.DatabasePrincipal, user.Id, 0, "ALTER")))
        {
            throw Errors.Missing("drop", "user", name);
        }

        if (user.Id <= LastSystemUser)
        {
            throw Errors.Of(15150, $"Cannot drop the user '{name}'.");
        }

        PrincipalDrop.Run(Database, user);
    }
}
