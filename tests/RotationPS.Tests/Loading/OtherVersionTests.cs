using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>A process keeps the version of the module that it has loaded first, and says so.</summary>
public sealed class OtherVersionTests : IDisposable
{
    private readonly DirectoryInfo _other = Directory.CreateTempSubdirectory("rotationps-other-");
    private readonly EngineSession _session = new();

    [Fact]
    public void Another_version_in_the_same_process_is_refused_with_a_next_step()
    {
        _session.ImportModule();
        var manifest = StageAnotherVersion();

        var refused = Assert.ThrowsAny<Exception>(() => _session.Run("Import-Module $args[0] -Force", manifest));

        Assert.Contains("Start a new PowerShell session", refused.Message);
    }

    public void Dispose()
    {
        _session.Dispose();
        _other.Delete(recursive: true);
    }

    private string StageAnotherVersion()
    {
        var module = _other.CreateSubdirectory("RotationPS");
        foreach (var file in Directory.EnumerateFiles(StagedModule.Folder))
        {
            File.Copy(file, Path.Combine(module.FullName, Path.GetFileName(file)));
        }

        var assemblies = module.CreateSubdirectory(Path.GetRelativePath(StagedModule.Folder, StagedModule.AssemblyFolder));
        var loader = new PersistedAssemblyBuilder(new AssemblyName("RotationPS.Loader") { Version = new Version(99, 0) }, typeof(object).Assembly);
        loader.DefineDynamicModule("RotationPS.Loader");
        loader.Save(Path.Combine(assemblies.FullName, "RotationPS.Loader.dll"));
        return Path.Combine(module.FullName, "RotationPS.psd1");
    }
}
