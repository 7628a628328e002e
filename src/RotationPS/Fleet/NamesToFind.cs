using System.Management.Automation;

namespace RotationPS.Fleet;

/// <summary>The names without wildcards that a search was given: each stands for one secret, and has to be found.</summary>
/// <param name="names">Names or ARNs; those with wildcards may find nothing.</param>
internal sealed class NamesToFind(IEnumerable<string> names)
{
    private readonly HashSet<string> _missing = new(names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)), StringComparer.Ordinal);

    /// <summary>Those that have not been found yet.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>A secret has been found.</summary>
    /// <returns>Whether it was asked for by its own name or ARN.</returns>
    public bool Find(string? name, string? arn) => _missing.Remove(name ?? string.Empty) | _missing.Remove(arn ?? string.Empty);

    /// <summary>The search was broken off, so nothing can be said of those that it has not found.</summary>
    public void GiveUp() => _missing.Clear();
}
