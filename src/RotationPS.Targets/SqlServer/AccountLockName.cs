using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>The resource that stands for an account pair in <c>sp_getapplock</c>. Every version of this module must make the same.</summary>
internal static class AccountLockName
{
    // Application locks are shared with every application of the database, so the name is put in a room of its own. The
    // procedure keeps 255 characters and compares them bit by bit, hence a hash of fixed length.
    private const string Namespace = "RotationPS/account/";

    public static string Of(AccountName baseAccount) =>
        Namespace + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(baseAccount.Value)));
}
