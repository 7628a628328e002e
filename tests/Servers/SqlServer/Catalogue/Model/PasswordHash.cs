using System.Security.Cryptography;
using System.Text;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>SQL Server's password hash since 2012: 0x0200, a salt of four bytes, SHA2_512 of the UTF-16 password and the salt.</summary>
internal static class PasswordHash
{
    private const int SaltLength = 4;

    public static byte[] Of(string password) => With(password, RandomNumberGenerator.GetBytes(SaltLength));

    public static bool Matches(string password, byte[]? hash) =>
        hash is not null && IsKnown(hash) && With(password, hash.AsSpan(2, SaltLength).ToArray()).AsSpan().SequenceEqual(hash);

    public static bool IsKnown(byte[] hash) => hash.Length == 2 + SaltLength + SHA512.HashSizeInBytes && hash[0] == 2 && hash[1] == 0;

    private static byte[] With(string password, byte[] salt) =>
        [2, 0, .. salt, .. SHA512.HashData([.. Encoding.Unicode.GetBytes(password), .. salt])];
}
