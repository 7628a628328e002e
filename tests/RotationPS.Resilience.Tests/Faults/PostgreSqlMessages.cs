using System.Buffers.Binary;
using RotationPS.Servers;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>
/// The messages in what has flowed in one direction of a PostgreSQL connection. Each is a letter and a length that counts
/// itself; the client's first one has no letter. See https://www.postgresql.org/docs/current/protocol-overview.html.
/// </summary>
internal static class PostgreSqlMessages
{
    private const int LengthBytes = 4;

    /// <summary>
    /// The positions worth a fault: around the beginning of each message, in its middle, before its last byte, and after it.
    /// </summary>
    public static IEnumerable<int> Positions(byte[] bytes, ProxyDirection direction) =>
        Messages(bytes, direction)
            .SelectMany(message => new[] { message.Start, message.Start + 1, (message.Start + message.End) / 2, message.End - 1, message.End })
            .Distinct();

    private static IEnumerable<(int Start, int End)> Messages(byte[] bytes, ProxyDirection direction)
    {
        var letter = direction is ProxyDirection.ToServer ? 0 : 1;
        for (var start = 0; start < bytes.Length; letter = 1)
        {
            var end = start + letter + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(start + letter, LengthBytes));
            yield return (start, end);
            start = end;
        }
    }
}
