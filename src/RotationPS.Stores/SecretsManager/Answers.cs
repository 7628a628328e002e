using Amazon.SecretsManager.Model;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>Reads the service's answers as the engine's records.</summary>
internal static class Answers
{
    public static SecretDescription ToDescription(this DescribeSecretResponse answer) => new()
    {
        Arn = answer.ARN!,
        Name = answer.Name!,
        Description = NullIfEmpty(answer.Description),
        CreatedDate = ToDate(answer.CreatedDate),
        LastChangedDate = ToDate(answer.LastChangedDate ?? answer.CreatedDate),
        Tags = ToTags(answer.Tags),
        VersionIdsToStages = ToStages(answer.VersionIdsToStages),
        RotationEnabled = answer.RotationEnabled ?? false,
        OwningService = NullIfEmpty(answer.OwningService),
        KmsKeyId = NullIfEmpty(answer.KmsKeyId),
        ReplicaOf = PrimaryElsewhere(answer.ARN!, answer.PrimaryRegion),
        DeletedDate = answer.DeletedDate is null ? null : ToDate(answer.DeletedDate),
    };

    public static SecretDescription ToDescription(this SecretListEntry entry) => new()
    {
        Arn = entry.ARN!,
        Name = entry.Name!,
        Description = NullIfEmpty(entry.Description),
        CreatedDate = ToDate(entry.CreatedDate),
        LastChangedDate = ToDate(entry.LastChangedDate ?? entry.CreatedDate),
        Tags = ToTags(entry.Tags),
        VersionIdsToStages = ToStages(entry.SecretVersionsToStages),
        RotationEnabled = entry.RotationEnabled ?? false,
        OwningService = NullIfEmpty(entry.OwningService),
        KmsKeyId = NullIfEmpty(entry.KmsKeyId),
        ReplicaOf = PrimaryElsewhere(entry.ARN!, entry.PrimaryRegion),
        DeletedDate = entry.DeletedDate is null ? null : ToDate(entry.DeletedDate),
    };

    public static SecretValue ToValue(this GetSecretValueResponse answer) =>
        ToValue(answer.ARN!, answer.Name!, answer.VersionId!, answer.VersionStages, answer.CreatedDate, answer.SecretString, answer.SecretBinary);

    public static SecretValue ToValue(this SecretValueEntry entry) =>
        ToValue(entry.ARN!, entry.Name!, entry.VersionId!, entry.VersionStages, entry.CreatedDate, entry.SecretString, entry.SecretBinary);

    public static SecretVersion ToVersion(this SecretVersionsListEntry entry, string arn, string name) =>
        new(arn, name, new VersionId(entry.VersionId!), ToLabels(entry.VersionStages), ToDate(entry.CreatedDate));

    public static IReadOnlyList<StageLabel> ToLabels(List<string>? labels) =>
        [.. (labels ?? []).Order(StringComparer.Ordinal).Select(label => new StageLabel(label))];

    private static SecretValue ToValue(
        string arn, string name, string versionId, List<string>? labels, DateTime? created, string? text, MemoryStream? bytes)
    {
        var version = new SecretVersion(arn, name, new VersionId(versionId), ToLabels(labels), ToDate(created));
        return text is not null ? new SecretValue(version, new SecretText(text))
            : bytes is not null ? throw SecretStoreFailures.ValueIsBinary(name, version.VersionId)
            : throw SecretStoreFailures.VersionWithoutValue(name, version.VersionId);
    }

    private static Dictionary<string, string> ToTags(List<Tag>? tags) =>
        (tags ?? []).ToDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal);

    private static Dictionary<VersionId, IReadOnlyList<StageLabel>> ToStages(Dictionary<string, List<string>>? stages) =>
        (stages ?? []).Where(version => version.Value.Count > 0).ToDictionary(version => new VersionId(version.Key), version => ToLabels(version.Value));

    private static DateTimeOffset ToDate(DateTime? date) => new(date ?? DateTime.UnixEpoch, TimeSpan.Zero);

    // The primary's own description names its Region too, once it has replicas.
    private static string? PrimaryElsewhere(string arn, string? primaryRegion) =>
        string.IsNullOrEmpty(primaryRegion) || arn.Split(':') is not [_, _, _, var own, ..] || own == primaryRegion ? null : primaryRegion;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
