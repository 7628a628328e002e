using System.Security.Cryptography;
using System.Text;

namespace RotationPS.Targets.MySql.Passwords;

/// <summary>
/// The digest of SHA-crypt with SHA-256, as https://www.akkadia.org/drepper/SHA-crypt.txt describes it;
/// its step numbers are given below. MySQL takes a salt of 20 bytes, longer than the 16 of that text.
/// </summary>
internal static class Sha256Crypt
{
    /// <summary>The rounds where nobody says another number.</summary>
    public const int UsualRounds = 5000;

    private const int HashBytes = 32;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>43 characters.</summary>
    public static string Digest(byte[] password, byte[] salt, int rounds = UsualRounds)
    {
        // Steps 4 to 8, and 1 to 3 with 9 to 12.
        var alternate = SHA256.HashData([.. password, .. salt, .. password]);
        var start = new List<byte>([.. password, .. salt, .. Stretched(alternate, password.Length)]);
        for (var length = password.Length; length > 0; length >>= 1)
        {
            start.AddRange((length & 1) == 1 ? alternate : password);
        }

        // Steps 13 to 20.
        var passwordBytes = Stretched(SHA256.HashData(Repeated(password, password.Length)), password.Length);
        var digest = SHA256.HashData([.. start]);
        var saltBytes = Stretched(SHA256.HashData(Repeated(salt, 16 + digest[0])), salt.Length);
        for (var round = 0; round < rounds; round++)
        {
            digest = SHA256.HashData(Mixed(round, digest, passwordBytes, saltBytes));
        }

        return Encode(digest);
    }

    /// <summary>Step 21.</summary>
    private static byte[] Mixed(int round, byte[] digest, byte[] password, byte[] salt)
    {
        var isOdd = round % 2 == 1;
        return
        [
            .. isOdd ? password : digest,
            .. round % 3 == 0 ? [] : salt,
            .. round % 7 == 0 ? [] : password,
            .. isOdd ? digest : password,
        ];
    }

    private static byte[] Repeated(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(part => part)];

    private static byte[] Stretched(byte[] hash, int length) => [.. Enumerable.Range(0, length).Select(index => hash[index % HashBytes])];

    /// <summary>Step 22: three bytes at a time, each ten places behind the last, as four characters with the lowest bits first.</summary>
    private static string Encode(byte[] digest)
    {
        var text = new StringBuilder();
        for (var group = 0; group < 10; group++)
        {
            var places = (group % 3) switch
            {
                0 => (First: group, Second: group + 10, Third: group + 20),
                1 => (First: group + 20, Second: group, Third: group + 10),
                _ => (First: group + 10, Second: group + 20, Third: group),
            };
            Append(text, (digest[places.First] << 16) | (digest[places.Second] << 8) | digest[places.Third], characters: 4);
        }

        Append(text, (digest[31] << 8) | digest[30], characters: 3);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int bits, int characters)
    {
        for (var index = 0; index < characters; index++)
        {
            text.Append(Alphabet[(bits >> (6 * index)) & 0b11_1111]);
        }
    }
}
