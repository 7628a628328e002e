namespace RotationPS.Engine.Secrets;

/// <summary>
/// One condition of a listing. A secret passes when any of the values fits; all filters of a listing must pass. A value
/// fits by prefix, a leading <c>!</c> negates it; names and tags match with case, descriptions without.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html.
/// </summary>
/// <param name="Key">What is compared.</param>
/// <param name="Values">1 to 10 values.</param>
public sealed record SecretFilter(SecretFilterKey Key, IReadOnlyList<string> Values)
{
    /// <summary>Whether a secret passes this filter.</summary>
    /// <param name="secret">The secret.</param>
    public bool Fits(SecretDescription secret) => Values.Any(value => value.StartsWith('!')
        ? !Begins(secret, value[1..])
        : Begins(secret, value));

    private bool Begins(SecretDescription secret, string prefix) => Key switch
    {
        SecretFilterKey.Name => NameBegins(secret, prefix),
        SecretFilterKey.Description => DescriptionBegins(secret, prefix),
        SecretFilterKey.TagKey => TagKeyBegins(secret, prefix),
        SecretFilterKey.TagValue => TagValueBegins(secret, prefix),
        _ => NameBegins(secret, prefix) || DescriptionBegins(secret, prefix)
            || TagKeyBegins(secret, prefix) || TagValueBegins(secret, prefix),
    };

    private static bool NameBegins(SecretDescription secret, string prefix) =>
        secret.Name.StartsWith(prefix, StringComparison.Ordinal);

    private static bool DescriptionBegins(SecretDescription secret, string prefix) =>
        secret.Description?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;

    private static bool TagKeyBegins(SecretDescription secret, string prefix) =>
        secret.Tags.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    private static bool TagValueBegins(SecretDescription secret, string prefix) =>
        secret.Tags.Values.Any(value => value.StartsWith(prefix, StringComparison.Ordinal));
}
