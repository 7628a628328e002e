using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using RotationPS.Tests.Shell;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>The module for the platform of these tests alone, with images that are compiled ahead of time.</summary>
public sealed class OnePlatformModuleTests : IDisposable
{
    private const long Largest = 25_000_000;

    // Making a vault runs through a good part of the module, and the server at port 1 answers nobody.
    private const string Script = """
        param($Module)
        Import-Module $Module
        $before = [System.Runtime.JitInfo]::GetCompiledMethodCount($false)
        $account = [pscredential]::new('app', [System.Net.NetworkCredential]::new('', 'secret').SecurePassword)
        try { New-RotatedSecret app postgres 127.0.0.1 -Port 1 -Account $account -VaultPath ./vault -ErrorAction Stop }
        catch { $_.FullyQualifiedErrorId }
        [System.Runtime.JitInfo]::GetCompiledMethodCount($false) - $before
        [AppDomain]::CurrentDomain.GetAssemblies().Location
        exit 0
        """;

    private static readonly string _platform =
        typeof(OnePlatformModuleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Platform").Value!;

    private static readonly string _folder = Path.Combine(StagedModule.RepositoryFolder(), "out", _platform, "RotationPS");
    private static readonly string _assemblies = Path.Combine(_folder, "bin", "net8.0");
    private static readonly string _images = Path.Combine(_folder, "bin", "net10.0", _platform.Replace("-musl", "", StringComparison.Ordinal));

    private readonly DirectoryInfo _copies = Directory.CreateTempSubdirectory("rotationps-platform-");

    [Fact]
    public void It_is_no_larger_than_the_one_for_all_platforms_may_be() =>
        Assert.InRange(new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, Largest);

    [Fact]
    public void It_has_the_native_libraries_of_its_platform_alone()
    {
        var folder = Assert.Single(Directory.EnumerateDirectories(Path.Combine(_assemblies, "runtimes")));

        Assert.Equal(_platform, Path.GetFileName(folder));
        Assert.NotEmpty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Each_image_is_the_assembly_beside_it_with_machine_code()
    {
        var images = Directory.GetFiles(_images);

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Equal((Identity(Path.Combine(_assemblies, Path.GetFileName(image))), true), (Identity(image), HasMachineCode(image))));
    }

    [Fact]
    public async Task Its_images_are_loaded_and_leave_the_runtime_less_to_compile()
    {
        var usual = await RunAsync(StagedModule.Folder);
        var precompiled = await RunAsync(_folder);

        Assert.Contains(Path.Combine(_images, "RotationPS.dll"), precompiled.Loaded);
        Assert.Contains(Path.Combine(_images, "Npgsql.dll"), precompiled.Loaded);
        Assert.InRange(precompiled.Compiled, 1, usual.Compiled * 3 / 4);
    }

    [Theory]
    [InlineData("net9.0", null)]
    [InlineData("net10.0", "win-riscv64")]
    public async Task Images_for_another_runtime_or_platform_are_left_alone(string framework, string? platform)
    {
        var module = CopyWithImagesIn(framework, platform ?? Path.GetFileName(_images));
        var run = await RunAsync(module);

        Assert.Contains(Path.Combine(module, "bin", "net8.0", "Npgsql.dll"), run.Loaded);
        Assert.DoesNotContain(run.Loaded, path => path.Contains(framework, StringComparison.Ordinal) && path.StartsWith(module, StringComparison.Ordinal));
    }

    public void Dispose() => _copies.Delete(recursive: true);

    private static async Task<(int Compiled, IReadOnlyList<string> Loaded)> RunAsync(string module)
    {
        using var shell = new ShellProcess();
        var result = await shell.RunAsync(Script, "-Module", module);

        var lines = result.Output.ToList();
        Assert.Equal("Unreachable,RotationPS.Commands.NewRotatedSecretCommand", lines[0]);
        return (int.Parse(lines[1], CultureInfo.InvariantCulture), lines[2..]);
    }

    private static Guid Identity(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static bool HasMachineCode(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private string CopyWithImagesIn(string framework, string platform)
    {
        var module = _copies.CreateSubdirectory("RotationPS");
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var folder = Path.GetDirectoryName(file)!;
            var target = folder == _images ? Path.Combine("bin", framework, platform) : Path.GetRelativePath(_folder, folder);
            File.Copy(file, Path.Combine(module.CreateSubdirectory(target).FullName, Path.GetFileName(file)));
        }

        return module.FullName;
    }
}
