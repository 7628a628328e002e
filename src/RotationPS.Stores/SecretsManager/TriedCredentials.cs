using System.Text.RegularExpressions;

namespace RotationPS.Stores.SecretsManager;

/// <summary>The SDK's words on the ways to credentials that it has tried in vain.</summary>
internal static partial class TriedCredentials
{
    private const string NoWebIdentity = "The webIdentityTokenFile must be an absolute path.";
    private const string NoMachine = "Failed to connect to EC2 instance metadata to retrieve credentials: ";

    /// <summary>
    /// What went wrong with each way to credentials, of which the SDK tries several and gives them a heading and numbers. It
    /// tries a web identity even where nobody has set one up, and says of the machine's own credentials all twice.
    /// </summary>
    public static string WithoutNoise(string words)
    {
        var hasWebIdentity = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE"));
        var ways = TriedWay().Matches(words)
            .Select(way => way.Groups["words"].Value.Trim())
            .Where(way => hasWebIdentity || !way.Contains(NoWebIdentity, StringComparison.Ordinal))
            .ToList();
        return ways.Count == 0 ? words : string.Join(' ', ways).Replace(NoMachine, string.Empty, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Exception \d+ of \d+:(?<words>.*?)(?=Exception \d+ of \d+:|\z)", RegexOptions.Singleline)]
    private static partial Regex TriedWay();
}
