namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The system views, by name.</summary>
internal static class CatalogViews
{
    private static readonly Dictionary<string, CatalogView> Sys =
        new[] { ServerViews.All, PrincipalViews.All, ObjectViews.All, SecurableViews.All }
            .SelectMany(views => views)
            .ToDictionary(view => view.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly CatalogView Jobs = new("sysjobs", "job_id guid, name, enabled tiny, owner_sid bin", _ => []);

    private static readonly CatalogView JobSteps = new(
        "sysjobsteps", "job_id guid, step_id int, step_name, subsystem, database_name, database_user_name, proxy_id int", _ => []);

    public static CatalogView? Find(DatabaseModel database, string? schema, string name) => (schema?.ToUpperInvariant(), name.ToUpperInvariant()) switch
    {
        ("SYS", _) => Sys.GetValueOrDefault(name),
        ("DBO" or null, "SYSJOBS") when Names.Same(database.Name, "msdb") => Jobs,
        ("DBO" or null, "SYSJOBSTEPS") when Names.Same(database.Name, "msdb") => JobSteps,
        _ => null,
    };
}
