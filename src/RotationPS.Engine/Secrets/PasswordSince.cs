using System.Globalization;

namespace RotationPS.Engine.Secrets;

/// <summary>What a version of a secret says of the age of its password, where that is older than the version.</summary>
/// <param name="Date">Since when the account has had the password.</param>
/// <param name="VersionId">The id of the version that says so.</param>
internal sealed record PasswordSince(DateTimeOffset Date, string VersionId)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <param name="text">A date and the id of a version, with a blank between.</param>
    /// <returns>What the text says; null where it is something else, or null.</returns>
    public static PasswordSince? Parse(string? text) =>
        text?.Split(' ', 2) is [var date, var version] && DateTimeOffset.TryParseExact(date, Format, CultureInfo.InvariantCulture, Utc, out var since)
            ? new PasswordSince(since, version)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Date.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)} {VersionId}";
}
