namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>How the server's collation, which ignores case, compares names.</summary>
internal static class Names
{
    public static bool Same(string? one, string? other) => string.Equals(one?.TrimEnd(' '), other?.TrimEnd(' '), StringComparison.OrdinalIgnoreCase);
}
