using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql.Passwords;

/// <summary>
/// What the servers keep of a password, made here, so that the password itself is in no statement and in no log.
/// </summary>
internal static class PasswordHash
{
    public const string Native = "mysql_native_password";
    public const string Ed25519 = "ed25519";
    public const string CachingSha2 = "caching_sha2_password";
    public const string Sha256 = "sha256_password";

    private const int SaltCharacters = 20;
    private const string SaltAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Whether an account that logs in by this plugin has a password whose hash can be made here.</summary>
    public static bool CanMake(string plugin) => plugin is "" or Native or Ed25519 or CachingSha2 or Sha256;

    /// <summary>The hash, as the plugin keeps it.</summary>
    /// <param name="plugin">One that <see cref="CanMake"/> knows; none means the oldest.</param>
    /// <param name="password">The password.</param>
    /// <param name="cachingSha2">How the server wants hashes of caching_sha2_password.</param>
    public static string Make(string plugin, Password password, CachingSha2Format cachingSha2)
    {
        var bytes = Encoding.UTF8.GetBytes(password.Reveal());
        var salt = RandomNumberGenerator.GetString(SaltAlphabet, SaltCharacters);
        return plugin switch
        {
            "" or Native => MakeNative(bytes),
            Ed25519 => Convert.ToBase64String(new Ed25519Key(bytes).PublicKey).TrimEnd('='),
            CachingSha2 => cachingSha2.Make(bytes, salt),
            Sha256 => $"$5${salt}${Sha256Crypt.Digest(bytes, Encoding.ASCII.GetBytes(salt))}",
            _ => throw new ArgumentOutOfRangeException(nameof(plugin)),
        };
    }

    /// <summary>The hash of a password that nobody knows.</summary>
    public static string MakeUnknown(string plugin, CachingSha2Format cachingSha2) =>
        Make(plugin, new Password(RandomNumberGenerator.GetHexString(64)), cachingSha2);

    /// <summary>
    /// The hash as statements take it. What may hold characters that a statement would not bring over unharmed is written
    /// in hexadecimal; see print_identified_with_as_hex of MySQL.
    /// </summary>
    public static string Literal(string plugin, string hash) =>
        plugin is CachingSha2 && hash.Length > 0 ? "0x" + Convert.ToHexString(Encoding.UTF8.GetBytes(hash)) : MySqlText.Literal(hash);

    /// <summary>SHA-1 twice: https://dev.mysql.com/doc/refman/8.4/en/native-pluggable-authentication.html. The server demands it.</summary>
#pragma warning disable CA5350
    private static string MakeNative(byte[] password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(password)));
#pragma warning restore CA5350
}
