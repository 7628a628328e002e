namespace RotationPS.Engine.Secrets;

/// <summary>What a <see cref="SecretFilter"/> compares.</summary>
public enum SecretFilterKey
{
    /// <summary>The name.</summary>
    Name,

    /// <summary>The description.</summary>
    Description,

    /// <summary>The key of any tag.</summary>
    TagKey,

    /// <summary>The value of any tag.</summary>
    TagValue,

    /// <summary>Any of the above.</summary>
    All,
}
