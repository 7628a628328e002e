namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Drops a user or a role of a database, where nothing hangs on it.</summary>
internal static class PrincipalDrop
{
    public static void Run(DatabaseModel database, DatabasePrincipal principal)
    {
        if (database.Schemas.Exists(schema => schema.OwnerId == principal.Id))
        {
            throw Errors.Of(15138, "The database principal owns a schema in the database, and cannot be dropped.");
        }

        if (database.Principals.Exists(other => other.OwnerId == principal.Id))
        {
            throw Errors.Of(15421, "The database principal owns a database role and cannot be dropped.");
        }

        if (database.Objects.Exists(item => item.OwnerId == principal.Id))
        {
            throw Errors.Of(15183, "The database principal owns objects in the database and cannot be dropped.");
        }

        if (database.Permissions.Exists(row => row.Grantor == principal.Id && row.Grantee != principal.Id))
        {
            throw Errors.Of(15284, "The database principal has granted or denied permissions to objects in the database and cannot be dropped.");
        }

        database.Principals.Remove(principal);
        database.RoleMembers.RemoveWhere(pair => pair.Member == principal.Id || pair.Role == principal.Id);
        database.Permissions.RemoveAll(row =>
            row.Grantee == principal.Id || (row.Class == SecurableClasses.DatabasePrincipal && row.Major == principal.Id));
        database.Properties.RemoveAll(property => property.Class == SecurableClasses.DatabasePrincipal && property.Major == principal.Id);
    }
}
