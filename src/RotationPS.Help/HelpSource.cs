using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace RotationPS.Help;

/// <summary>Opens a module's assembly for inspection, without running any of its code.</summary>
internal static class HelpSource
{
    /// <summary>What the doc comments say about each public cmdlet of the assembly, by name.</summary>
    /// <param name="assemblyPath">The module's assembly; its dependencies are looked for beside it.</param>
    /// <param name="comments">What the compiler gathered from that assembly's source.</param>
    public static IReadOnlyList<CmdletHelp> Read(string assemblyPath, DocComments comments)
    {
        using var context = new MetadataLoadContext(new PathAssemblyResolver(References(assemblyPath)));
        return new CmdletReader(comments).Read(context.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath)));
    }

    // The first file of a name wins: the module's own dependencies, then the cmdlet API, then the runtime.
    private static IEnumerable<string> References(string assemblyPath)
    {
        var beside = Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!, "*.dll");
        var runtime = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll");
        return beside.Append(typeof(PSCmdlet).Assembly.Location).Concat(runtime).DistinctBy(Path.GetFileName);
    }
}
