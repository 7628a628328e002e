using System.Security.Cryptography;
using System.Text;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// How a clone is known as ours. One that we made has a sid that follows from its base's, which whoever creates a login
/// decides once and for all. One that was adopted keeps its sid, so its base gets the right to see its definition: only
/// whoever may alter the login can grant that, so the owner of some database cannot offer us a stranger's login.
/// </summary>
internal static class CloneMark
{
    /// <summary>What the base of an adopted clone may do with it.</summary>
    public const string Permission = "VIEW DEFINITION";

    private const int HashedBytes = 16;

    private static readonly byte[] _namespace = Encoding.UTF8.GetBytes("RotationPS clone of ");

    /// <summary>
    /// The sid of the clone that we make. What comes before the last 16 bytes says what kind of account it is, on Azure and
    /// for users of a contained database, and stays as it is.
    /// </summary>
    public static byte[] SidFor(byte[] baseSid)
    {
        var hash = SHA256.HashData([.. _namespace, .. baseSid]);
        return [.. baseSid.Take(Math.Max(0, baseSid.Length - HashedBytes)), .. hash.Take(HashedBytes)];
    }

    public static bool IsMadeFrom(byte[] baseSid, byte[] cloneSid) => SidFor(baseSid).AsSpan().SequenceEqual(cloneSid);
}
