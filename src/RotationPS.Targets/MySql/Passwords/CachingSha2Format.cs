using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RotationPS.Targets.MySql.Passwords;

/// <summary>
/// How a server keeps the passwords of caching_sha2_password, and how often it has them hashed. A server can demand its own
/// way, and whoever has a hash of another one has to change the password after the login; so hashes are made its way. See
/// https://dev.mysql.com/doc/refman/9.7/en/caching-sha2-pluggable-authentication.html.
/// </summary>
/// <param name="IsPbkdf2">Whether by PBKDF2 with SHA-512, as MySQL 9 can; by SHA-crypt else.</param>
/// <param name="Thousands">The rounds, in thousands.</param>
internal sealed record CachingSha2Format(bool IsPbkdf2, int Thousands)
{
    /// <summary>The server's setting that names the way.</summary>
    public const string StorageSetting = "caching_sha2_password_storage_format";

    /// <summary>The server's setting of the rounds.</summary>
    public const string RoundsSetting = "caching_sha2_password_digest_rounds";

    private const string Pbkdf2 = "PBKDF2_SHA512";
    private const int HashBytes = 64;

    /// <summary>What a server takes that has nothing to say of it.</summary>
    public static CachingSha2Format Usual { get; } = new(IsPbkdf2: false, Sha256Crypt.UsualRounds / 1000);

    /// <summary>Reads the settings; null where the server has none.</summary>
    public static CachingSha2Format Of(string? storage, string? rounds) => new(
        string.Equals(storage, Pbkdf2, StringComparison.OrdinalIgnoreCase),
        int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number / 1000 : Usual.Thousands);

    /// <summary>The hash with its salt, as the server keeps it; the rounds are in hexadecimal.</summary>
    public string Make(byte[] password, string salt)
    {
        var saltBytes = Encoding.ASCII.GetBytes(salt);
        var digest = IsPbkdf2
            ? Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(password, saltBytes, Thousands * 1000, HashAlgorithmName.SHA512, HashBytes))
            : Sha256Crypt.Digest(password, saltBytes, Thousands * 1000);
        return string.Create(CultureInfo.InvariantCulture, $"${(IsPbkdf2 ? 'B' : 'A')}${Thousands:X3}${salt}{digest}");
    }
}
