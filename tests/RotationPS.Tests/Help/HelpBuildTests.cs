using System.Xml.Linq;
using RotationPS.Help;
using RotationPS.Tests.Help.Samples;
using Xunit;

namespace RotationPS.Tests.Help;

public sealed class HelpBuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("RotationPS.Help.");
    private readonly StringWriter _log = new();

    private string CommentsPath => Path.Combine(_folder.FullName, "comments.xml");

    private string HelpFolder => Path.Combine(_folder.FullName, "en-US");

    [Fact]
    public void The_help_file_is_named_after_the_assembly()
    {
        SampleModule.Comments().Save(CommentsPath);

        Assert.True(Run(), _log.ToString());
        Assert.Equal(["RotationPS.Tests.dll-Help.xml"], Directory.GetFiles(HelpFolder).Select(Path.GetFileName));
    }

    [Fact]
    public void The_same_comments_give_the_same_bytes()
    {
        SampleModule.Comments().Save(CommentsPath);
        Run();
        var first = File.ReadAllBytes(Assert.Single(Directory.GetFiles(HelpFolder)));
        Run();

        Assert.Equal(first, File.ReadAllBytes(Assert.Single(Directory.GetFiles(HelpFolder))));
        Assert.DoesNotContain((byte)'\r', first);
    }

    [Fact]
    public void A_gap_is_an_error_of_the_build_and_leaves_no_help()
    {
        var comments = SampleModule.Comments();
        comments.Descendants("member").Single(member => ((string)member.Attribute("name")!).EndsWith("SendParcelCommand.Weight", StringComparison.Ordinal)).Remove();
        comments.Save(CommentsPath);

        Assert.False(Run());
        Assert.Equal(
            $"{CommentsPath} : error RPSHELP: Send-Parcel -Weight has no description: give the property SendParcelCommand.Weight a <summary>.",
            _log.ToString().Trim());
        Assert.False(Directory.Exists(HelpFolder));
    }

    [Fact]
    public void Damaged_comments_are_an_error_of_the_build()
    {
        File.WriteAllText(CommentsPath, "<doc>");

        Assert.False(Run());
        Assert.StartsWith($"{CommentsPath} : error RPSHELP: ", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_without_cmdlets_is_an_error_of_the_build()
    {
        new XDocument(new XElement("doc")).Save(CommentsPath);

        Assert.False(new HelpBuild(_log).Run(typeof(HelpBuild).Assembly.Location, CommentsPath, HelpFolder));
        Assert.Contains("has no public cmdlet", _log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private bool Run() => new HelpBuild(_log).Run(SampleModule.AssemblyPath, CommentsPath, HelpFolder);
}
