namespace Amazon.SecretsManager.Model;

/// <summary>One condition of a listing.</summary>
public sealed class Filter
{
    /// <summary>What is compared.</summary>
    public FilterNameStringType? Key { get; set; }

    /// <summary>The prefixes of which one must fit; a leading <c>!</c> negates.</summary>
    public List<string>? Values { get; set; }
}
