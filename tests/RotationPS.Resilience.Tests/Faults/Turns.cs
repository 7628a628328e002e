using RotationPS.Servers;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>Positions in a conversation whose messages cannot be told apart, or need not be: by who speaks when.</summary>
internal static class Turns
{
    /// <summary>Around the beginning of each stretch of one direction, in its middle, before its last byte, and after it.</summary>
    public static IEnumerable<int> Positions(ProxiedConnection connection, ProxyDirection direction)
    {
        var starts = connection.Turns.Where(turn => turn.Direction == direction).Select(turn => turn.Position).ToList();
        var ends = starts.Skip(1).Append(connection.Bytes(direction).Length);
        return starts
            .Zip(ends)
            .SelectMany(stretch => new[] { stretch.First, stretch.First + 1, (stretch.First + stretch.Second) / 2, stretch.Second - 1, stretch.Second })
            .Distinct();
    }
}
