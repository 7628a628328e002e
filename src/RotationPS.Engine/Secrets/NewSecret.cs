namespace RotationPS.Engine.Secrets;

/// <summary>What a store needs to make a secret.</summary>
public sealed class NewSecret
{
    /// <summary>1 to 512 of <c>A-Z a-z 0-9 / _ + = . @ -</c>, not ending in a hyphen and six characters.</summary>
    public required string Name { get; init; }

    /// <summary>The value of the first version, at most 65,536 bytes of UTF-8. It gets AWSCURRENT.</summary>
    public required SecretText Text { get; init; }

    /// <summary>The id of the first version.</summary>
    public required VersionId Token { get; init; }

    /// <summary>At most 2048 characters; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Tags, at most 50.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
