namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>All that a transaction can change: logins, roles, permissions and databases.</summary>
internal sealed class ServerModel
{
    public const int PublicRole = 2;

    public const int SysadminRole = 3;

    public int NextPrincipalId { get; set; } = 257;

    public int NextDatabaseId { get; set; } = 5;

    public List<ServerPrincipal> Principals { get; private set; } = [];

    public HashSet<(int Role, int Member)> RoleMembers { get; private set; } = [];

    public List<PermissionRow> Permissions { get; private set; } = [];

    public List<DatabaseModel> Databases { get; private set; } = [];

    public ServerPrincipal? Principal(string name) => Principals.Find(principal => Names.Same(principal.Name, name));

    public ServerPrincipal? Principal(int id) => Principals.Find(principal => principal.Id == id);

    public ServerPrincipal? Principal(byte[]? sid) =>
        sid is null ? null : Principals.Find(principal => principal.Sid.AsSpan().SequenceEqual(sid));

    public ServerPrincipal? Login(string name) => Principal(name) is { Type: 'S' } login ? login : null;

    public DatabaseModel? Database(string name) => Databases.Find(database => Names.Same(database.Name, name));

    public ServerModel Copy()
    {
        var copy = (ServerModel)MemberwiseClone();
        copy.Principals = Principals.ConvertAll(principal => principal.Copy());
        copy.RoleMembers = [.. RoleMembers];
        copy.Permissions = [.. Permissions];
        copy.Databases = Databases.ConvertAll(database => database.Copy());
        return copy;
    }
}
