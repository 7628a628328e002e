namespace RotationPS.Engine.Secrets;

/// <summary>
/// One condition of a listing. A secret passes when any of the values fits; all filters of a listing must pass. A value
/// fits by prefix, a leading <c>!</c> negates it; names and tags match with case, descriptions without.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html.
/// </summary>
/// <param name="Key">What is compared.</param>
/// <param name="Values">1 to 10 values.</param>
public sealed record SecretFilter(SecretFilterKey Key, IReadOnlyList<string> Values);
