using System.Text.RegularExpressions;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Configuration;

/// <summary>
/// The next step of a failure, for whoever is making the secret: there is none yet whose keys could be corrected, but
/// parameters of New-RotatedSecret that they come from.
/// </summary>
internal static partial class NewSecretAdvice
{
    private static readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal)
    {
        ["engine"] = "-Engine",
        ["host"] = "-HostName",
        ["port"] = "-Port",
        ["dbname"] = "-Database",
        ["username"] = "-Account",
        ["password"] = "-Account",
    };

    /// <summary>The same failure, with parameters in place of keys.</summary>
    public static RotationException Of(RotationException failure)
    {
        var nextStep = Keys().Replace(failure.NextStep, keys => string.Join(
            " and ", Key().Matches(keys.Value).Select(key => _parameters.GetValueOrDefault(key.Groups["key"].Value, key.Value)).Distinct()));
        nextStep = nextStep
            .Replace("set '\"ssl\": false' in the secret", "give -Ssl $false", StringComparison.Ordinal)
            .Replace("Take '\"ssl\": false' out of the secret", "Leave -Ssl $false out", StringComparison.Ordinal);
        return nextStep == failure.NextStep ? failure : new RotationException(failure.Kind, failure.What, nextStep, failure);
    }

    [GeneratedRegex("the keys? '[a-z]+'(?:(?:,| and) '[a-z]+')* of the secret")]
    private static partial Regex Keys();

    [GeneratedRegex("'(?<key>[a-z]+)'")]
    private static partial Regex Key();
}
