using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>
/// The id of the version that follows another one. It is derived, not drawn, so that all who rotate a secret at once, or
/// one after a crash, mean the same version: the first makes it, the others find it and help to finish it.
/// </summary>
internal static class DerivedVersionId
{
    private const int UuidBytes = 16;

    /// <param name="arn">The secret.</param>
    /// <param name="current">The version that is AWSCURRENT.</param>
    /// <param name="attempt">How many attempts to follow it were abandoned before.</param>
    /// <returns>A UUID of version 8, the one for ids of an application's own making (RFC 9562, section 5.8).</returns>
    public static VersionId Next(string arn, VersionId current, int attempt)
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"RotationPS\n{arn}\n{current}\n{attempt}");
        var uuid = SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, UuidBytes);
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new VersionId(new Guid(uuid, bigEndian: true).ToString());
    }
}
