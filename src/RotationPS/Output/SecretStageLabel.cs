using RotationPS.Engine.Secrets;

namespace RotationPS.Output;

/// <summary>A version of a secret and its staging labels.</summary>
public sealed class SecretStageLabel
{
    internal SecretStageLabel(SecretVersion version)
    {
        Name = version.Name;
        ARN = version.Arn;
        VersionId = version.VersionId.Value;
        StageLabel = new TextList<string>(version.Labels.Select(label => label.Value).Order(StringComparer.Ordinal));
        CreatedDate = version.CreatedDate.LocalDateTime;
    }

    /// <summary>The secret's ARN once more, under the name that the parameters of AWS Tools for PowerShell have for it.</summary>
    public string SecretId => ARN;

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>The secret's ARN.</summary>
    public string ARN { get; }

    /// <summary>The version's id.</summary>
    public string VersionId { get; }

    /// <summary>The labels on it; none on a deprecated version.</summary>
    public IReadOnlyList<string> StageLabel { get; }

    /// <summary>When the version was made, in local time.</summary>
    public DateTime CreatedDate { get; }
}
