using System.Security.Cryptography;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>A vault's secrets as one transaction has them: what Secrets Manager does with secrets, done to rows.</summary>
/// <param name="tables">The rows.</param>
/// <param name="keys">Encrypts and decrypts the values in them.</param>
internal sealed class VaultSecrets(VaultTables tables, VaultKeys keys)
{
    public StoredVersion Create(NewSecret secret, DateTimeOffset now)
    {
        if (tables.FindSecret(new SecretId(secret.Name)) is { } existing)
        {
            return tables.FindVersion(existing, secret.Token) is { } made && Decrypt(existing, made).Equals(secret.Text)
                ? ToStored(existing, made)
                : throw SecretStoreFailures.NameTaken(secret.Name);
        }

        var row = tables.InsertSecret(VaultArn.New(secret.Name), secret, now);
        foreach (var (key, value) in secret.Tags)
        {
            tables.PutTag(row, key, value);
        }

        return Add(row, secret.Token, secret.Text, [StageLabel.Current], now);
    }

    public StoredVersion Put(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, DateTimeOffset now)
    {
        var secret = Find(id);

        // A repeated call does nothing at all: labels that have moved since stay where they are.
        // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
        if (tables.FindVersion(secret, token) is { } existing)
        {
            return Decrypt(secret, existing).Equals(text)
                ? ToStored(secret, existing)
                : throw SecretStoreFailures.VersionHasOtherValue(secret.Name, token);
        }

        var version = Add(secret, token, text, labels.Count == 0 ? [StageLabel.Current] : labels, now);
        tables.Prune(secret, SecretRules.KeptVersions, now - SecretRules.KeptAge);
        tables.Touch(secret, now);
        return version;
    }

    public void MoveLabel(SecretId id, StageLabel label, VersionId? from, VersionId? to, DateTimeOffset now)
    {
        var secret = Find(id);
        if (from is null && to is null)
        {
            throw SecretStoreFailures.NowhereToMove(label);
        }

        if (to is null && label == StageLabel.Current)
        {
            throw SecretStoreFailures.CurrentNotRemovable(secret.Name);
        }

        var target = to is null
            ? null
            : tables.FindVersion(secret, to) ?? throw SecretStoreFailures.VersionNotFound(secret.Name, VersionReference.Of(to));
        var holder = tables.Holder(secret, label);

        // Without a version to take it from, a label may only be put where it is already or taken from nowhere.
        var isWhereExpected = holder?.Token == from || (from is null && holder?.Token == to);
        if (!isWhereExpected)
        {
            throw SecretStoreFailures.LabelElsewhere(secret.Name, label, holder?.Token, from);
        }

        if (target is null)
        {
            tables.RemoveLabel(secret, label);
        }
        else
        {
            PutLabels(secret, target, [label]);
        }

        tables.Touch(secret, now);
    }

    public void Tag(SecretId id, IReadOnlyDictionary<string, string> tags, DateTimeOffset now)
    {
        var secret = Find(id);
        SecretRules.CheckTagCount(secret.Name, tables.Tags(secret).Keys.Union(tags.Keys, StringComparer.Ordinal).Count());
        foreach (var (key, value) in tags)
        {
            tables.PutTag(secret, key, value);
        }

        tables.Touch(secret, now);
    }

    public void Untag(SecretId id, IReadOnlyList<string> tagKeys, DateTimeOffset now)
    {
        var secret = Find(id);
        foreach (var key in tagKeys)
        {
            tables.RemoveTag(secret, key);
        }

        tables.Touch(secret, now);
    }

    public SecretDescription Describe(SecretId id) => Describe([Find(id)])[0];

    public SecretValue Value(SecretId id, VersionReference reference)
    {
        var secret = Find(id);
        var version = (reference.Id is { } token ? tables.FindVersion(secret, token) : tables.Holder(secret, reference.Label!))
            ?? throw SecretStoreFailures.VersionNotFound(secret.Name, reference);
        if (reference is { Id: not null, Label: { } label } && tables.Holder(secret, label)?.Id != version.Id)
        {
            throw SecretStoreFailures.LabelNotOnVersion(secret.Name, version.Token, label);
        }

        return new SecretValue(
            new SecretVersion(secret.Arn, secret.Name, version.Token, LabelsOn(secret, version), version.Created),
            Decrypt(secret, version));
    }

    /// <summary>The value of AWSCURRENT, or why one secret of a batch has none.</summary>
    public SecretLookup Lookup(SecretId id)
    {
        try
        {
            return new SecretLookup(id, Value(id, VersionReference.Current), null);
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceNotFound or FailureKind.DecryptionFailure)
        {
            return new SecretLookup(id, null, failure);
        }
    }

    public IReadOnlyList<SecretVersion> Versions(SecretId id, bool includeDeprecated)
    {
        var secret = Find(id);
        var labels = tables.Labels(secret).ToLookup(label => label.Version.Id, label => label.Label);
        return
        [
            .. tables.Versions(secret)
                .Where(version => includeDeprecated || labels.Contains(version.Id))
                .Select(version => new SecretVersion(secret.Arn, secret.Name, version.Token, [.. labels[version.Id]], version.Created)),
        ];
    }

    /// <summary>The secrets that follow the row with an id.</summary>
    public List<(long Id, SecretDescription Secret)> Page(long after, int count)
    {
        var page = tables.Secrets(after, count);
        return page.Count == 0 ? [] : [.. page.Zip(Describe(page), (row, secret) => (row.Id, secret))];
    }

    private SecretRow Find(SecretId id) => tables.FindSecret(id) ?? throw SecretStoreFailures.SecretNotFound(id);

    private StoredVersion Add(SecretRow secret, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, DateTimeOffset now)
    {
        var version = tables.InsertVersion(secret, token, keys.Encrypt(secret.Arn, token.Value, text), now);
        PutLabels(secret, version, labels);
        return ToStored(secret, version);
    }

    private void PutLabels(SecretRow secret, VersionRow version, IReadOnlyList<StageLabel> labels)
    {
        var left = labels.Contains(StageLabel.Current) ? tables.Holder(secret, StageLabel.Current) : null;
        foreach (var label in labels)
        {
            tables.PutLabel(secret, label, version);
        }

        if (left is not null && left.Id != version.Id)
        {
            tables.PutLabel(secret, StageLabel.Previous, left);
        }

        SecretRules.CheckLabelCount(secret.Name, tables.CountLabels(secret));
    }

    private SecretText Decrypt(SecretRow secret, VersionRow version)
    {
        try
        {
            return keys.Decrypt(secret.Arn, version.Token.Value, tables.Encrypted(version));
        }
        catch (CryptographicException error)
        {
            throw VaultFailures.Undecryptable(secret.Name, version.Token.Value, error);
        }
    }

    private StoredVersion ToStored(SecretRow secret, VersionRow version) =>
        new(secret.Arn, secret.Name, version.Token, LabelsOn(secret, version));

    private StageLabel[] LabelsOn(SecretRow secret, VersionRow version) =>
        [.. tables.Labels(secret).Where(label => label.Version.Id == version.Id).Select(label => label.Label)];

    private List<SecretDescription> Describe(List<SecretRow> page)
    {
        var (labels, tags) = (tables.Labels(page), tables.Tags(page));
        return page.ConvertAll(secret => new SecretDescription
        {
            Arn = secret.Arn,
            Name = secret.Name,
            Description = secret.Description,
            CreatedDate = secret.Created,
            LastChangedDate = secret.Changed,
            Tags = tags[secret.Id].ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            VersionIdsToStages = labels[secret.Id]
                .GroupBy(label => label.Version, label => label.Label)
                .ToDictionary(version => version.Key, version => (IReadOnlyList<StageLabel>)[.. version]),
        });
    }
}
