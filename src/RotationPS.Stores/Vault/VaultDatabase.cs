using Microsoft.Data.Sqlite;
using RotationPS.Engine.Failures;

namespace RotationPS.Stores.Vault;

/// <summary>
/// The one connection of a store to the vault's database. It recognises a vault before it changes anything in a file.
/// </summary>
/// <remarks>
/// A vault is made in steps, each whole or not at all: the empty file, the tables, the key, the proof of the key. Whoever
/// finds one half made goes on where the other stopped. As the tables are always there before a key, keys beside an
/// empty database mean that something was lost.
/// </remarks>
internal sealed class VaultDatabase : IDisposable
{
    // SQLite waits this long by itself, with short pauses, and between two such waits a cancelled caller gets away. It is
    // a little more than the library's time-out, whose own way of waiting is to sleep 150 ms at a time.
    private const int SliceMilliseconds = 1100;
    private const int LibraryTimeoutSeconds = 1;

    private const int SqliteBusy = 5;

    // https://www.sqlite.org/fileformat.html
    private const int SmallestPage = 512;

    private readonly VaultFolder _folder;
    private readonly SqliteConnection _connection;
    private readonly VaultCommands _commands;
    private readonly int _attempts;

    private VaultDatabase(VaultFolder folder, TimeSpan patience)
    {
        _folder = folder;
        _attempts = Math.Max(1, (int)(patience.TotalMilliseconds / SliceMilliseconds));

        // Unpooled: a pool would hold the file open after Dispose, and on Windows nobody could move or delete it.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = folder.DatabaseFile,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = LibraryTimeoutSeconds,
        }.ConnectionString);
        _commands = new VaultCommands(_connection);
    }

    /// <summary>Opens the vault's database and checks that the keys fit it.</summary>
    /// <param name="folder">Where the vault is.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="create">Whether to make a vault where there is none.</param>
    /// <param name="patience">How long to wait for other processes, whenever they are in the way.</param>
    /// <exception cref="RotationException">One of the kinds whose names begin with Vault; what is there stays as it is.</exception>
    /// <exception cref="SqliteException">SQLite could not open the file.</exception>
    /// <exception cref="IOException">The folder or a key file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">As before, for want of rights.</exception>
    public static VaultDatabase Open(VaultFolder folder, VaultKeys keys, bool create, TimeSpan patience)
    {
        VaultDatabase? database = null;
        try
        {
            // The keys are looked at before the database: the other way round, a vault that another process makes
            // between the two looks would seem to have lost its tables.
            var hasKeys = folder.HasKeys;
            if (!folder.HasDatabase)
            {
                if (hasKeys || !create)
                {
                    throw Absent(folder, hasKeys);
                }

                folder.Create();
            }

            database = new VaultDatabase(folder, patience);
            database.Connect();
            if (!database.Read(database.HasTables, CancellationToken.None))
            {
                if (hasKeys || !create)
                {
                    throw Absent(folder, hasKeys);
                }

                database.CreateTables();
            }

            var keyCheck = database.Read(database.KeyCheck, CancellationToken.None)
                ?? (create ? database.CreateKey(keys) : throw VaultFailures.NotFound(folder));
            keys.Verify(keyCheck);
            return database;
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that only read, all on one state of the database.</summary>
    public T Read<T>(Func<VaultTransaction, T> work, CancellationToken cancellationToken) =>
        Run(work, deferred: true, cancellationToken);

    /// <summary>Runs statements that write, alone, and makes them last.</summary>
    public T Write<T>(Func<VaultTransaction, T> work, CancellationToken cancellationToken) =>
        Run(work, deferred: false, cancellationToken);

    public void Dispose()
    {
        _commands.Dispose();
        _connection.Dispose();
    }

    private static RotationException Absent(VaultFolder folder, bool hasKeys) =>
        hasKeys ? VaultFailures.KeysWithoutDatabase(folder) : VaultFailures.NotFound(folder);

    private T Run<T>(Func<VaultTransaction, T> work, bool deferred, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var transaction = new VaultTransaction(_commands, _connection.BeginTransaction(deferred));
                var result = work(transaction);
                transaction.Commit();
                return result;
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SqliteBusy && attempt < _attempts)
            {
                // Nothing of the transaction has happened, so it starts over.
            }
            catch (SqliteException error)
            {
                throw VaultFailures.From(error, _folder);
            }
        }
    }

    private void Connect()
    {
        _connection.Open();

        // A committed password must survive a power cut, also on macOS, where an ordinary sync does not reach the disk.
        Execute($"PRAGMA busy_timeout = {SliceMilliseconds}; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");
    }

    private void CreateTables()
    {
        // With the write-ahead log a commit is one sync, and readers and the writer do not wait for each other. It needs
        // memory shared by all who use the file, so a folder on another machine keeps SQLite's rollback journal.
        // https://www.sqlite.org/wal.html
        if (!_folder.IsRemote)
        {
            UseWriteAheadLog();
        }

        Write(
            transaction =>
            {
                if (!HasTables(transaction))
                {
                    transaction.Execute(VaultSchema.Create);
                }

                return true;
            },
            CancellationToken.None);
    }

    private void UseWriteAheadLog()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Execute("PRAGMA journal_mode = WAL;");
                return;
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SqliteBusy && attempt < _attempts)
            {
                // Another process is making the same vault at this moment.
            }
        }
    }

    private byte[] CreateKey(VaultKeys keys) => Write(
        transaction =>
        {
            // Whoever came second finds what the first has made.
            if (KeyCheck(transaction) is { } made)
            {
                return made;
            }

            var keyCheck = keys.Create();
            transaction.Execute("INSERT INTO key_check (id, encrypted) VALUES (1, $encrypted)", ("$encrypted", keyCheck));
            return keyCheck;
        },
        CancellationToken.None);

    /// <summary>The proof of the vault's key; null where the vault is not made to the end.</summary>
    private byte[]? KeyCheck(VaultTransaction transaction)
    {
        var keyCheck = transaction.Query("SELECT encrypted FROM key_check", row => row.GetFieldValue<byte[]>(0)).SingleOrDefault();
        return keyCheck is not null || transaction.Number("SELECT count(*) FROM secret") == 0
            ? keyCheck
            : throw VaultFailures.Damaged(_folder.DatabaseFile, "it has secrets but no proof of the key they were encrypted with");
    }

    /// <summary>Whether the vault's tables are there; false for a database without anything in it.</summary>
    private bool HasTables(VaultTransaction transaction)
    {
        var application = transaction.Number("PRAGMA application_id");
        var version = transaction.Number("PRAGMA user_version");
        var tables = transaction.Number("SELECT count(*) FROM sqlite_schema");
        return (application, version, tables) switch
        {
            // SQLite takes a file shorter than any page for an empty database and would write over what is in it.
            (0, 0, 0) => new FileInfo(_folder.DatabaseFile).Length is 0 or >= SmallestPage
                ? false
                : throw VaultFailures.Foreign(_folder.DatabaseFile, "it is too short for a database"),
            (not VaultSchema.ApplicationId, _, _) =>
                throw VaultFailures.Foreign(_folder.DatabaseFile, "it is a SQLite database of another program"),
            (_, > VaultSchema.Version, _) => throw VaultFailures.Newer(_folder.DatabaseFile, version, VaultSchema.Version),
            (_, VaultSchema.Version, > 0) => true,
            _ => throw VaultFailures.Damaged(_folder.DatabaseFile, $"its format says {version} and it has {tables} tables and indexes"),
        };
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
