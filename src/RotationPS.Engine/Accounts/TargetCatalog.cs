using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Accounts;

/// <summary>The kinds of server that are known, by the engine names that secrets use.</summary>
public sealed class TargetCatalog
{
    private readonly Dictionary<string, IRotationTarget> _byEngine = new(StringComparer.Ordinal);

    /// <param name="targets">The kinds of server; no two may share an engine name.</param>
    public TargetCatalog(IEnumerable<IRotationTarget> targets)
    {
        foreach (var target in targets)
        {
            foreach (var engine in target.Engines)
            {
                _byEngine.Add(engine, target);
            }
        }
    }

    /// <summary>The engine names that are known.</summary>
    public IReadOnlyCollection<string> Engines => _byEngine.Keys;

    /// <summary>The kind of server that an engine name means.</summary>
    /// <param name="engine">The value of a secret's <c>engine</c> key; case counts, as it does for AWS's functions.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.EngineUnknown"/>.</exception>
    public IRotationTarget For(string engine) =>
        _byEngine.TryGetValue(engine, out var target)
            ? target
            : throw new RotationException(
                FailureKind.EngineUnknown,
                $"The engine '{engine}' is not one this module knows.",
                $"Set the key 'engine' of the secret to one of: {string.Join(", ", _byEngine.Keys.Order(StringComparer.Ordinal))}.");
}
