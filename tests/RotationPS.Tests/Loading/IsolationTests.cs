using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>What the module ships meets nothing of what other modules of the session ship.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly EngineSession _session = new();

    public IsolationTests()
    {
        _session.ImportModule();
    }

    [Theory]
    [InlineData("RotationPS.Engine")]
    [InlineData("RotationPS.Stores")]
    [InlineData("RotationPS.Targets")]
    [InlineData("Npgsql")]
    [InlineData("MySqlConnector")]
    [InlineData("AWSSDK.Core")]
    [InlineData("AWSSDK.SecurityToken")]
    [InlineData("AWSSDK.SSO")]
    [InlineData("AWSSDK.SSOOIDC")]
    [InlineData("Microsoft.Data.SqlClient")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("Microsoft.AspNetCore.DataProtection")]
    public void Its_assemblies_live_in_its_own_context(string name)
    {
        var assembly = LoadedModule.Resolve(name);

        Assert.Same(LoadedModule.Context, AssemblyLoadContext.GetLoadContext(assembly));
        Assert.Equal(StagedModule.AssemblyFolder, Path.GetDirectoryName(assembly.Location));
    }

    [Theory]
    [InlineData("System.Management.Automation")]
    [InlineData("System.Runtime")]
    [InlineData("System.Text.Json")]
    [InlineData("System.Diagnostics.DiagnosticSource")]
    [InlineData("System.Configuration.ConfigurationManager")]
    [InlineData("System.Security.Cryptography.ProtectedData")]
    public void The_engine_and_the_framework_are_those_of_the_host(string name)
    {
        var context = AssemblyLoadContext.GetLoadContext(LoadedModule.Resolve(name));

        Assert.Same(AssemblyLoadContext.Default, context);
    }

    [Fact]
    public void Listeners_of_the_session_hear_the_module()
    {
        var heard = new ConcurrentBag<string>();
        using var activities = new ActivityListener { ShouldListenTo = source => Note(heard, $"activities of {source.Name}") };
        using var measurements = new MeterListener { InstrumentPublished = (instrument, _) => Note(heard, $"measurements of {instrument.Meter.Name}") };
        ActivitySource.AddActivityListener(activities);
        measurements.Start();

        var telemetry = LoadedModule.Resolve("RotationPS.Engine").GetType("RotationPS.Engine.Rotation.RotationTelemetry", throwOnError: true)!;
        RuntimeHelpers.RunClassConstructor(telemetry.TypeHandle);

        Assert.Contains("activities of RotationPS", heard);
        Assert.Contains("measurements of RotationPS", heard);
    }

    [Fact]
    public void The_shared_context_holds_its_loader_and_nothing_else_of_it()
    {
        var shared = AssemblyLoadContext.Default.Assemblies
            .Where(assembly => !assembly.IsDynamic && assembly.Location.StartsWith(StagedModule.Folder, StringComparison.Ordinal));

        Assert.Equal("RotationPS.Loader", Assert.Single(shared).GetName().Name);
    }

    [Fact]
    public void Its_loader_is_one_for_both_contexts()
    {
        var loader = LoadedModule.Resolve("RotationPS.Loader");

        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(loader));
        Assert.Same(
            LoadedModule.Assembly,
            loader.GetType("RotationPS.Loader.ModuleLoader")!.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null));
    }

    [Fact]
    public void Its_native_library_is_found()
    {
        var type = LoadedModule.Resolve("Microsoft.Data.Sqlite").GetType("Microsoft.Data.Sqlite.SqliteConnection")!;
        using var connection = (DbConnection)Activator.CreateInstance(type, "Data Source=:memory:")!;
        connection.Open();

        Assert.StartsWith("3.", connection.ServerVersion);
    }

    [Fact]
    public void It_does_not_ship_the_engine()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(StagedModule.AssemblyFolder, "RotationPS.deps.json")));
        var libraries = dependencies.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0]);

        Assert.DoesNotContain(libraries, name => name is "System.Management.Automation" or "PowerShellStandard.Library");
        Assert.False(File.Exists(Path.Combine(StagedModule.AssemblyFolder, $"{typeof(PSObject).Assembly.GetName().Name}.dll")));
    }

    [Fact]
    public void It_ships_native_libraries_for_the_platforms_of_PowerShell_alone()
    {
        var platforms = Directory.EnumerateDirectories(Path.Combine(StagedModule.AssemblyFolder, "runtimes")).Select(Path.GetFileName).Order();

        Assert.Equal(
            ["linux-arm", "linux-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64", "win-x86"],
            platforms);
    }

    [Fact]
    public void Its_native_libraries_are_those_of_SQLite_and_SqlClient()
    {
        var names = Directory.EnumerateFiles(Path.Combine(StagedModule.AssemblyFolder, "runtimes"), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["Microsoft.Data.SqlClient.SNI.dll", "e_sqlite3.dll", "libe_sqlite3.dylib", "libe_sqlite3.so"], names);
    }

    public void Dispose() => _session.Dispose();

    private static bool Note(ConcurrentBag<string> heard, string what)
    {
        heard.Add(what);
        return false;
    }
}
