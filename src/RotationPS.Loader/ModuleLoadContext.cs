using System.Reflection;
using System.Runtime.Loader;

namespace RotationPS.Loader;

/// <summary>
/// The private load context of the module and of everything it ships. What <c>RotationPS.deps.json</c> does not list,
/// the PowerShell engine and the framework, comes from the host.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Assembly _loader = typeof(ModuleLoadContext).Assembly;

    private readonly AssemblyDependencyResolver _resolver;

    public ModuleLoadContext(string modulePath)
        : base("RotationPS")
    {
        _resolver = new AssemblyDependencyResolver(modulePath);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // A second copy of the loader would bring a second context, and types that are not equal to themselves.
        if (AssemblyName.ReferenceMatchesDefinition(assemblyName, _loader.GetName()))
        {
            return _loader;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
