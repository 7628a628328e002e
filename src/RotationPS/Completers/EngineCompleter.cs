using RotationPS.Targets;

namespace RotationPS.Completers;

/// <summary>Offers the engine names that this module knows.</summary>
internal sealed class EngineCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts => RotationTargets.All.Engines.Order(StringComparer.Ordinal);
}
