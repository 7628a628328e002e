namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A row of sys.server_permissions or sys.database_permissions.</summary>
/// <param name="Class">The class of the securable.</param>
/// <param name="Major">Its id.</param>
/// <param name="Minor">The column, or 0.</param>
/// <param name="Grantee">Who has it.</param>
/// <param name="Grantor">Who gave it.</param>
/// <param name="Permission">Its name.</param>
/// <param name="State">G, W, D or R.</param>
internal sealed record PermissionRow(byte Class, int Major, int Minor, int Grantee, int Grantor, string Permission, char State)
{
    public string StateName => State switch { 'G' => "GRANT", 'W' => "GRANT_WITH_GRANT_OPTION", 'D' => "DENY", _ => "REVOKE" };

    public bool Gives => State is 'G' or 'W';
}
