using System.Reflection;

namespace RotationPS.Loader;

/// <summary>Loads the module's assembly apart from those of other modules in the same process.</summary>
public static class ModuleLoader
{
    private static readonly Lazy<Assembly> _module = new(LoadModule);

    /// <summary>
    /// Gives <c>RotationPS.dll</c> of the loader's own module, loaded once for the process: all runspaces share it, and
    /// whoever imports the module again gets the same assembly.
    /// </summary>
    public static Assembly Load() => _module.Value;

    private static Assembly LoadModule()
    {
        var folder = Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!;
        var path = Path.Combine(folder, "RotationPS.dll");
        return new ModuleLoadContext(path).LoadFromAssemblyName(new AssemblyName("RotationPS"));
    }
}
