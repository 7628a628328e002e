using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace RotationPS.Help;

/// <summary>Joins what the attributes of a cmdlet class declare with what its doc comments say.</summary>
internal sealed class CmdletReader(DocComments comments)
{
    /// <summary>The public cmdlets of the assembly, by name.</summary>
    public IReadOnlyList<CmdletHelp> Read(Assembly assembly)
    {
        var classes = assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.Attributes<CmdletAttribute>().Any())
            .ToList();
        classes.ForEach(NameForReaders);
        return [.. classes.Select(Read).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static (string Verb, string Noun) NameOf(Type cmdlet) =>
        cmdlet.Attributes<CmdletAttribute>().Single().Arguments().ToList() is [string verb, string noun]
            ? (verb, noun)
            : throw new BadImageFormatException($"{cmdlet.FullName} has a [Cmdlet] attribute without verb and noun.");

    // A reference to a cmdlet's class or property reads as the cmdlet's or parameter's name.
    private void NameForReaders(Type cmdlet)
    {
        var (verb, noun) = NameOf(cmdlet);
        comments.Call(DocId.Of(cmdlet), $"{verb}-{noun}");
        foreach (var property in ParameterProperties(cmdlet))
        {
            comments.Call(DocId.Of(property), "-" + property.Name);
        }
    }

    private CmdletHelp Read(Type cmdlet)
    {
        var attribute = cmdlet.Attributes<CmdletAttribute>().Single();
        var (verb, noun) = NameOf(cmdlet);
        var comment = comments[DocId.Of(cmdlet)];
        var parameters = ParameterProperties(cmdlet).Select(new ParameterReader(comments).Read).ToList();
        if (attribute.Named(nameof(CmdletAttribute.SupportsShouldProcess), false))
        {
            parameters.AddRange(ShouldProcessParameters.All);
        }

        return new CmdletHelp
        {
            Verb = verb,
            Noun = noun,
            ClassName = cmdlet.Name,
            Synopsis = comments.Text(comment.Element("summary")),
            Description = comments.Paragraphs(comment.Element("remarks")),
            Parameters = parameters,
            ParameterSets = ParameterSets(parameters, attribute.Named(nameof(CmdletAttribute.DefaultParameterSetName), "")),
            OutputTypes = [.. cmdlet.Attributes<OutputTypeAttribute>().SelectMany(output => output.Arguments()).Select(OutputType)],
            Examples = [.. comment.Elements("example").Select(Example)],
            Links = [.. comment.Elements("seealso").Select(Link)],
        };
    }

    // Derived before base, and in the order of the source, which is the order PowerShell shows.
    private static IEnumerable<PropertyInfo> ParameterProperties(Type cmdlet)
    {
        var properties = Enumerable.Empty<PropertyInfo>();
        for (var type = cmdlet; type is not null; type = type.BaseType)
        {
            properties = properties.Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(property => property.Attributes<ParameterAttribute>().Any()));
        }

        return properties.DistinctBy(property => property.Name);
    }

    private static IReadOnlyList<string> ParameterSets(IEnumerable<ParameterHelp> parameters, string byDefault)
    {
        var named = parameters.SelectMany(parameter => parameter.Bindings).Select(binding => binding.ParameterSet)
            .Where(set => set != ParameterBinding.AllSets).Distinct()
            .OrderBy(set => set != byDefault).ToList();
        return named.Count > 0 ? named : [ParameterBinding.AllSets];
    }

    private TypeHelp OutputType(object? type) => type is Type known
        ? new TypeHelp(TypeNames.Shown(known), comments.Text(comments[DocId.Of(known)].Element("summary")))
        : new TypeHelp($"{type}", "");

    private ExampleHelp Example(XElement example)
    {
        var nodes = example.Nodes().ToList();
        bool IsCode(XNode node) => node is XElement { Name.LocalName: "code" };
        return new ExampleHelp(
            comments.Paragraphs(nodes.TakeWhile(node => !IsCode(node))),
            string.Join("\n\n", example.Elements("code").Select(DocComments.Code)),
            comments.Paragraphs(nodes.SkipWhile(node => !IsCode(node)).Where(node => !IsCode(node))));
    }

    private LinkHelp Link(XElement link)
    {
        var address = (string?)link.Attribute("href") ?? "";
        return link.IsEmpty || link.Value.Length == 0
            ? new LinkHelp(address.Length > 0 ? address : comments.Text(new XElement("para", link)), address)
            : new LinkHelp(comments.Text(link), address);
    }
}
