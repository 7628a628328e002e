using System.Text;
using System.Text.RegularExpressions;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>
/// What Secrets Manager accepts, for the stores that must check it themselves.
/// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html.
/// </summary>
public static partial class SecretRules
{
    /// <summary>How many characters a name has at most.</summary>
    public const int MaxNameLength = 512;

    /// <summary>How many characters a description has at most.</summary>
    public const int MaxDescriptionLength = 2048;

    /// <summary>How many bytes of UTF-8 a value has at most.</summary>
    public const int MaxValueBytes = 65_536;

    /// <summary>How many labels are on all versions of a secret together at most.</summary>
    public const int MaxLabels = 20;

    /// <summary>How many tags a secret has at most.</summary>
    public const int MaxTags = 50;

    /// <summary>How many characters the key of a tag has at most.</summary>
    public const int MaxTagKeyLength = 128;

    /// <summary>How many characters the value of a tag has at most.</summary>
    public const int MaxTagValueLength = 256;

    /// <summary>How many secrets one batch reads at most.</summary>
    public const int MaxBatch = 20;

    /// <summary>How many values one filter has at most.</summary>
    public const int MaxFilterValues = 10;

    /// <summary>How many of the newest versions are kept though no label is on them.</summary>
    public const int KeptVersions = 100;

    /// <summary>How long a version is kept whatever their number.</summary>
    public static readonly TimeSpan KeptAge = TimeSpan.FromHours(24);

    // A lone half of a surrogate pair has no UTF-8 form: storing it would change the value in silence.
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks all of a secret that is to be made.</summary>
    /// <param name="secret">What is to be made.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>; <see cref="FailureKind.LimitExceeded"/>.</exception>
    public static void CheckNew(NewSecret secret)
    {
        CheckName(secret.Name);
        CheckText(secret.Text);
        if (secret.Description is { Length: > MaxDescriptionLength } description)
        {
            throw SecretStoreFailures.DescriptionTooLong(description.Length);
        }

        CheckTags(secret.Tags);
        CheckTagCount(secret.Name, secret.Tags.Count);
    }

    /// <summary>Checks the name of a secret that is to be made.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static void CheckName(string name)
    {
        if (name is null || !AllowedName().IsMatch(name))
        {
            throw SecretStoreFailures.NameNotAllowed(name ?? "");
        }

        // The ARN ends in a hyphen and six random letters and digits. A name of that form could be taken for an ARN's end.
        if (ArnLikeEnd().IsMatch(name))
        {
            throw SecretStoreFailures.NameEndsLikeArn(name);
        }
    }

    /// <summary>Checks a value that is to be stored.</summary>
    /// <param name="text">The value.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static void CheckText(SecretText text)
    {
        int bytes;
        try
        {
            bytes = _strictUtf8.GetByteCount(text.Reveal());
        }
        catch (EncoderFallbackException)
        {
            // The exception underneath holds a character of the value, so it does not travel on.
            throw SecretStoreFailures.ValueNotText();
        }

        if (bytes is 0 or > MaxValueBytes)
        {
            throw SecretStoreFailures.ValueSize(bytes);
        }
    }

    /// <summary>Checks each of some tags; how many a secret may have is <see cref="CheckTagCount"/>.</summary>
    /// <param name="tags">The tags that are to be put on a secret.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static void CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > MaxTagKeyLength)
            {
                throw SecretStoreFailures.TagKeyLength(key);
            }

            if (value is null || value.Length > MaxTagValueLength)
            {
                throw SecretStoreFailures.TagValueLength(key, value?.Length ?? 0);
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw SecretStoreFailures.TagKeyReserved(key);
            }
        }
    }

    /// <summary>Checks how many tags a secret would have.</summary>
    /// <param name="name">The secret's name, for the message.</param>
    /// <param name="count">The number of its tags after the change.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.LimitExceeded"/>.</exception>
    public static void CheckTagCount(string name, int count)
    {
        if (count > MaxTags)
        {
            throw SecretStoreFailures.TooManyTags(name, count);
        }
    }

    /// <summary>Checks how many labels would be on all versions of a secret.</summary>
    /// <param name="name">The secret's name, for the message.</param>
    /// <param name="count">The number of its labels after the change.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.LimitExceeded"/>.</exception>
    public static void CheckLabelCount(string name, int count)
    {
        if (count > MaxLabels)
        {
            throw SecretStoreFailures.TooManyLabels(name, count);
        }
    }

    /// <summary>Checks how many secrets a batch asks for.</summary>
    /// <param name="count">The number of ids.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static void CheckBatch(int count)
    {
        if (count is 0 or > MaxBatch)
        {
            throw SecretStoreFailures.BatchSize(count);
        }
    }

    /// <summary>Checks the filters of a listing.</summary>
    /// <param name="filters">The filters.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static void CheckFilters(IReadOnlyList<SecretFilter> filters)
    {
        foreach (var filter in filters)
        {
            if (filter.Values.Count is 0 or > MaxFilterValues)
            {
                throw SecretStoreFailures.FilterValues(filter);
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9/_+=.@\-]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AllowedName();

    [GeneratedRegex(@"-[A-Za-z0-9]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArnLikeEnd();
}
