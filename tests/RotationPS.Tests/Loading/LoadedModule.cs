using System.Reflection;
using System.Runtime.Loader;

namespace RotationPS.Tests.Loading;

/// <summary>What this process holds of the module once some session has imported it.</summary>
internal static class LoadedModule
{
    /// <summary>The private load context; there is exactly one in a process.</summary>
    public static AssemblyLoadContext Context => AssemblyLoadContext.All.Single(context => context.Name == "RotationPS");

    public static Assembly Assembly => Context.Assemblies.Single(assembly => assembly.GetName().Name == "RotationPS");

    /// <summary>An assembly as the module's own code would get it.</summary>
    public static Assembly Resolve(string name) => Context.LoadFromAssemblyName(new AssemblyName(name));
}
