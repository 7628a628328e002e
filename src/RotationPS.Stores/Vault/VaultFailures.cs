using Microsoft.Data.Sqlite;
using RotationPS.Engine.Failures;

namespace RotationPS.Stores.Vault;

/// <summary>What can go wrong with a vault itself, beyond the rules that all stores share.</summary>
internal static class VaultFailures
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteError = 1;
    private const int SqlitePermission = 3;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteAuthorization = 23;
    private const int SqliteNotADatabase = 26;

    // What is left of "I/O error" where the write-ahead log's shared memory cannot grow: there is no space for it.
    private const int SqliteSharedMemorySize = 4874;

    public static RotationException NotFound(VaultFolder folder) => new(
        FailureKind.VaultNotFound,
        $"There is no vault in '{folder.Path}'.",
        "Check -VaultPath, or make a vault there with New-RotatedSecret.");

    public static RotationException KeysWithoutDatabase(VaultFolder folder) => new(
        FailureKind.VaultDamaged,
        $"The vault in '{folder.Path}' has keys, but its database 'vault.db' is missing or empty.",
        "Restore the whole folder from a backup, or choose another folder for a new vault.");

    public static RotationException Damaged(string database, string words, Exception? inner = null) => new(
        FailureKind.VaultDamaged,
        $"The vault's database '{database}' is damaged: {Sentence(words)}",
        "Restore the vault's whole folder from a backup.",
        inner);

    public static RotationException Foreign(string database, string words, Exception? inner = null) => new(
        FailureKind.VaultForeign,
        $"The file '{database}' is not a vault: {Sentence(words)}",
        "Choose another folder for the vault.",
        inner);

    public static RotationException Newer(string database, long found, long known) => new(
        FailureKind.VaultNewer,
        $"The vault '{database}' has format {found}, written by a newer version of RotationPS; this one knows formats up to {known}.",
        "Update the RotationPS module.");

    public static RotationException KeyMissing(string keyFolder, Exception? inner) => new(
        FailureKind.VaultKeyMissing,
        OperatingSystem.IsWindows()
            ? $"The key that the vault was made with is not in '{keyFolder}', or belongs to another user of Windows."
            : $"The key that the vault was made with is not in '{keyFolder}'.",
        "Restore the folder 'keys' from a backup of the same vault.",
        inner);

    public static RotationException Inaccessible(VaultFolder folder, Exception error) => new(
        FailureKind.VaultInaccessible,
        $"The vault in '{folder.Path}' cannot be read or written: {Sentence(error.Message)}",
        "Give this user the right to read and write the folder and its files.",
        error);

    public static RotationException Undecryptable(string name, string version, Exception inner) => new(
        FailureKind.DecryptionFailure,
        $"Version {version} of secret '{name}' cannot be decrypted: its bytes were changed after they were stored.",
        "Restore the vault's whole folder from a backup, or rotate the secret.",
        inner);

    public static RotationException Busy(string database, Exception? inner) => new(
        FailureKind.Busy,
        $"Another process holds the vault '{database}' longer than we wait.",
        "Try again when the other process has ended.",
        inner);

    public static string OthersCanReach(string entry, UnixFileMode mode) =>
        $"Other users of this machine may get at the vault: '{entry}' has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}. Run: chmod go= '{entry}'";

    /// <summary>Gives an error of SQLite its kind; SQLite's own words stay in the message.</summary>
    public static RotationException From(SqliteException error, VaultFolder folder)
    {
        var words = Words(error);
        var database = folder.DatabaseFile;
        return error.SqliteErrorCode switch
        {
            SqliteBusy or SqliteLocked => Busy(database, error),
            SqliteCorrupt => Damaged(database, words, error),

            // A file of another kind and a vault whose first page is gone look the same; only a vault has keys beside it.
            SqliteNotADatabase => folder.HasKeys ? Damaged(database, words, error) : Foreign(database, words, error),

            // Our statements are right for our tables, so an unknown table or column means that the tables are not ours any more.
            SqliteError => Damaged(database, words, error),
            _ when error.SqliteErrorCode is SqliteFull || error.SqliteExtendedErrorCode is SqliteSharedMemorySize => new RotationException(
                FailureKind.VaultInaccessible,
                $"The vault '{database}' cannot be written: {Sentence(words)}",
                "Free space on the disk.",
                error),
            SqliteReadOnly or SqlitePermission or SqliteInputOutput or SqliteCannotOpen or SqliteAuthorization => new RotationException(
                FailureKind.VaultInaccessible,
                $"The vault '{database}' cannot be read or written: {Sentence(words)}",
                "Give this user the right to read and write the vault's folder and its files, and check the disk.",
                error),
            _ => new RotationException(
                FailureKind.InternalServiceError,
                $"The vault '{database}' failed: {Sentence(words)}",
                "Try again, and report the error if it stays.",
                error),
        };
    }

    // The library wraps the words as: SQLite Error 8: 'attempt to write a readonly database'.
    private static string Words(SqliteException error)
    {
        var start = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var end = error.Message.LastIndexOf('\'');
        return start >= 0 && end > start ? error.Message[(start + 1)..end] : error.Message;
    }

    private static string Sentence(string words) => words.TrimEnd('.') + ".";
}
