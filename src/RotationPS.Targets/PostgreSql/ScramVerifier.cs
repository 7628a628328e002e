using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// Makes what PostgreSQL stores of a password (RFC 5803), so that the password itself never travels in a statement. The
/// rounds and the length of the salt are those of PostgreSQL (scram-common.h).
/// </summary>
internal static class ScramVerifier
{
    private const int Rounds = 4096;
    private const int SaltBytes = 16;

    /// <summary>A verifier with a fresh salt.</summary>
    public static string Create(Password password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>A verifier with a given salt.</summary>
    public static string Create(Password password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password.Reveal()), salt, Rounds, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
