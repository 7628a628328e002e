using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>The messages of the rules that every store shares.</summary>
public static class SecretStoreFailures
{
    /// <summary>No secret has that name or ARN.</summary>
    /// <param name="id">What was asked for.</param>
    public static RotationException SecretNotFound(SecretId id) => new(
        FailureKind.ResourceNotFound,
        $"There is no secret '{id}'.",
        "Check the name, or make the secret with New-RotatedSecret.");

    /// <summary>The secret has no such version, or the label is on none.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="version">What was asked for.</param>
    public static RotationException VersionNotFound(string name, VersionReference version) => new(
        FailureKind.ResourceNotFound,
        version.Id is null
            ? $"No version of secret '{name}' has the label {version}."
            : $"Secret '{name}' has no {version}.",
        "See what versions there are with Get-SecretStageLabel -IncludeDeprecated.");

    /// <summary>The version is there but nothing was ever stored in it.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="version">The version.</param>
    public static RotationException VersionWithoutValue(string name, VersionId version) => new(
        FailureKind.ResourceNotFound,
        $"Version {version} of secret '{name}' has no value.",
        "Rotate the secret with Invoke-SecretRotation, which fills such a version.");

    /// <summary>A label and a version id were given that do not belong together.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="version">The version.</param>
    /// <param name="label">The label that is not on it.</param>
    public static RotationException LabelNotOnVersion(string name, VersionId version, StageLabel label) => new(
        FailureKind.InvalidRequest,
        $"The label {label} is not on version {version} of secret '{name}'.",
        "Give the version id or the label, not both.");

    /// <summary>The name is taken.</summary>
    /// <param name="name">The name.</param>
    public static RotationException NameTaken(string name) => new(
        FailureKind.ResourceExists,
        $"A secret named '{name}' exists already.",
        "Choose another name, or rotate the secret that exists.");

    /// <summary>The version exists with another value.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="version">The version.</param>
    public static RotationException VersionHasOtherValue(string name, VersionId version) => new(
        FailureKind.ResourceExists,
        $"Version {version} of secret '{name}' exists already and has another value; the value of a version never changes.",
        "Use another version id for the new value.");

    /// <summary>The label is elsewhere than the caller thought.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="label">The label.</param>
    /// <param name="holder">The version it is on; null for none.</param>
    /// <param name="expected">The version the caller said; null for none.</param>
    public static RotationException LabelElsewhere(string name, StageLabel label, VersionId? holder, VersionId? expected) => new(
        FailureKind.InvalidParameter,
        $"The label {label} of secret '{name}' is on {Version(holder)}, not on {Version(expected)}.",
        "Look at the labels with Get-SecretStageLabel, then try again.");

    /// <summary>AWSCURRENT was to be taken off without a version to put it on.</summary>
    /// <param name="name">The secret.</param>
    public static RotationException CurrentNotRemovable(string name) => new(
        FailureKind.InvalidParameter,
        $"The label AWSCURRENT of secret '{name}' can move to another version but cannot be taken off.",
        "Name the version that AWSCURRENT shall move to.");

    /// <summary>A label was to move from nowhere to nowhere.</summary>
    /// <param name="label">The label.</param>
    public static RotationException NowhereToMove(StageLabel label) => new(
        FailureKind.InvalidParameter,
        $"To move the label {label}, a version to take it from or a version to put it on is needed; neither was given.",
        "Name at least one of the two versions.");

    /// <summary>The value is bytes.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="version">The version.</param>
    public static RotationException ValueIsBinary(string name, VersionId version) => new(
        FailureKind.SecretBinary,
        $"The value of version {version} of secret '{name}' is bytes, not text.",
        "Store the credentials as JSON text (SecretString) in that secret, or name another one.");

    /// <summary>The secret is marked for deletion.</summary>
    /// <param name="name">The secret.</param>
    public static RotationException SecretDeleted(string name) => new(
        FailureKind.SecretDeleted,
        $"The secret '{name}' is marked for deletion.",
        "Restore it with Restore-SECSecret, or use another secret.");

    /// <summary>The secret is a replica.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="primaryRegion">The Region of the secret it is a replica of.</param>
    public static RotationException SecretIsReplica(string name, string primaryRegion) => new(
        FailureKind.ReplicaSecret,
        $"The secret '{name}' is a replica of the one in Region {primaryRegion}, and a replica cannot be changed.",
        $"Run the command with -Region {primaryRegion}.");

    internal static RotationException NameNotAllowed(string name) => new(
        FailureKind.InvalidParameter,
        $"The secret name '{name}' is not allowed: a name has 1 to {SecretRules.MaxNameLength} of the characters A-Z a-z 0-9 / _ + = . @ -.",
        "Choose another name.");

    internal static RotationException NameEndsLikeArn(string name) => new(
        FailureKind.InvalidParameter,
        $"The secret name '{name}' ends in a hyphen and six characters, like the end of an ARN, and could be taken for one.",
        "Choose a name with another ending.");

    internal static RotationException DescriptionTooLong(int length) => new(
        FailureKind.InvalidParameter,
        $"A description has at most {SecretRules.MaxDescriptionLength} characters; this one has {length}.",
        "Shorten the description.");

    internal static RotationException ValueSize(int bytes) => new(
        FailureKind.InvalidParameter,
        $"A secret's value has 1 to {SecretRules.MaxValueBytes} bytes of UTF-8; this one has {bytes}.",
        "Store a value of that size.");

    internal static RotationException ValueNotText() => new(
        FailureKind.InvalidParameter,
        "The secret's value is not valid Unicode text: it holds half of a surrogate pair.",
        "Store valid text.");

    internal static RotationException TagKeyLength(string key) => new(
        FailureKind.InvalidParameter,
        $"The key of a tag has 1 to {SecretRules.MaxTagKeyLength} characters; '{key}' has {key.Length}.",
        "Choose another key.");

    internal static RotationException TagValueLength(string key, int length) => new(
        FailureKind.InvalidParameter,
        $"The value of a tag has 0 to {SecretRules.MaxTagValueLength} characters; that of '{key}' has {length}.",
        "Shorten the value.");

    internal static RotationException TagKeyReserved(string key) => new(
        FailureKind.InvalidParameter,
        $"The key of the tag '{key}' begins with 'aws:', which is reserved.",
        "Choose another key.");

    internal static RotationException TooManyTags(string name, int count) => new(
        FailureKind.LimitExceeded,
        $"A secret has at most {SecretRules.MaxTags} tags; '{name}' would have {count}.",
        "Remove a tag first.");

    internal static RotationException TooManyLabels(string name, int count) => new(
        FailureKind.LimitExceeded,
        $"The versions of a secret have at most {SecretRules.MaxLabels} labels together; those of '{name}' would have {count}.",
        "Take a label off first.");

    internal static RotationException BatchSize(int count) => new(
        FailureKind.InvalidParameter,
        $"A batch reads 1 to {SecretRules.MaxBatch} secrets; this one asks for {count}.",
        "Split the batch.");

    internal static RotationException FilterValues(SecretFilter filter) => new(
        FailureKind.InvalidParameter,
        $"A filter has 1 to {SecretRules.MaxFilterValues} values; the one on {filter.Key} has {filter.Values.Count}.",
        "Give fewer values, or leave the filter out.");

    private static string Version(VersionId? version) => version is null ? "no version" : $"version {version}";
}
