using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql;

/// <summary>The name that stands for an account pair in <c>GET_LOCK</c>. Every version of this module must make the same.</summary>
internal static class AccountLockName
{
    // Locks are shared with every application of the server, and a name has at most 64 characters.
    private const string Namespace = "RotationPS/account/";
    private const int HashCharacters = 32;

    public static string Of(AccountName baseAccount) => Namespace + Hash(baseAccount);

    /// <summary>The first half of the name's SHA-256, in lower-case hexadecimal.</summary>
    public static string Hash(AccountName account) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.Value)))[..HashCharacters].ToLowerInvariant();
}
