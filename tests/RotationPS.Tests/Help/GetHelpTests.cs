using System.Xml.Linq;
using RotationPS.Tests.Help.Samples;
using Xunit;

namespace RotationPS.Tests.Help;

/// <summary>Generated help, read back by Get-Help itself, and the comparison that guards the real module's help.</summary>
public sealed class GetHelpTests
{
    [Fact]
    public void Get_Help_reads_what_the_generator_writes()
    {
        using var sample = new SampleHelp();

        var help = sample.Engine.Help("Send-Parcel");

        Assert.Equal("Sends a parcel on its way.", help.Text("Synopsis"));
        Assert.StartsWith("Takes what Get-Parcel gives", help.Text("description", "Text"), StringComparison.Ordinal);
        Assert.Equal("if ($late) {\n    Send-Parcel -Number 17 -Speed Express\n}", $"{help.Follow("examples", "example", "code").First()}");
        Assert.Equal("Parcel\nInt32", help.Text("inputTypes", "inputType", "type", "name"));
        Assert.Equal("Parcel", help.Text("returnValues", "returnValue", "type", "name"));
        Assert.Equal("Rates of the post\nGet-Parcel", help.Text("relatedLinks", "navigationLink", "linkText"));
    }

    [Fact]
    public void The_code_of_an_example_starts_on_its_own_line()
    {
        using var sample = new SampleHelp();

        var introduction = sample.Engine.Help("Send-Parcel").Follow("examples", "example").First().Follow("introduction", "Text").Last();

        Assert.EndsWith("\n\n", $"{introduction}", StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_help_matches_its_cmdlets()
    {
        using var sample = new SampleHelp();

        Assert.Equal(["Get-Parcel", "Send-Parcel"], sample.Engine.Module.ExportedCmdlets.Keys.Order());
        Assert.Empty(sample.Comparison.Missing());
        Assert.Empty(sample.Comparison.Stale());
        Assert.Empty(sample.Comparison.WrongSyntax());
        Assert.Empty(sample.Comparison.BrokenExamples());
    }

    [Fact]
    public void A_cmdlet_without_help_is_found()
    {
        using var sample = new SampleHelp(help => Command(help, "Get-Parcel").Remove());

        Assert.Equal(
            ["Get-Parcel has no synopsis.", "Get-Parcel has no description.", "Get-Parcel has no example.", "Get-Parcel -Depot has no description."],
            sample.Comparison.Missing());
    }

    [Fact]
    public void A_parameter_without_help_is_found()
    {
        using var sample = new SampleHelp(help => Parameters(help, "Weight").Remove());

        Assert.Equal(["Send-Parcel -Weight has no description."], sample.Comparison.Missing());
    }

    [Fact]
    public void Help_for_what_does_not_exist_is_found()
    {
        using var sample = new SampleHelp(help =>
        {
            Named(Parameters(help, "Weight").Single(), "name").Value = "Size";
            Command(help, "Get-Parcel").AddAfterSelf(XElement.Parse(Command(help, "Get-Parcel").ToString().Replace("Get-Parcel", "Get-Letter", StringComparison.Ordinal)));
        });

        Assert.Equal(["Get-Letter has help and does not exist.", "Send-Parcel -Size has help and does not exist."], sample.Comparison.Stale());
    }

    [Theory]
    [InlineData("required", "false")]
    [InlineData("position", "1")]
    [InlineData("pipelineInput", "False")]
    public void Syntax_that_binds_in_another_way_is_found(string attribute, string value)
    {
        using var sample = new SampleHelp(help => Named(Command(help, "Send-Parcel"), "syntax").Descendants()
            .Where(element => element.Name.LocalName == "parameter" && Named(element, "name").Value == "Number")
            .ToList().ForEach(element => element.SetAttributeValue(attribute, value)));

        Assert.StartsWith("Send-Parcel binds -", Assert.Single(sample.Comparison.WrongSyntax()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-Parcel | Where-Object {")]
    [InlineData("Get-Parcel | Send-Letter")]
    [InlineData("Get-Parcel -Dept north")]
    [InlineData("Get-Parcel | Send-Parcel -Speed Snail")]
    [InlineData("Send-Parcel -Number 17")]
    public void An_example_that_cannot_run_is_found(string code)
    {
        using var sample = new SampleHelp(help => Command(help, "Get-Parcel").Descendants().Single(element => element.Name.LocalName == "code").Value = code);

        Assert.EndsWith($" In: {code}", Assert.Single(sample.Comparison.BrokenExamples()), StringComparison.Ordinal);
    }

    private static XElement Command(XDocument help, string name) =>
        help.Root!.Elements().Single(command => Named(Named(command, "details"), "name").Value == name);

    private static IEnumerable<XElement> Parameters(XDocument help, string name) =>
        help.Root!.Elements().SelectMany(command => Named(command, "parameters").Elements()).Where(parameter => Named(parameter, "name").Value == name);

    private static XElement Named(XElement parent, string name) => parent.Elements().Single(element => element.Name.LocalName == name);
}
