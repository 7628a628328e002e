using System.Xml.Linq;
using RotationPS.Help;

namespace RotationPS.Tests.Help.Samples;

/// <summary>A module of the sample cmdlets with generated help, in a folder of its own, imported in an engine.</summary>
internal sealed class SampleHelp : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("RotationPS.Help.");

    /// <param name="change">Edits the help before the module is imported.</param>
    public SampleHelp(Action<XDocument>? change = null)
    {
        var help = MamlWriter.Document(SampleModule.Read());
        change?.Invoke(help);
        help.Save(Path.Combine(_folder.CreateSubdirectory("en-US").FullName, Path.GetFileName(SampleModule.AssemblyPath) + "-Help.xml"));
        var script = Path.Combine(_folder.FullName, "Sample.psm1");
        File.WriteAllText(script, "param($Assembly) Import-Module -Assembly $Assembly; Export-ModuleMember -Cmdlet *-Parcel");
        Engine = new HelpEngine(script, typeof(SampleModule).Assembly);
    }

    public HelpEngine Engine { get; }

    public HelpComparison Comparison => new(Engine);

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Delete(recursive: true);
    }
}
