using System.Management.Automation;
using System.Xml.Linq;
using Xunit;

namespace RotationPS.Tests.Help;

/// <summary>Compares what Get-Help says about a module's cmdlets with the cmdlets. Each difference is a sentence.</summary>
internal sealed class HelpComparison(HelpEngine engine)
{
    private IEnumerable<CmdletInfo> Cmdlets => engine.Module.ExportedCmdlets.Values;

    /// <summary>Cmdlets and parameters that the help leaves out.</summary>
    public IEnumerable<string> Missing()
    {
        foreach (var cmdlet in Cmdlets)
        {
            var help = engine.Help(cmdlet.Name);
            // Without a help file Get-Help makes up a synopsis: the syntax.
            if (help.Text("Synopsis") is var synopsis && (synopsis.Length == 0 || synopsis.StartsWith(cmdlet.Name, StringComparison.Ordinal)))
            {
                yield return $"{cmdlet.Name} has no synopsis.";
            }

            if (help.Text("description", "Text").Length == 0)
            {
                yield return $"{cmdlet.Name} has no description.";
            }

            if (help.Text("examples", "example", "code").Length == 0)
            {
                yield return $"{cmdlet.Name} has no example.";
            }

            var described = DescribedParameters(help).Where(parameter => parameter.Text("description", "Text").Length > 0)
                .Select(parameter => parameter.Text("name")).ToList();
            foreach (var parameter in OwnParameters(cmdlet).Except(described))
            {
                yield return $"{cmdlet.Name} -{parameter} has no description.";
            }
        }
    }

    /// <summary>Cmdlets and parameters that only the help knows.</summary>
    public IEnumerable<string> Stale()
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(engine.Module.ModuleBase, "en-US"), "*.dll-Help.xml"));
        var helped = XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "details")
            .Select(details => details.Elements().Single(element => element.Name.LocalName == "name").Value);
        foreach (var name in helped.Except(Cmdlets.Select(cmdlet => cmdlet.Name)))
        {
            yield return $"{name} has help and does not exist.";
        }

        foreach (var cmdlet in Cmdlets)
        {
            foreach (var name in DescribedParameters(engine.Help(cmdlet.Name)).Select(parameter => parameter.Text("name")).Except(OwnParameters(cmdlet)))
            {
                yield return $"{cmdlet.Name} -{name} has help and does not exist.";
            }
        }
    }

    /// <summary>Parameter sets that the help shows in another way than they bind.</summary>
    public IEnumerable<string> WrongSyntax()
    {
        foreach (var cmdlet in Cmdlets)
        {
            var bound = cmdlet.ParameterSets.Select(set => Line(set.Parameters
                .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
                .Select(parameter => Item(parameter.Name, parameter.IsMandatory, Position(parameter), PipelineInput(parameter)))));
            var shown = engine.Help(cmdlet.Name).Follow("syntax", "syntaxItem").Select(item => Line(item.Follow("parameter")
                .Select(parameter => Item(parameter.Text("name"), parameter.Text("required") == "true", parameter.Text("position"), parameter.Text("pipelineInput")))))
                .ToList();
            foreach (var set in bound.Except(shown))
            {
                yield return $"{cmdlet.Name} binds{set}; its help shows{string.Join(" or", shown)}.";
            }
        }
    }

    /// <summary>Examples that could not run.</summary>
    public IEnumerable<string> BrokenExamples() =>
        from cmdlet in Cmdlets
        from code in engine.Help(cmdlet.Name).Follow("examples", "example", "code")
        from problem in new ExampleCheck(engine).Problems(cmdlet.Name, $"{code}")
        select $"{cmdlet.Name}: {problem} In: {code}";

    private static IEnumerable<string> OwnParameters(CmdletInfo cmdlet) => cmdlet.Parameters.Keys.Except(Cmdlet.CommonParameters);

    private static IEnumerable<PSObject> DescribedParameters(PSObject help) => help.Follow("parameters", "parameter");

    private static string Position(CommandParameterInfo parameter) => parameter.Position == int.MinValue ? "named" : $"{parameter.Position}";

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static string Item(string name, bool mandatory, string position, string pipeline) =>
        $" -{name} ({(mandatory ? "mandatory" : "optional")}, {position}, pipeline {pipeline})";

    private static string Line(IEnumerable<string> items) => string.Concat(items.Order(StringComparer.Ordinal));
}
