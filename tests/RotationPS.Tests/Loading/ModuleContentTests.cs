using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>What is staged, and what is not.</summary>
public sealed class ModuleContentTests
{
    private const long Megabyte = 1_000_000;
    private const long Largest = 25 * Megabyte;

    // Where loading begins: the module's script names the loader, and libraries load four by name without a reference.
    private static readonly string[] _loadedByName =
    [
        "RotationPS.Loader", "RotationPS", "AWSSDK.SecurityToken", "AWSSDK.SSO", "AWSSDK.SSOOIDC", "SQLitePCLRaw.batteries_v2",
    ];

    private static IEnumerable<FileInfo> Files => new DirectoryInfo(StagedModule.Folder).EnumerateFiles("*", SearchOption.AllDirectories);

    [Fact]
    public void The_module_is_no_larger_than_an_administrator_likes_to_copy() =>
        Assert.InRange(Files.Sum(file => file.Length), 1, Largest);

    [Fact]
    public void SqlClient_brings_its_native_library_for_every_Windows_and_is_no_stub()
    {
        var native = Files.Where(file => file.Name == "Microsoft.Data.SqlClient.SNI.dll").Select(file => file.Directory!.Parent!.Name).Order();
        var managed = Files.Where(file => file.Name == "Microsoft.Data.SqlClient.dll").ToList();

        Assert.Equal(["win-arm64", "win-x64", "win-x86"], native);
        Assert.InRange(Assert.Single(managed).Length, Megabyte, Largest);
    }

    [Fact]
    public void Every_assembly_that_is_named_for_loading_is_there()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(StagedModule.AssemblyFolder, "RotationPS.deps.json")));
        var names = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(library => library.Value.TryGetProperty("runtime", out _))
            .SelectMany(library => library.Value.GetProperty("runtime").EnumerateObject())
            .Select(file => Path.GetFileName(file.Name));

        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(StagedModule.AssemblyFolder, name)), name));
    }

    [Fact]
    public void No_assembly_is_shipped_that_nothing_loads()
    {
        var shipped = Directory.EnumerateFiles(StagedModule.AssemblyFolder, "*.dll").ToDictionary(path => Path.GetFileNameWithoutExtension(path)!);
        var used = new HashSet<string>();
        var found = new Queue<string>(_loadedByName);
        while (found.TryDequeue(out var name))
        {
            if (shipped.TryGetValue(name, out var path) && used.Add(name))
            {
                References(path).ForEach(found.Enqueue);
            }
        }

        Assert.Empty(shipped.Keys.Except(used));
    }

    private static List<string> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))];
    }
}
