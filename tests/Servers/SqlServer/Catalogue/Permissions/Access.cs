namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>What a caller may do, at the moment it is asked.</summary>
internal sealed class Access
{
    private readonly ServerModel _server;
    private readonly Caller _caller;
    private readonly Dictionary<int, HashSet<int>> _tokens = [];

    public Access(ServerModel server, Caller caller)
    {
        _server = server;
        _caller = caller;
        Login = caller.LoginId is { } id ? server.Principal(id) : null;
        ServerTokens = Login is null ? [] : Closure([Login.Id, ServerModel.PublicRole], server.RoleMembers);
        IsSysadmin = Login is not null && (Login.Id == 1 || ServerTokens.Contains(ServerModel.SysadminRole));
    }

    public ServerPrincipal? Login { get; }

    public string Name => Login?.Name ?? _caller.Name;

    public bool IsSysadmin { get; }

    public HashSet<int> ServerTokens { get; }

    /// <summary>The user the caller is in a database, whether or not it may connect; null for none.</summary>
    public DatabasePrincipal? UserIn(DatabaseModel database)
    {
        if (Login is null)
        {
            return _caller.HomeId == database.Id ? database.Principal(_caller.UserId!.Value) : null;
        }

        if (IsSysadmin || database.OwnerSid.AsSpan().SequenceEqual(Login.Sid))
        {
            return database.Principal(1);
        }

        return database.Principals.Find(user => user.IsUser && user.Authentication == 1 && user.Sid is { } sid && sid.AsSpan().SequenceEqual(Login.Sid))
            ?? database.Principal(2);
    }

    public bool MayConnect(DatabaseModel database) =>
        UserIn(database) is not null && Has(Need.OfDatabase(database, "CONNECT"));

    public HashSet<int> Tokens(DatabaseModel database)
    {
        if (_tokens.TryGetValue(database.Id, out var tokens))
        {
            return tokens;
        }

        var user = UserIn(database);
        return _tokens[database.Id] = user is null ? [] : Closure([user.Id, 0], database.RoleMembers);
    }

    public bool IsDbo(DatabaseModel database) => UserIn(database)?.Id == 1;

    public bool IsMember(DatabaseModel database, string role) =>
        IsDbo(database) || (database.Principal(role) is { Type: 'R' } found && Tokens(database).Contains(found.Id));

    public bool IsServerMember(string role) =>
        _server.Principal(role) is { Type: 'R' } found && (IsSysadmin || ServerTokens.Contains(found.Id));

    public bool HasServer(string permission) => Has(Need.OfServer(permission));

    public bool HasDatabase(DatabaseModel database, string permission) => Has(Need.OfDatabase(database, permission));

    public bool Has(Need need)
    {
        if (IsSysadmin || (need.Database is { } database && IsDbo(database)) || Owns(need))
        {
            return true;
        }

        var implying = PermissionHierarchy.Implying(need, _server);
        if (need.Minor > 0 && State(need, row => row.State == 'D'))
        {
            return false;
        }

        // A grant on the column outlives a denial on its table, as the page of DENY (object permissions) says.
        if (need.Minor > 0 && State(need, row => row.Gives))
        {
            implying = [.. implying.Where(item => item.Class != SecurableClasses.Object || item.Minor > 0)];
        }

        return !implying.Any(Denied) && implying.Any(item => Given(item) || Owns(item)) && !State(need, row => row.State == 'R' && need.Minor > 0);
    }

    /// <summary>Whether the caller may grant the permission, and as whom; null where it may not.</summary>
    public int? GrantorOf(Need need)
    {
        var owner = OwnerOf(need);
        if (IsSysadmin || (need.Database is { } database && (IsDbo(database) || IsMember(database, "db_securityadmin"))) || Owns(need)
            || Has(need with { Permission = need.Class == SecurableClasses.Server ? "CONTROL SERVER" : "CONTROL", Minor = 0 })
            || (need.Database is null && IsServerMember("securityadmin")))
        {
            return owner;
        }

        var tokens = need.Database is null ? ServerTokens : Tokens(need.Database);
        var rows = need.Database?.Permissions ?? _server.Permissions;
        var implying = PermissionHierarchy.Implying(need, _server);
        if (implying.Any(Denied))
        {
            return null;
        }

        var row = rows.Find(item => item.State == 'W' && tokens.Contains(item.Grantee) && implying.Any(one => Fits(item, one)));
        return row?.Grantee;
    }

    public int OwnerOf(Need need)
    {
        if (need.Database is not { } database)
        {
            return need.Class == SecurableClasses.ServerPrincipal && _server.Principal(need.Major) is { Type: 'S' } login ? login.Id : 1;
        }

        return need.Class switch
        {
            SecurableClasses.Object when database.Objects.Find(item => item.Id == need.Major) is { } item => database.OwnerOf(item),
            SecurableClasses.Schema => database.Schema(need.Major).OwnerId,
            SecurableClasses.DatabasePrincipal => database.Principal(need.Major) is { } principal ? principal.OwnerId ?? principal.Id : 1,
            SecurableClasses.Database or SecurableClasses.Object => 1,
            _ => database.Others.Find(other => other.Class == need.Class && other.Id == need.Major)?.OwnerId ?? 1,
        };
    }

    public bool Owns(Need need)
    {
        if (need.Database is { } database)
        {
            return need.Class is not (SecurableClasses.Database or SecurableClasses.DatabasePrincipal) && Tokens(database).Contains(OwnerOf(need));
        }

        return need.Class == SecurableClasses.ServerPrincipal && _server.Principal(need.Major) is { Type: 'R', OwnerId: { } owner } && ServerTokens.Contains(owner);
    }

    private static bool Fits(PermissionRow row, Need need) =>
        row.Class == need.Class && row.Major == need.Major && row.Minor == need.Minor && row.Permission == need.Permission;

    private static HashSet<int> Closure(HashSet<int> tokens, HashSet<(int Role, int Member)> members)
    {
        for (var before = 0; before != tokens.Count;)
        {
            before = tokens.Count;
            tokens.UnionWith(members.Where(pair => tokens.Contains(pair.Member)).Select(pair => pair.Role).ToArray());
        }

        return tokens;
    }

    private bool Given(Need need) => State(need, row => row.Gives) || InFixedRole(need, FixedRoles.Gives);

    private bool Denied(Need need) => State(need, row => row.State == 'D') || InFixedRole(need, FixedRoles.Denies);

    private bool InFixedRole(Need need, Func<string, Need, bool> rule) => need.Database is { } database
        ? database.Principals.Exists(role => role.IsFixedRole && Tokens(database).Contains(role.Id) && rule(role.Name, need))
        : _server.Principals.Exists(role => role.IsFixedRole && ServerTokens.Contains(role.Id) && rule(role.Name, need));

    private bool State(Need need, Predicate<PermissionRow> state)
    {
        var tokens = need.Database is null ? ServerTokens : Tokens(need.Database);
        return (need.Database?.Permissions ?? _server.Permissions).Exists(row => Fits(row, need) && tokens.Contains(row.Grantee) && state(row));
    }
}
