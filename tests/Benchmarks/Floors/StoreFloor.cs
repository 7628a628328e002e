using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace RotationPS.Benchmarks.Floors;

/// <summary>
/// What a vault has to do for a rotation, in the cheapest form: read a value, write an encrypted one with AWSPENDING, move
/// AWSCURRENT with AWSPREVIOUS, take AWSPENDING off. Each write is a commit that survives a power cut, for the protocol
/// needs it before it goes on. Statements are prepared once, a single key encrypts, no rule is checked.
/// </summary>
internal sealed class StoreFloor : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE version (id INTEGER PRIMARY KEY, secret INTEGER NOT NULL, encrypted BLOB NOT NULL);
        CREATE TABLE label (secret INTEGER NOT NULL, label TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (secret, label)) WITHOUT ROWID;
        """;

    private const string PutLabel =
        "INSERT INTO label (secret, label, version) VALUES ($secret, $label, $version) ON CONFLICT (secret, label) DO UPDATE SET version = excluded.version";

    private readonly AesGcm _key = new(RandomNumberGenerator.GetBytes(32), AesGcm.TagByteSizes.MaxSize);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;

    public StoreFloor(string folder)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "floor.db"), Pooling = false }.ConnectionString);
        _connection.Open();
        Prepare(Schema).ExecuteNonQuery();
        _read = Prepare("SELECT encrypted, version.id FROM label JOIN version ON version.id = label.version WHERE label.secret = $secret AND label = 'AWSCURRENT'", "$secret");
        _insert = Prepare("INSERT INTO version (secret, encrypted) VALUES ($secret, $encrypted) RETURNING id", "$secret", "$encrypted");
        _put = Prepare(PutLabel, "$secret", "$label", "$version");
        _remove = Prepare("DELETE FROM label WHERE secret = $secret AND label = 'AWSPENDING'", "$secret");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
    }

    /// <summary>Makes a secret with its first value.</summary>
    public void Create(int secret, string text) => Write(() => Run(_put, secret, "AWSCURRENT", Insert(secret, text)));

    /// <summary>Reads AWSCURRENT.</summary>
    public async Task<(long Version, string Text)> ReadAsync(int secret)
    {
        await _gate.WaitAsync();
        try
        {
            Bind(_read, secret);
            using var reader = _read.ExecuteReader();
            reader.Read();
            return (reader.GetInt64(1), Decrypt(reader.GetFieldValue<byte[]>(0)));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes the next value.</summary>
    public Task<long> PutPendingAsync(int secret, string text) => WriteAsync(() =>
    {
        var version = Insert(secret, text);
        Run(_put, secret, "AWSPENDING", version);
        return version;
    });

    /// <summary>Moves AWSCURRENT, and then takes AWSPENDING off.</summary>
    public async Task FinishAsync(int secret, long from, long to)
    {
        await WriteAsync(() =>
        {
            Run(_put, secret, "AWSPREVIOUS", from);
            Run(_put, secret, "AWSCURRENT", to);
            return to;
        });
        await WriteAsync(() =>
        {
            Run(_remove, secret);
            return to;
        });
    }

    public void Dispose()
    {
        _connection.Dispose();
        _key.Dispose();
        _gate.Dispose();
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params object[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, null));
        }

        return command;
    }

    private long Insert(int secret, string text)
    {
        Bind(_insert, secret, Encrypt(text));
        return (long)_insert.ExecuteScalar()!;
    }

    private async Task<long> WriteAsync(Func<long> work)
    {
        await _gate.WaitAsync();
        try
        {
            var version = 0L;
            Write(() => version = work());
            return version;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Write(Action work)
    {
        _begin.ExecuteNonQuery();
        work();
        _commit.ExecuteNonQuery();
    }

    private byte[] Encrypt(string text)
    {
        var (nonce, tag) = (RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), new byte[AesGcm.TagByteSizes.MaxSize]);
        var clear = Encoding.UTF8.GetBytes(text);
        var cipher = new byte[clear.Length];
        _key.Encrypt(nonce, clear, cipher, tag);
        return [.. nonce, .. tag, .. cipher];
    }

    private string Decrypt(ReadOnlySpan<byte> encrypted)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var clear = new byte[encrypted.Length - nonce - tag];
        _key.Decrypt(encrypted[..nonce], encrypted[(nonce + tag)..], encrypted[nonce..(nonce + tag)], clear);
        return Encoding.UTF8.GetString(clear);
    }
}
