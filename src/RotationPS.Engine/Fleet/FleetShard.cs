using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Fleet;

/// <summary>One of several equal parts of a fleet. Which part a secret is in depends on its ARN alone.</summary>
public sealed record FleetShard
{
    /// <param name="index">Which part, from 0.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public FleetShard(int index, int count)
    {
        if (index < 0 || index >= count)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"There is no part {index} of a fleet of {count} {(count == 1 ? "part" : "parts")}, for they are numbered from 0.",
                "Give the number of machines as -ShardCount, and each of them a -ShardIndex from 0 to one less.");
        }

        (Index, Count) = (index, count);
    }

    /// <summary>Which part, from 0.</summary>
    public int Index { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Whether a secret is in this part.</summary>
    /// <param name="arn">The secret's ARN.</param>
    public bool Has(string arn) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(arn))) % (uint)Count == Index;
}
