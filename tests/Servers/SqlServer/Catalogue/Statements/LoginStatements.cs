using System.Security.Cryptography;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// CREATE, ALTER and DROP LOGIN.
/// Sources: their pages below https://learn.microsoft.com/sql/t-sql/statements/.
/// </summary>
/// <param name="context">What the statement is run on.</param>
internal sealed class LoginStatements(StatementContext context)
{
    private const int SidLength = 16;

    private static readonly PrincipalOptionKind[] ForOneself = [PrincipalOptionKind.Password, PrincipalOptionKind.DefaultDatabase, PrincipalOptionKind.DefaultLanguage];

    private bool IsAzure => context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase;

    public void Run(TSqlStatement statement)
    {
        if (IsAzure && !Names.Same(context.Database.Name, "master"))
        {
            throw Errors.Of(5001, "User must be in the master database.");
        }

        switch (statement)
        {
            case CreateLoginStatement create:
                Create(create);
                break;
            case AlterLoginOptionsStatement alter:
                Alter(alter);
                break;
            case AlterLoginEnableDisableStatement toggle:
                Toggle(toggle);
                break;
            case DropLoginStatement drop:
                Drop(drop);
                break;
            default:
                throw new UnknownToCatalogueException($"a statement of the kind {statement.GetType().Name}");
        }
    }

    private void Create(CreateLoginStatement create)
    {
        if (create.Source is not PasswordCreateLoginSource source)
        {
            throw new UnknownToCatalogueException("CREATE LOGIN without a password");
        }

        var name = create.Name.Value;
        if (!context.Access.HasServer("CREATE LOGIN"))
        {
            throw Errors.NoPermission();
        }

        if (context.Server.Principal(name) is not null)
        {
            throw Errors.LoginExists(name);
        }

        var options = new PrincipalOptions(source.Options);
        options.Only(
            PrincipalOptionKind.Sid, PrincipalOptionKind.DefaultDatabase, PrincipalOptionKind.DefaultLanguage, PrincipalOptionKind.CheckPolicy,
            PrincipalOptionKind.CheckExpiration);
        if (IsAzure && source.Options.Any(option => option.OptionKind != PrincipalOptionKind.Sid))
        {
            throw NotOnAzure();
        }

        var isChecked = options.Switch(PrincipalOptionKind.CheckPolicy) ?? true;
        var isExpiring = options.Switch(PrincipalOptionKind.CheckExpiration) ?? false;
        CheckSwitches(isChecked, isExpiring, source.MustChange);
        var login = new ServerPrincipal
        {
            Id = context.Server.NextPrincipalId++,
            Name = name,
            Sid = Sid(options),
            Type = 'S',
            PasswordHash = Hash(name, source.Password, source.Hashed, isChecked, []),
            IsPolicyChecked = isChecked,
            IsExpirationChecked = isExpiring,
            MustChange = source.MustChange,
            DefaultDatabase = DefaultDatabase(options) ?? "master",
            DefaultLanguage = Language(options) ?? "us_english",
            Created = context.Now,
            Modified = context.Now,
            PasswordSet = context.Now,
        };
        context.Server.Principals.Add(login);
        context.Server.Permissions.Add(new PermissionRow(SecurableClasses.Server, 0, 0, login.Id, 1, "CONNECT SQL", 'G'));
    }

    private static void CheckSwitches(bool isChecked, bool isExpiring, bool mustChange)
    {
        if (mustChange && !isExpiring)
        {
            throw Errors.Of(15099, "The MUST_CHANGE option cannot be used when CHECK_EXPIRATION is OFF.");
        }

        if (isExpiring && !isChecked)
        {
            throw Errors.Of(15122, "The CHECK_EXPIRATION option cannot be used when CHECK_POLICY is OFF.");
        }
    }

    private static StatementFailedException NotOnAzure() =>
        Errors.Of(40517, "Keyword or statement option is not supported in this version of SQL Server.");

    private byte[] Sid(PrincipalOptions options)
    {
        var sid = options.Sid() ?? RandomNumberGenerator.GetBytes(SidLength);
        if (sid.Length != SidLength)
        {
            throw Errors.Of(15419, "Supplied parameter sid should be binary(16).");
        }

        return context.Server.Principal(sid) is null ? sid : throw Errors.Of(15433, "Supplied parameter sid is in use.");
    }

    private byte[] Hash(string name, Literal password, bool isHashed, bool isChecked, IEnumerable<byte[]> former)
    {
        if (isHashed)
        {
            var hash = Literals.Bytes(password.Value);
            return PasswordHash.IsKnown(hash) ? hash : throw Errors.Of(15021, "Invalid value given for parameter PASSWORD. Specify a valid parameter value.");
        }

        if (isChecked)
        {
            context.Catalogue.Policy.Check(name, password.Value, former);
        }

        return PasswordHash.Of(password.Value);
    }

    private string? DefaultDatabase(PrincipalOptions options) => options.Name(PrincipalOptionKind.DefaultDatabase) is not { } name ? null
        : context.Server.Database(name) is { } database ? database.Name
        : throw Errors.Of(15010, $"The database '{name}' does not exist. Supply a valid database name. To see available databases, use sys.databases.");

    private static string? Language(PrincipalOptions options) => options.Name(PrincipalOptionKind.DefaultLanguage) is not { } name ? null
        : name.ToUpperInvariant() switch
        {
            "US_ENGLISH" or "ENGLISH" => "us_english",
            "DEUTSCH" or "GERMAN" => "Deutsch",
            "FRANÇAIS" or "FRENCH" => "Français",
            _ => throw Errors.Of(15033, $"'{name}' is not a valid official language name."),
        };

    private ServerPrincipal Find(string name, string action) => context.Server.Login(name) ?? throw Errors.Missing(action, "login", name);

    private bool MayAlter(ServerPrincipal login, bool isSensitive)
    {
        if (!context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, login.Id, 0, "ALTER")))
        {
            return false;
        }

        var target = new Access(context.Server, new Caller(login.Id, null, null, login.Name));
        return !isSensitive || !(target.IsSysadmin || target.HasServer("CONTROL SERVER")) || context.Access.HasServer("CONTROL SERVER");
    }

    private void Alter(AlterLoginOptionsStatement alter)
    {
        var login = Find(alter.Name.Value, "alter");
        var options = new PrincipalOptions(alter.Options);
        options.Only(
            PrincipalOptionKind.Password, PrincipalOptionKind.DefaultDatabase, PrincipalOptionKind.DefaultLanguage, PrincipalOptionKind.CheckPolicy,
            PrincipalOptionKind.CheckExpiration, PrincipalOptionKind.Name);
        if (IsAzure && alter.Options.Any(option => option.OptionKind is not (PrincipalOptionKind.Password or PrincipalOptionKind.Name)))
        {
            throw NotOnAzure();
        }

        var password = options.Password();
        var knowsOld = password?.OldPassword is not null;
        if (knowsOld && !PasswordHash.Matches(password!.OldPassword.Value, login.PasswordHash))
        {
            throw Errors.Missing("alter", "login", alter.Name.Value);
        }

        var isOwn = context.Access.Login?.Id == login.Id && alter.Options.All(option => ForOneself.Contains(option.OptionKind)) && (password is null || knowsOld);
        var isSensitive = (password is not null && !knowsOld) || alter.Options.Any(option => option.OptionKind
            is PrincipalOptionKind.CheckPolicy or PrincipalOptionKind.CheckExpiration or PrincipalOptionKind.Name);
        if (!isOwn && !MayAlter(login, isSensitive))
        {
            throw Errors.Missing("alter", "login", alter.Name.Value);
        }

        Apply(login, options, password);
    }

    private void Apply(ServerPrincipal login, PrincipalOptions options, PasswordAlterPrincipalOption? password)
    {
        var isChecked = options.Switch(PrincipalOptionKind.CheckPolicy) ?? login.IsPolicyChecked;
        var turnsOff = options.Switch(PrincipalOptionKind.CheckPolicy) == false;
        var isExpiring = options.Switch(PrincipalOptionKind.CheckExpiration) ?? (!turnsOff && login.IsExpirationChecked);
        var mustChange = password is null ? login.MustChange : password.MustChange;
        if (login.MustChange && password is null && (!isChecked || !isExpiring))
        {
            throw Errors.Of(15128, "The CHECK_POLICY and CHECK_EXPIRATION options cannot be turned OFF when MUST_CHANGE is ON.");
        }

        CheckSwitches(isChecked, isExpiring, mustChange);
        if (password is not null)
        {
            SetPassword(login, password, isChecked);
        }

        if (turnsOff)
        {
            login.State.LockoutTime = null;
            login.State.BadPasswords = 0;
            login.PasswordHistory.Clear();
        }

        login.IsPolicyChecked = isChecked;
        login.IsExpirationChecked = isExpiring;
        login.MustChange = mustChange;
        login.DefaultDatabase = DefaultDatabase(options) ?? login.DefaultDatabase;
        login.DefaultLanguage = Language(options) ?? login.DefaultLanguage;
        if (options.Name(PrincipalOptionKind.Name) is { } name)
        {
            login.Name = context.Server.Principal(name) is { } other && other != login ? throw Errors.LoginExists(name) : name;
        }

        login.Modified = context.Now;
    }

    private void SetPassword(ServerPrincipal login, PasswordAlterPrincipalOption password, bool isChecked)
    {
        if (password.Hashed && isChecked)
        {
            throw Errors.Of(33020, "A HASHED password cannot be set for a login that has CHECK_POLICY turned on.");
        }

        var hash = Hash(login.Name, password.Password, password.Hashed, isChecked, [.. login.PasswordHistory, login.PasswordHash!]);
        login.PasswordHistory.Add(login.PasswordHash!);
        login.PasswordHash = hash;
        login.PasswordSet = context.Now;
        if (password.Unlock)
        {
            login.State.LockoutTime = null;
            login.State.BadPasswords = 0;
        }
    }

    private void Toggle(AlterLoginEnableDisableStatement toggle)
    {
        var login = Find(toggle.Name.Value, "alter");
        if (!MayAlter(login, isSensitive: true))
        {
            throw Errors.Missing("alter", "login", toggle.Name.Value);
        }

        login.IsDisabled = !toggle.IsEnable;
        login.Modified = context.Now;
    }

    private void Drop(DropLoginStatement drop)
    {
        var name = drop.Name.Value;
        var login = Find(name, "drop");
        if (!MayAlter(login, isSensitive: true))
        {
            throw Errors.Missing("drop", "login", name);
        }

        if (login.Id == 1)
        {
            throw Errors.Of(15405, "Cannot use the special principal 'sa'.");
        }

        if (context.Catalogue.Sessions.Any(session => session.Caller.LoginId == login.Id))
        {
            throw Errors.Of(15434, $"Could not drop login '{name}' as the user is currently logged in.");
        }

        if (context.Server.Databases.Exists(database => database.OwnerSid.AsSpan().SequenceEqual(login.Sid)))
        {
            throw Errors.Of(15174, $"Login '{name}' owns one or more database(s). Change the owner of the database(s) before dropping the login.");
        }

        if (context.Server.Principals.Exists(role => role.OwnerId == login.Id))
        {
            throw Errors.Of(15141, "The server principal owns a server role and cannot be dropped.");
        }

        if (context.Server.Permissions.Exists(row => row.Grantor == login.Id && row.Grantee != login.Id))
        {
            throw Errors.Of(
                15173, $"Server principal '{name}' has granted one or more permission(s). Revoke the permission(s) before dropping the server principal.");
        }

        context.Server.Principals.Remove(login);
        context.Server.RoleMembers.RemoveWhere(pair => pair.Member == login.Id);
        context.Server.Permissions.RemoveAll(row => row.Grantee == login.Id || (row.Class == SecurableClasses.ServerPrincipal && row.Major == login.Id));
    }
}
