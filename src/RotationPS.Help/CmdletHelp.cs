namespace RotationPS.Help;

/// <summary>The help of one cmdlet, as its doc comments give it.</summary>
internal sealed record CmdletHelp
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    /// <summary>The class that implements the cmdlet: where its doc comment is.</summary>
    public required string ClassName { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>All parameters but the common ones, those of the class before those of its bases.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>The parameter sets, the default one first; a cmdlet without sets has one nameless set.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    public required IReadOnlyList<TypeHelp> OutputTypes { get; init; }

    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    public required IReadOnlyList<LinkHelp> Links { get; init; }

    public string Name => $"{Verb}-{Noun}";

    /// <summary>What is missing, one sentence each that says where to write it.</summary>
    public IEnumerable<string> Gaps()
    {
        if (Synopsis.Length == 0)
        {
            yield return $"{Name} has no synopsis: give the class {ClassName} a <summary>.";
        }

        if (Description.Count == 0)
        {
            yield return $"{Name} has no description: give the class {ClassName} <remarks> with <para> elements.";
        }

        if (!Examples.Any(example => example.Code.Length > 0))
        {
            yield return $"{Name} has no example: give the class {ClassName} an <example> with a <code> element.";
        }

        foreach (var parameter in Parameters.Where(parameter => parameter.Description.Count == 0))
        {
            yield return $"{Name} -{parameter.Name} has no description: give the property {parameter.PropertyName} a <summary>.";
        }
    }
}
