using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>The number that stands for an account pair in <c>pg_advisory_lock</c>. Every version of this module must make the same.</summary>
internal static class AccountLockKey
{
    // Advisory locks are shared with every application of the database, so the name is put in a room of its own.
    private const string Namespace = "RotationPS/account/";

    public static long Of(AccountName baseAccount) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Namespace + baseAccount.Value)));
}
