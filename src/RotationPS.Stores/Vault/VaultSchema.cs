namespace RotationPS.Stores.Vault;

/// <summary>The tables of a vault's database, and the marks by which one is recognised.</summary>
internal static class VaultSchema
{
    /// <summary>"RPSV" in ASCII, in the place of the file's header that SQLite gives to applications.</summary>
    public const long ApplicationId = 0x52505356;

    /// <summary>The format of the tables below; it grows with every change to them.</summary>
    public const long Version = 1;

    // The marks are set in the same transaction as the tables, so there is no moment with one and not the other.
    public static readonly string Create = $"""
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        CREATE TABLE key_check (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            encrypted BLOB NOT NULL
        ) STRICT;
        CREATE TABLE secret (
            id INTEGER PRIMARY KEY,
            arn TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            description TEXT,
            created INTEGER NOT NULL,
            changed INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE version (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            secret INTEGER NOT NULL REFERENCES secret (id),
            token TEXT NOT NULL,
            created INTEGER NOT NULL,
            encrypted BLOB NOT NULL,
            UNIQUE (secret, token)
        ) STRICT;
        CREATE TABLE label (
            secret INTEGER NOT NULL REFERENCES secret (id),
            label TEXT NOT NULL,
            version INTEGER NOT NULL REFERENCES version (id),
            PRIMARY KEY (secret, label)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX label_of_version ON label (version);
        CREATE TABLE tag (
            secret INTEGER NOT NULL REFERENCES secret (id),
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (secret, key)
        ) STRICT, WITHOUT ROWID;
        """;
}
