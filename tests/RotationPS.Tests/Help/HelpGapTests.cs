using System.Xml.Linq;
using RotationPS.Tests.Help.Samples;
using Xunit;

namespace RotationPS.Tests.Help;

public sealed class HelpGapTests
{
    private const string Class = "T:RotationPS.Tests.Help.Samples.GetParcelCommand";
    private const string BaseProperty = "P:RotationPS.Tests.Help.Samples.DepotCommand`1.Depot";

    [Fact]
    public void Cmdlets_with_full_comments_have_no_gap() =>
        Assert.Empty(Gaps(SampleModule.Comments()));

    [Theory]
    [InlineData(Class, "summary", "Get-Parcel has no synopsis: give the class GetParcelCommand a <summary>.")]
    [InlineData(Class, "remarks", "Get-Parcel has no description: give the class GetParcelCommand <remarks> with <para> elements.")]
    [InlineData(Class, "example", "Get-Parcel has no example: give the class GetParcelCommand an <example> with a <code> element.")]
    [InlineData(BaseProperty, "summary", "Get-Parcel -Depot has no description: give the property DepotCommand.Depot a <summary>.")]
    public void A_missing_comment_is_named_with_the_place_to_write_it(string member, string element, string gap)
    {
        var comments = SampleModule.Comments();
        Member(comments, member).Element(element)!.Remove();

        Assert.Equal([gap], Gaps(comments));
    }

    [Fact]
    public void An_example_without_code_is_none()
    {
        var comments = SampleModule.Comments();
        Member(comments, Class).Element("example")!.Element("code")!.Remove();

        Assert.Contains("has no example", Assert.Single(Gaps(comments)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_alone_do_not_describe_a_parameter()
    {
        var comments = SampleModule.Comments();
        Member(comments, "P:RotationPS.Tests.Help.Samples.SendParcelCommand.Weight").Element("summary")!.Value = " ";

        var gaps = SampleModule.Read(comments).Single(cmdlet => cmdlet.Name == "Send-Parcel").Gaps();

        Assert.Equal(["Send-Parcel -Weight has no description: give the property SendParcelCommand.Weight a <summary>."], gaps);
    }

    private static XElement Member(XDocument comments, string id) =>
        comments.Descendants("member").Single(member => (string?)member.Attribute("name") == id);

    private static IEnumerable<string> Gaps(XDocument comments) =>
        SampleModule.Read(comments).Single(cmdlet => cmdlet.Name == "Get-Parcel").Gaps();
}
