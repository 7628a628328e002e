namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A server as its installation leaves it.</summary>
internal static class NewServer
{
    private static readonly string[] ServerRoles =
        ["sysadmin", "securityadmin", "serveradmin", "setupadmin", "processadmin", "diskadmin", "dbcreator", "bulkadmin"];

    private static readonly string[] NewerServerRoles =
    [
        "##MS_ServerStateReader##", "##MS_ServerStateManager##", "##MS_DefinitionReader##", "##MS_DatabaseConnector##", "##MS_DatabaseManager##",
        "##MS_LoginManager##", "##MS_SecurityDefinitionReader##", "##MS_PerformanceDefinitionReader##", "##MS_ServerSecurityStateReader##",
        "##MS_ServerPerformanceStateReader##",
    ];

    private static readonly string[] DatabaseRoles =
    [
        "db_owner", "db_accessadmin", "db_securityadmin", "db_ddladmin", string.Empty, "db_backupoperator", "db_datareader", "db_datawriter",
        "db_denydatareader", "db_denydatawriter",
    ];

    public static ServerModel Create(string saPassword, SqlFlavour flavour, DateTime now)
    {
        var server = new ServerModel();
        server.Principals.Add(new ServerPrincipal
        {
            Id = 1, Name = "sa", Sid = [1], Type = 'S', PasswordHash = PasswordHash.Of(saPassword), IsPolicyChecked = true,
            DefaultDatabase = "master", DefaultLanguage = "us_english", Created = now, Modified = now, PasswordSet = now,
        });
        server.Principals.Add(Role(2, "public", now));
        if (flavour == SqlFlavour.SqlServer2022)
        {
            server.Principals.AddRange(ServerRoles.Select((name, index) => Role(3 + index, name, now)));
            server.RoleMembers.Add((ServerModel.SysadminRole, 1));
        }

        server.Principals.AddRange(NewerServerRoles.Select((name, index) => Role(12 + index, name, now)));
        server.Permissions.Add(new PermissionRow(100, 0, 0, 1, 1, "CONNECT SQL", 'G'));
        server.Permissions.Add(new PermissionRow(100, 0, 0, 2, 1, "VIEW ANY DATABASE", 'G'));
        string[] databases = flavour == SqlFlavour.SqlServer2022 ? ["master", "tempdb", "model", "msdb"] : ["master"];
        var areManaged = flavour == SqlFlavour.AzureSqlDatabase;
        for (var index = 0; index < databases.Length; index++)
        {
            server.Databases.Add(Database(index + 1, databases[index], now));
        }

        if (areManaged)
        {
            // The roles of the logical server are roles of its master.
            var master = server.Databases[0];
            master.Principals.AddRange(((string[])["dbmanager", "loginmanager"]).Select(name => new DatabasePrincipal
            {
                Id = master.NextPrincipalId++, Name = name, Type = 'R', OwnerId = 1, Created = now, Modified = now,
            }));
        }

        return server;
    }

    public static DatabaseModel Database(int id, string name, DateTime now)
    {
        var database = new DatabaseModel { Id = id, Name = name, Created = now };
        database.Principals.AddRange(
        [
            User(0, "public", 'R', null, null, 1, now), User(1, "dbo", 'S', [1], "dbo", null, now), User(2, "guest", 'S', [0], "guest", null, now),
            User(3, "INFORMATION_SCHEMA", 'S', null, null, null, now), User(4, "sys", 'S', null, null, null, now),
        ]);
        for (var index = 0; index < DatabaseRoles.Length; index++)
        {
            if (DatabaseRoles[index].Length > 0)
            {
                var role = 16384 + index;
                database.Principals.Add(new DatabasePrincipal
                {
                    Id = role, Name = DatabaseRoles[index], Type = 'R', OwnerId = 1, IsFixedRole = true, Created = now, Modified = now, Sid = RoleSid(role),
                });
                database.Schemas.Add(new SchemaModel(role, DatabaseRoles[index], role));
            }
        }

        database.Schemas.InsertRange(
            0, [new SchemaModel(1, "dbo", 1), new SchemaModel(2, "guest", 2), new SchemaModel(3, "INFORMATION_SCHEMA", 3), new SchemaModel(4, "sys", 4)]);
        database.RoleMembers.Add((16384, 1));
        database.Permissions.Add(new PermissionRow(0, 0, 0, 1, 1, "CONNECT", 'G'));
        if (name is "master" or "tempdb" or "msdb")
        {
            database.Permissions.Add(new PermissionRow(0, 0, 0, 2, 1, "CONNECT", 'G'));
        }

        return database;
    }

    public static byte[] RoleSid(int id) => [1, 5, 0, 0, 0, 0, 0, 9, 4, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(id), .. new byte[8]];

    private static ServerPrincipal Role(int id, string name, DateTime now) => new()
    {
        Id = id, Name = name, Sid = [(byte)id], Type = 'R', IsFixedRole = true, OwnerId = 1, IsPolicyChecked = false, Created = now, Modified = now,
    };

    private static DatabasePrincipal User(int id, string name, char type, byte[]? sid, string? schema, int? owner, DateTime now) => new()
    {
        Id = id, Name = name, Type = type, Sid = sid, DefaultSchema = schema, OwnerId = owner, Authentication = id == 1 ? 1 : 0,
        Created = now, Modified = now,
    };
}
