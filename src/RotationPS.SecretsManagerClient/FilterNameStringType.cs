using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>What a filter compares.</summary>
/// <param name="value">The name on the wire.</param>
public sealed class FilterNameStringType(string value) : ConstantClass(value)
{
    /// <summary>Everything.</summary>
    public static readonly FilterNameStringType All = new("all");

    /// <summary>The description.</summary>
    public static readonly FilterNameStringType Description = new("description");

    /// <summary>The name.</summary>
    public static readonly FilterNameStringType Name = new("name");

    /// <summary>The service that owns the secret.</summary>
    public static readonly FilterNameStringType OwningService = new("owning-service");

    /// <summary>The Region of the primary secret.</summary>
    public static readonly FilterNameStringType PrimaryRegion = new("primary-region");

    /// <summary>The key of any tag.</summary>
    public static readonly FilterNameStringType TagKey = new("tag-key");

    /// <summary>The value of any tag.</summary>
    public static readonly FilterNameStringType TagValue = new("tag-value");

    /// <summary>The constant of a name on the wire.</summary>
    /// <param name="value">The name.</param>
    public static implicit operator FilterNameStringType(string value) => FindValue(value);

    /// <summary>The constant of a name on the wire.</summary>
    /// <param name="value">The name.</param>
    public static FilterNameStringType FindValue(string value) => FindValue<FilterNameStringType>(value);
}
