using System.Xml.Linq;
using RotationPS.Help;

namespace RotationPS.Tests.Help.Samples;

/// <summary>The generator's view of the sample cmdlets, which this assembly holds.</summary>
internal static class SampleModule
{
    public static string AssemblyPath { get; } = typeof(SendParcelCommand).Assembly.Location;

    /// <summary>Reads them, with their comments as written.</summary>
    public static IReadOnlyList<CmdletHelp> Read() => Read(Comments());

    /// <summary>Reads them as if their comments were these.</summary>
    public static IReadOnlyList<CmdletHelp> Read(XDocument comments) =>
        [.. HelpSource.Read(AssemblyPath, new DocComments(comments)).Where(cmdlet => cmdlet.Noun == "Parcel")];

    public static XDocument Comments() => XDocument.Load(Path.ChangeExtension(AssemblyPath, ".xml"), LoadOptions.PreserveWhitespace);
}
