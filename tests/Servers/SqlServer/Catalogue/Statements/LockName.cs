namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>What an application lock is on.</summary>
/// <param name="Database">The database.</param>
/// <param name="Principal">The database principal, in lower case.</param>
/// <param name="Resource">The resource, compared by its letters as they are.</param>
internal readonly record struct LockName(int Database, string Principal, string Resource);
