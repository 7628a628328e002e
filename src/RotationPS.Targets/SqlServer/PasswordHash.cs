using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// A password as SQL Server 2012 and later keep it: a version, a salt of four bytes, and SHA-512 of the password in UTF-16
/// and the salt. With it a statement needs no password.
/// </summary>
internal static class PasswordHash
{
    private const int SaltLength = 4;

    private static readonly byte[] _version = [0x02, 0x00];

    public static string Create(Password password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        byte[] salted = [.. Encoding.Unicode.GetBytes(password.Reveal()), .. salt];
        return SqlServerText.Hex([.. _version, .. salt, .. SHA512.HashData(salted)]);
    }
}
