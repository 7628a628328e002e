using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RotationPS.Help;

/// <summary>Writes help in MAML, the XML that <c>Get-Help</c> reads for compiled cmdlets.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace _help = "http://msh";
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help file; the same help gives the same bytes on every system.</summary>
    public static void Save(IEnumerable<CmdletHelp> cmdlets, string path)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using var writer = XmlWriter.Create(path, settings);
        Document(cmdlets).Save(writer);
    }

    /// <summary>The help of these cmdlets as one document.</summary>
    public static XDocument Document(IEnumerable<CmdletHelp> cmdlets) => new(
        new XElement(_help + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)));

    private static XElement Command(CmdletHelp cmdlet) => new(
        _command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", _maml),
        new XAttribute(XNamespace.Xmlns + "command", _command),
        new XAttribute(XNamespace.Xmlns + "dev", _dev),
        new XElement(
            _command + "details",
            new XElement(_command + "name", cmdlet.Name),
            new XElement(_command + "verb", cmdlet.Verb),
            new XElement(_command + "noun", cmdlet.Noun),
            Description([cmdlet.Synopsis])),
        Description(cmdlet.Description),
        new XElement(_command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set))),
        new XElement(_command + "parameters", cmdlet.Parameters.Select(parameter => Parameter(parameter, Summary(parameter)))),
        new XElement(_command + "inputTypes", InputTypes(cmdlet).Select(type => TypeItem("inputType", type))),
        new XElement(_command + "returnValues", cmdlet.OutputTypes.Select(type => TypeItem("returnValue", type))),
        new XElement(_command + "examples", cmdlet.Examples.Select(Example)),
        new XElement(_maml + "relatedLinks", cmdlet.Links.Select(Link)));

    private static XElement SyntaxItem(CmdletHelp cmdlet, string set) => new(
        _command + "syntaxItem",
        new XElement(_maml + "name", cmdlet.Name),
        from parameter in cmdlet.Parameters
        let binding = parameter.In(set)
        where binding is not null
        orderby binding.Position ?? int.MaxValue, !binding.Mandatory
        select SyntaxParameter(parameter, binding));

    private static XElement SyntaxParameter(ParameterHelp parameter, ParameterBinding binding)
    {
        var element = Parameter(parameter, binding);
        if (parameter.IsSwitch)
        {
            // Without a value the syntax shows the switch alone.
            element.Elements(_command + "parameterValue").Remove();
        }
        else if (parameter.AcceptedValues.Count > 0)
        {
            element.Element(_command + "parameterValue")!.ReplaceWith(new XElement(
                _command + "parameterValueGroup",
                parameter.AcceptedValues.Select(value => Value(value, isArray: false))));
        }

        return element;
    }

    private static XElement Parameter(ParameterHelp parameter, ParameterBinding binding) => new(
        _command + "parameter",
        new XAttribute("required", binding.Mandatory),
        new XAttribute("variableLength", parameter.IsArray),
        new XAttribute("globbing", parameter.AcceptsWildcards),
        new XAttribute("pipelineInput", PipelineInput(binding)),
        new XAttribute("position", binding.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(_maml + "name", parameter.Name),
        Description(parameter.Description),
        Value(parameter.TypeName, parameter.IsArray),
        Type(parameter.TypeName),
        new XElement(_dev + "defaultValue", DefaultValue(parameter)));

    // One entry stands for all sets: mandatory where every set wants it, pipeline input where any set takes it.
    private static ParameterBinding Summary(ParameterHelp parameter) => parameter.Bindings[0] with
    {
        Mandatory = parameter.Bindings.All(binding => binding.Mandatory),
        ByValue = parameter.Bindings.Any(binding => binding.ByValue),
        ByPropertyName = parameter.Bindings.Any(binding => binding.ByPropertyName),
    };

    private static string PipelineInput(ParameterBinding binding) => (binding.ByValue, binding.ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string DefaultValue(ParameterHelp parameter) =>
        parameter.DefaultValue.Length > 0 ? parameter.DefaultValue : parameter.IsSwitch ? "False" : "None";

    private static IEnumerable<TypeHelp> InputTypes(CmdletHelp cmdlet) =>
        from parameter in cmdlet.Parameters
        where parameter.Bindings.Any(binding => binding.TakesPipelineInput)
        // An array takes the objects of the pipeline one at a time.
        group "-" + parameter.Name by parameter.TypeName.Replace("[]", "", StringComparison.Ordinal) into names
        select new TypeHelp(names.Key, $"You can pipe a value to {string.Join(", ", names)}.");

    private static XElement TypeItem(string element, TypeHelp type) => new(
        _command + element,
        Type(type.Name),
        type.Description.Length == 0 ? null : Description([type.Description]));

    private static XElement Example(ExampleHelp example, int index) => new(
        _command + "example",
        new XElement(_maml + "title", $"-------------------- Example {index + 1} --------------------"),
        new XElement(_maml + "introduction", Paragraphs(BeforeCode(example.Introduction))),
        new XElement(_dev + "code", example.Code),
        new XElement(_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    // Get-Help puts the code right behind the introduction's last character, but it keeps the line breaks written there.
    private static IEnumerable<string> BeforeCode(IReadOnlyList<string> introduction) =>
        introduction.Select((paragraph, index) => index == introduction.Count - 1 ? paragraph + "\n\n" : paragraph);

    private static XElement Link(LinkHelp link) => new(
        _maml + "navigationLink",
        new XElement(_maml + "linkText", link.Text),
        new XElement(_maml + "uri", link.Address));

    private static XElement Type(string name) => new(_dev + "type", new XElement(_maml + "name", name), new XElement(_maml + "uri"));

    private static XElement Value(string value, bool isArray) => new(
        _command + "parameterValue",
        new XAttribute("required", true),
        new XAttribute("variableLength", isArray),
        value);

    private static XElement Description(IEnumerable<string> paragraphs) => new(_maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(_maml + "para", paragraph));
}
