using System.Management.Automation;

namespace RotationPS.Help;

/// <summary>How a parameter binds in one parameter set.</summary>
internal sealed record ParameterBinding(string ParameterSet)
{
    /// <summary>The set that stands for every set.</summary>
    public const string AllSets = ParameterAttribute.AllParameterSets;

    public bool Mandatory { get; init; }

    /// <summary>Counted from 0; null for a parameter that is given by name only.</summary>
    public int? Position { get; init; }

    public bool ByValue { get; init; }

    public bool ByPropertyName { get; init; }

    public bool TakesPipelineInput => ByValue || ByPropertyName;
}
