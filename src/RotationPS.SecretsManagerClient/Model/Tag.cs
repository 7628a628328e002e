namespace Amazon.SecretsManager.Model;

/// <summary>A tag of a secret.</summary>
public sealed class Tag
{
    /// <summary>The key.</summary>
    public string? Key { get; set; }

    /// <summary>The value.</summary>
    public string? Value { get; set; }
}
