namespace RotationPS.Servers;

/// <summary>Finds the folder with PostgreSQL's server programs.</summary>
internal static class PostgreSqlBinaries
{
    /// <summary>The first folder of PATH that has them, else the newest of the usual places; null where there is none.</summary>
    public static string? Find() => OnPath().Concat(InUsualPlaces()).FirstOrDefault(IsComplete);

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> InUsualPlaces()
    {
        IEnumerable<(string Root, string Pattern, string Below)> places = OperatingSystem.IsWindows()
            ? [(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin")]
            : [
                ("/usr/lib/postgresql", "*", "bin"),
                ("/usr", "pgsql-*", "bin"),
                ("/usr/libexec", "postgresql*", string.Empty),
            ];
        return from place in places
               where Directory.Exists(place.Root)
               from folder in Directory.EnumerateDirectories(place.Root, place.Pattern).OrderByDescending(Version)
               select Path.Combine(folder, place.Below);
    }

    private static double Version(string folder)
    {
        var digits = new string([.. Path.GetFileName(folder).Where(character => char.IsAsciiDigit(character) || character == '.')]);
        return double.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static bool IsComplete(string folder) =>
        new[] { "initdb", "pg_ctl", "postgres" }.All(program =>
            File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)));
}
