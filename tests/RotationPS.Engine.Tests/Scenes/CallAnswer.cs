using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What a call answered, as text that holds no value of a secret. What the engine does next depends on nothing else.</summary>
internal static class CallAnswer
{
    public static string Tell(object? answer) => answer switch
    {
        SecretDescription secret => Labels(secret),
        SecretValue value => $"version {value.Version.VersionId}",
        AccountDescription account => $"{account.Name} of {account.CloneOf?.Value ?? "nobody"}",
        IReadOnlyList<RightsDifference> differences => $"{differences.Count} differences",
        null => "nothing",
        _ => "done",
    };

    /// <summary>Where the labels of a secret are.</summary>
    public static string Labels(SecretDescription secret) => string.Join(
        ' ',
        secret.VersionIdsToStages
            .SelectMany(version => version.Value.Select(label => $"{label}={version.Key}"))
            .Order(StringComparer.Ordinal));
}
