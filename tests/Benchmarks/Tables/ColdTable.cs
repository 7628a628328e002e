using System.Diagnostics;
using System.Globalization;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Stores.Vault;

namespace RotationPS.Benchmarks.Tables;

/// <summary>
/// The first import and the first rotation of a process that has done nothing else, and which of the module's assemblies
/// each has loaded. The PowerShell engine is the one that this program brings.
/// </summary>
internal static class ColdTable
{
    /// <summary>The first argument of the process that starts cold.</summary>
    public const string Worker = "--cold-start";

    private const string LoadedOnImport = "import";
    private const string LoadedOnRotation = "rotation";
    private const string Secret = "cold";
    private const double BytesOfMegabyte = 1_000_000;
    private const double MostMegabytes = 25;

    // What an import has no use for, and what a rotation with a vault has none for.
    private static readonly string[] _drivers = ["Npgsql", "AWSSDK", "Microsoft.Data", "SQLite", "Microsoft.AspNetCore", "MySql"];
    private static readonly string[] _foreignToVault = ["AWSSDK", "RotationPS.SecretsManagerClient", "Microsoft.Data.SqlClient", "MySql"];

    public static async Task RunAsync(DatabaseScene scene, Settings settings)
    {
        Report.Table("Cold", "a fresh process with a PowerShell engine: Import-Module, then one Invoke-SecretRotation on PostgreSQL and the vault");
        using var folder = new TemporaryFolder();
        using (var vault = VaultStore.OpenOrCreate(folder.Path))
        {
            await scene.CreateAccountsAsync([Secret]);
            await scene.CreateSecretAsync(vault, Secret);
        }

        var usual = new List<IReadOnlyList<string>>();
        var precompiled = new List<IReadOnlyList<string>>();
        for (var run = 0; run < settings.ColdStarts; run++)
        {
            usual.Add(await OwnProcess.RunAsync(Worker, folder.Path, ModuleSession.ModuleFolder));
            precompiled.Add(await OwnProcess.RunAsync(Worker, folder.Path, ModuleSession.OnePlatformFolder));
        }

        Figures("all platforms", usual, ModuleSession.ModuleFolder);
        Figures("this platform alone", precompiled, ModuleSession.OnePlatformFolder);
        Loaded("loaded early by the import", usual[^1], LoadedOnImport, _drivers);
        Loaded("loaded in vain by a rotation", usual[^1], LoadedOnRotation, _foreignToVault);
    }

    /// <summary>Imports the module and rotates a secret twice, and prints what was loaded and how long it took.</summary>
    /// <param name="vault">The vault that holds the secret.</param>
    /// <param name="module">The folder of the staged module.</param>
    public static void Work(string vault, string module)
    {
        using var session = new ModuleSession();

        // The engine's own first command is not the module's.
        session.Run("Get-Command Import-Module | Out-Null");
        var before = Assemblies();
        var import = Time(() => session.Run("Import-Module $args[0]", module));
        var imported = Assemblies();
        var first = Time(() => Rotate(session, vault));
        var rotated = Assemblies();
        var second = Time(() => Rotate(session, vault));
        Console.WriteLine($"{LoadedOnImport} {string.Join(' ', imported.Except(before))}");
        Console.WriteLine($"{LoadedOnRotation} {string.Join(' ', rotated.Except(imported))}");
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{import:0.0} {first:0.0} {second:0.0} {process.PeakWorkingSet64 / BytesOfMegabyte:0.0}"));
    }

    private static void Figures(string module, IReadOnlyList<IReadOnlyList<string>> runs, string folder)
    {
        double[][] numbers = [.. runs.Select(lines => lines[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
        var behind = $"module for {module}, median of {runs.Count} processes";
        Report.Figure("Import-Module", Comparison.Median(numbers.Select(run => run[0])), "ms", goal: null, behind);
        Report.Figure("first rotation", Comparison.Median(numbers.Select(run => run[1])), "ms", goal: null, behind);
        Report.Figure("second rotation", Comparison.Median(numbers.Select(run => run[2])), "ms", goal: null, behind);
        Report.Figure("peak working set", Comparison.Median(numbers.Select(run => run[3])), "MB", goal: null, $"{behind}, PowerShell included");
        var size = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Report.Figure("size of the module", size / BytesOfMegabyte, "MB", Goal.AtMost(MostMegabytes), $"module for {module}");
    }

    private static void Loaded(string name, IReadOnlyList<string> lines, string moment, string[] unwanted)
    {
        var loaded = lines.Single(line => line.StartsWith(moment + ' ', StringComparison.Ordinal)).Split(' ').Skip(1).ToList();
        var vain = loaded.Count(assembly => unwanted.Any(prefix => assembly.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        Report.Figure(name, vain, "assemblies", Goal.AtMost(0), string.Join(", ", loaded));
    }

    private static void Rotate(ModuleSession session, string vault)
    {
        var status = session.Run("(Invoke-SecretRotation $args[0] -VaultPath $args[1] -Confirm:$false).Status", Secret, vault).Single().ToString();
        if (status != "Rotated")
        {
            throw new InvalidOperationException($"The rotation ended with {status}.");
        }
    }

    /// <summary>The names of all assemblies, whatever context they are in, without those of .NET itself.</summary>
    private static IReadOnlyList<string> Assemblies()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return
        [
            .. AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => !assembly.IsDynamic && Path.GetDirectoryName(assembly.Location) != runtime)
                .Select(assembly => assembly.GetName().Name!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
