using System.Reflection;
using System.Runtime.Loader;

namespace RotationPS.Loader;

/// <summary>
/// The private load context of the module and of everything it ships. What <c>RotationPS.deps.json</c> does not list,
/// the PowerShell engine and the framework, comes from the host; so does what the host's runtime has in as new a version.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Assembly _loader = typeof(ModuleLoadContext).Assembly;
    private static readonly string _runtimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly AssemblyDependencyResolver _resolver;
    private readonly PrecompiledImages _images;

    public ModuleLoadContext(string modulePath)
        : base("RotationPS")
    {
        _resolver = new AssemblyDependencyResolver(modulePath);
        _images = new PrecompiledImages(Directory.GetParent(modulePath)!.Parent!.FullName);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // A second copy of the loader would bring a second context, and types that are not equal to themselves.
        if (AssemblyName.ReferenceMatchesDefinition(assemblyName, _loader.GetName()))
        {
            return _loader;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path && !IsInRuntime(assemblyName)
            ? LoadFromAssemblyPath(_images.InsteadOf(path))
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;

    // Some packages are part of a later .NET. A copy of System.Diagnostics.DiagnosticSource has lists of listeners of its
    // own: nobody in the session would hear the module. The runtime's assemblies are compiled ahead of time besides.
    private static bool IsInRuntime(AssemblyName wanted)
    {
        var path = Path.Combine(_runtimeFolder, $"{wanted.Name}.dll");
        return File.Exists(path) && AssemblyName.GetAssemblyName(path).Version >= wanted.Version;
    }
}
