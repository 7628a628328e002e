using System.Security.Cryptography;
using System.Text;
using Npgsql;
using RotationPS.Servers;

namespace RotationPS.Benchmarks.Floors;

/// <summary>
/// The driver calls of a rotation in their cheapest form: no types are loaded, nothing is encrypted, no setting is set, no
/// lock taken, no failure told apart. A data source for each login, as otherwise the driver would keep every password.
/// </summary>
internal sealed class DriverFloor(PostgreSqlServer server)
{
    private const int Rounds = 4096;

    /// <summary>Login, ALTER ROLE with a verifier that is computed here, login.</summary>
    public async Task RotateAloneAsync(string user, string password, string next)
    {
        await using (var own = await LogInAsync(user, password))
        {
            await ChangeAsync(own.Connection, user, next);
        }

        await using var proof = await LogInAsync(user, next);
    }

    /// <summary>Login as the current account, login as the superuser and ALTER ROLE, login as the next account.</summary>
    public async Task RotateNextAsync(string user, string password, string nextUser, string next)
    {
        await using (var current = await LogInAsync(user, password))
        {
        }

        await using (var superuser = await LogInAsync(server.Login, server.Password))
        {
            await ChangeAsync(superuser.Connection, nextUser, next);
        }

        await using var proof = await LogInAsync(nextUser, next);
    }

    /// <summary>What PostgreSQL stores of a password (RFC 5803).</summary>
    public static string Verifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Rounds, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        return $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(HMACSHA256.HashData(salted, "Server Key"u8))}";
    }

    private static async Task ChangeAsync(NpgsqlConnection connection, string user, string password)
    {
        await using var command = new NpgsqlCommand($"ALTER ROLE \"{user}\" PASSWORD '{Verifier(password)}'", connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DriverLogin> LogInAsync(string user, string password)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Username = user,
            Password = password,
            Database = "postgres",
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Enlist = false,
        };
        var source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString)
            .ConfigureTypeLoading(options => options.EnableTypeLoading(false))
            .Build();
        return new DriverLogin(source, await source.OpenConnectionAsync());
    }
}
