using System.Xml.Linq;

namespace RotationPS.Help;

/// <summary>The doc comments of an assembly, and their text in the words of a PowerShell user.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members;
    private readonly Dictionary<string, string> _names = [];

    public DocComments(XDocument document) =>
        _members = document.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static DocComments Load(string path) => new(XDocument.Load(path, LoadOptions.PreserveWhitespace));

    /// <summary>The comment on a member, by the compiler's id (<c>T:Namespace.Type</c>); empty when there is none.</summary>
    public XElement this[string id] => _members.GetValueOrDefault(id) ?? new XElement("member");

    /// <summary>Says under which name users know a member, for the references to it.</summary>
    public void Call(string id, string name) => _names[id] = name;

    /// <summary>The text of an element as one line; empty for an absent element.</summary>
    public string Text(XElement? element) => element is null ? "" : OneLine(element.Nodes().Select(Words));

    /// <summary>The paragraphs of an element: each <c>para</c>, and the loose text between them.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element) => element is null ? [] : Paragraphs(element.Nodes());

    /// <summary>The paragraphs of a run of nodes.</summary>
    public IReadOnlyList<string> Paragraphs(IEnumerable<XNode> nodes)
    {
        var paragraphs = new List<string>();
        var loose = new List<string>();
        foreach (var node in nodes)
        {
            if (node is XElement { Name.LocalName: "para" } para)
            {
                paragraphs.Add(OneLine(loose));
                loose.Clear();
                paragraphs.Add(Text(para));
            }
            else
            {
                loose.Add(Words(node));
            }
        }

        paragraphs.Add(OneLine(loose));
        paragraphs.RemoveAll(paragraph => paragraph.Length == 0);
        return paragraphs;
    }

    /// <summary>The lines of a <c>code</c> element without the indentation they share.</summary>
    public static string Code(XElement element)
    {
        var lines = element.Value.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())
            .SkipWhile(line => line.Length == 0).Reverse().SkipWhile(line => line.Length == 0).Reverse().ToList();
        var indentation = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indentation..]));
    }

    private string Words(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } reference => Reference(reference),
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => (string?)reference.Attribute("name") ?? "",
        XElement element => string.Concat(element.Nodes().Select(Words)),
        _ => "",
    };

    private string Reference(XElement reference)
    {
        var text = string.Concat(reference.Nodes().Select(Words));
        if ((string?)reference.Attribute("href") is { } address)
        {
            return text.Length == 0 ? address : $"{text} ({address})";
        }

        if (text.Length > 0)
        {
            return text;
        }

        return (string?)reference.Attribute("langword") is { } word ? LanguageWord(word) : NameOf((string?)reference.Attribute("cref") ?? "");
    }

    // Without a better name: what follows the last dot, less the parameters of a method and the arity of a generic type.
    private string NameOf(string id)
    {
        var member = id.Split('(')[0];
        return _names.GetValueOrDefault(id) ?? member[(member.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }

    private static string LanguageWord(string word) => word is "true" or "false" or "null" ? "$" + word : word;

    private static string OneLine(IEnumerable<string> words) =>
        string.Join(' ', string.Concat(words).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
