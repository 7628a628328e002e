namespace RotationPS.Help;

/// <summary>The help of one parameter.</summary>
internal sealed record ParameterHelp
{
    public required string Name { get; init; }

    /// <summary>The class and property that declare it: where its doc comment is.</summary>
    public required string PropertyName { get; init; }

    /// <summary>The type as a reader knows it, such as <c>String[]</c>.</summary>
    public required string TypeName { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    public required IReadOnlyList<ParameterBinding> Bindings { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The only values it takes, where they can be listed.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    public string DefaultValue { get; init; } = "";

    public bool IsSwitch { get; init; }

    public bool AcceptsWildcards { get; init; }

    public bool IsArray => TypeName.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>How it binds in a parameter set, or null where it is not part of that set.</summary>
    public ParameterBinding? In(string parameterSet) =>
        Bindings.FirstOrDefault(binding => binding.ParameterSet == parameterSet)
        ?? Bindings.FirstOrDefault(binding => binding.ParameterSet == ParameterBinding.AllSets);
}
