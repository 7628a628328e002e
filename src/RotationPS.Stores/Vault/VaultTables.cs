using Microsoft.Data.Sqlite;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>The statements on a vault's tables. The rules of Secrets Manager are not here but in <see cref="VaultSecrets"/>.</summary>
internal sealed class VaultTables(VaultTransaction transaction)
{
    private const string SecretColumns = "SELECT id, arn, name, description, created, changed FROM secret";

    public SecretRow? FindSecret(SecretId id) =>
        transaction.Query($"{SecretColumns} WHERE arn = $id", Secret, ("$id", id.Value)).SingleOrDefault()
        ?? transaction.Query($"{SecretColumns} WHERE name = $name", Secret, ("$name", VaultArn.NameIn(id))).SingleOrDefault();

    /// <summary>The secrets whose ids come after one, in the order of their ids.</summary>
    public List<SecretRow> Secrets(long after, int count) => transaction.Query(
        $"{SecretColumns} WHERE id > $after ORDER BY id LIMIT $count",
        Secret,
        ("$after", after),
        ("$count", count));

    public SecretRow InsertSecret(string arn, NewSecret secret, DateTimeOffset now)
    {
        transaction.Execute(
            """
            INSERT INTO secret (arn, name, description, created, changed)
            VALUES ($arn, $name, $description, $now, $now)
            """,
            ("$arn", arn),
            ("$name", secret.Name),
            ("$description", secret.Description),
            ("$now", now.UtcTicks));
        return new SecretRow(LastId(), arn, secret.Name, secret.Description, now, now);
    }

    public void Touch(SecretRow secret, DateTimeOffset now) =>
        transaction.Execute("UPDATE secret SET changed = $now WHERE id = $secret", ("$now", now.UtcTicks), ("$secret", secret.Id));

    public VersionRow? FindVersion(SecretRow secret, VersionId token) => transaction.Query(
        "SELECT id, token, created FROM version WHERE secret = $secret AND token = $token",
        Version,
        ("$secret", secret.Id),
        ("$token", token.Value)).SingleOrDefault();

    public VersionRow? Holder(SecretRow secret, StageLabel label) => transaction.Query(
        """
        SELECT version.id, token, created FROM label JOIN version ON version.id = label.version
        WHERE label.secret = $secret AND label = $label
        """,
        Version,
        ("$secret", secret.Id),
        ("$label", label.Value)).SingleOrDefault();

    /// <summary>All versions of a secret, newest first.</summary>
    public List<VersionRow> Versions(SecretRow secret) => transaction.Query(
        "SELECT id, token, created FROM version WHERE secret = $secret ORDER BY id DESC",
        Version,
        ("$secret", secret.Id));

    public VersionRow InsertVersion(SecretRow secret, VersionId token, byte[] encrypted, DateTimeOffset now)
    {
        transaction.Execute(
            "INSERT INTO version (secret, token, created, encrypted) VALUES ($secret, $token, $now, $encrypted)",
            ("$secret", secret.Id),
            ("$token", token.Value),
            ("$now", now.UtcTicks),
            ("$encrypted", encrypted));
        return new VersionRow(LastId(), token, now);
    }

    public byte[] Encrypted(VersionRow version) => transaction.Query(
        "SELECT encrypted FROM version WHERE id = $version",
        row => row.GetFieldValue<byte[]>(0),
        ("$version", version.Id)).Single();

    /// <summary>Deletes the versions without a label that are neither among the newest <paramref name="kept"/> nor made since.</summary>
    public void Prune(SecretRow secret, int kept, DateTimeOffset since) => transaction.Execute(
        """
        DELETE FROM version
        WHERE secret = $secret AND created < $since
            AND NOT EXISTS (SELECT 1 FROM label WHERE label.version = version.id)
            AND id <= (SELECT id FROM version WHERE secret = $secret ORDER BY id DESC LIMIT 1 OFFSET $kept)
        """,
        ("$secret", secret.Id),
        ("$since", since.UtcTicks),
        ("$kept", kept));

    /// <summary>The labels of a secret and the ids of the versions they are on.</summary>
    public List<(StageLabel Label, VersionRow Version)> Labels(SecretRow secret) => transaction.Query(
        """
        SELECT version.id, token, created, label FROM label JOIN version ON version.id = label.version
        WHERE label.secret = $secret ORDER BY label
        """,
        row => (new StageLabel(row.GetString(3)), Version(row)),
        ("$secret", secret.Id));

    /// <summary>The same of a page of secrets without a gap in their ids, by secret.</summary>
    public ILookup<long, (StageLabel Label, VersionId Version)> Labels(List<SecretRow> page) => transaction.Query(
        """
        SELECT label.secret, label, token FROM label JOIN version ON version.id = label.version
        WHERE label.secret BETWEEN $first AND $last ORDER BY label.secret, label
        """,
        row => (Secret: row.GetInt64(0), Label: new StageLabel(row.GetString(1)), Version: new VersionId(row.GetString(2))),
        ("$first", page[0].Id),
        ("$last", page[^1].Id)).ToLookup(found => found.Secret, found => (found.Label, found.Version));

    public void PutLabel(SecretRow secret, StageLabel label, VersionRow version) => transaction.Execute(
        """
        INSERT INTO label (secret, label, version) VALUES ($secret, $label, $version)
        ON CONFLICT (secret, label) DO UPDATE SET version = excluded.version
        """,
        ("$secret", secret.Id),
        ("$label", label.Value),
        ("$version", version.Id));

    public void RemoveLabel(SecretRow secret, StageLabel label) => transaction.Execute(
        "DELETE FROM label WHERE secret = $secret AND label = $label",
        ("$secret", secret.Id),
        ("$label", label.Value));

    public int CountLabels(SecretRow secret) =>
        (int)transaction.Number("SELECT count(*) FROM label WHERE secret = $secret", ("$secret", secret.Id));

    public Dictionary<string, string> Tags(SecretRow secret) => transaction.Query(
        "SELECT key, value FROM tag WHERE secret = $secret ORDER BY key",
        row => (Key: row.GetString(0), Value: row.GetString(1)),
        ("$secret", secret.Id)).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);

    /// <summary>The same of a page of secrets without a gap in their ids, by secret.</summary>
    public ILookup<long, (string Key, string Value)> Tags(List<SecretRow> page) => transaction.Query(
        "SELECT secret, key, value FROM tag WHERE secret BETWEEN $first AND $last ORDER BY secret, key",
        row => (Secret: row.GetInt64(0), Key: row.GetString(1), Value: row.GetString(2)),
        ("$first", page[0].Id),
        ("$last", page[^1].Id)).ToLookup(found => found.Secret, found => (found.Key, found.Value));

    public void PutTag(SecretRow secret, string key, string value) => transaction.Execute(
        """
        INSERT INTO tag (secret, key, value) VALUES ($secret, $key, $value)
        ON CONFLICT (secret, key) DO UPDATE SET value = excluded.value
        """,
        ("$secret", secret.Id),
        ("$key", key),
        ("$value", value));

    public void RemoveTag(SecretRow secret, string key) =>
        transaction.Execute("DELETE FROM tag WHERE secret = $secret AND key = $key", ("$secret", secret.Id), ("$key", key));

    private long LastId() => transaction.Number("SELECT last_insert_rowid()");

    private static SecretRow Secret(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        Instant(row.GetInt64(4)),
        Instant(row.GetInt64(5)));

    private static VersionRow Version(SqliteDataReader row) =>
        new(row.GetInt64(0), new VersionId(row.GetString(1)), Instant(row.GetInt64(2)));

    private static DateTimeOffset Instant(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
