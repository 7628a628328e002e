using Xunit;

namespace RotationPS.Tests.Help;

/// <summary>The help of the staged module is that of its cmdlets, no more and no less.</summary>
public sealed class HelpMatchesCmdletsTests : IDisposable
{
    private readonly HelpEngine _engine = new(StagedModule.Folder);

    [Fact]
    public void Get_Help_explains_every_cmdlet_and_parameter()
    {
        Assert.NotEmpty(_engine.Module.ExportedCmdlets);
        Assert.Empty(new HelpComparison(_engine).Missing());
    }

    [Fact]
    public void There_is_no_help_for_what_does_not_exist() => Assert.Empty(new HelpComparison(_engine).Stale());

    [Fact]
    public void The_syntax_in_the_help_is_the_one_that_binds() => Assert.Empty(new HelpComparison(_engine).WrongSyntax());

    [Fact]
    public void Every_example_parses_and_binds() => Assert.Empty(new HelpComparison(_engine).BrokenExamples());

    [Fact]
    public void A_link_says_what_it_leads_to()
    {
        var links = _engine.Module.ExportedCmdlets.Keys.SelectMany(cmdlet => _engine.Help(cmdlet).Follow("relatedLinks", "navigationLink")).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.NotEqual(link.Text("uri"), link.Text("linkText")));
    }

    [Fact]
    public void Names_with_wildcards_are_told_of()
    {
        var parameters = _engine.Help("Invoke-SecretRotation").Follow("parameters", "parameter");

        Assert.Equal("true", parameters.Single(parameter => parameter.Text("name") == "SecretId").Text("globbing"));
    }

    public void Dispose() => _engine.Dispose();
}
