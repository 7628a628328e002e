using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace RotationPS.Targets.MySql.Passwords;

/// <summary>
/// The key that MariaDB's plugin ed25519 makes of a password, and the signatures that prove it (RFC 8032, with the password
/// in place of the 32-byte secret). .NET has no such key. It is used once a login, at a pace that network and server
/// hide, so it is written to be short and not to be fast.
/// </summary>
internal sealed class Ed25519Key
{
    private const int KeyBytes = 32;

    private static readonly BigInteger _prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger _order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    private static readonly BigInteger _d = Mod(-121665 * Inverse(121666));
    private static readonly Point _base = Point.At(
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture),
        Mod(4 * Inverse(5)));

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;

    /// <param name="password">The bytes of the password, any number of them.</param>
    public Ed25519Key(byte[] password)
    {
        var hash = SHA512.HashData(password);
        hash[0] &= 0b1111_1000;
        hash[KeyBytes - 1] &= 0b0111_1111;
        hash[KeyBytes - 1] |= 0b0100_0000;
        _scalar = Number(hash[..KeyBytes]);
        _prefix = hash[KeyBytes..];
        PublicKey = _base.Times(_scalar).Encode();
    }

    /// <summary>32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Signs a message with 64 bytes.</summary>
    public byte[] Sign(byte[] message)
    {
        var nonce = Number(SHA512.HashData([.. _prefix, .. message])) % _order;
        var point = _base.Times(nonce).Encode();
        var challenge = Number(SHA512.HashData([.. point, .. PublicKey, .. message])) % _order;
        return [.. point, .. Bytes((nonce + (challenge * _scalar)) % _order)];
    }

    private static BigInteger Number(byte[] littleEndian) => new(littleEndian, isUnsigned: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[KeyBytes];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static BigInteger Mod(BigInteger number)
    {
        var rest = number % _prime;
        return rest.Sign < 0 ? rest + _prime : rest;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Mod(number), _prime - 2, _prime);

    /// <summary>A point of the curve in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static Point At(BigInteger x, BigInteger y) => new(x, y, 1, Mod(x * y));

        /// <summary>Adds by the complete formula of RFC 8032, section 5.1.4, which doubles as well.</summary>
        public Point Plus(Point other)
        {
            var a = Mod((Y - X) * (other.Y - other.X));
            var b = Mod((Y + X) * (other.Y + other.X));
            var c = Mod(2 * T * other.T * _d);
            var d = Mod(2 * Z * other.Z);
            var (e, f, g, h) = (b - a, d - c, d + c, b + a);
            return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
        }

        public Point Times(BigInteger factor)
        {
            var (sum, power) = (At(0, 1), this);
            for (var rest = factor; !rest.IsZero; rest >>= 1)
            {
                sum = rest.IsEven ? sum : sum.Plus(power);
                power = power.Plus(power);
            }

            return sum;
        }

        /// <summary>y in 255 bits, and in the last bit whether x is odd.</summary>
        public byte[] Encode()
        {
            var inverse = Inverse(Z);
            var bytes = Bytes(Mod(Y * inverse));
            bytes[^1] |= Mod(X * inverse).IsEven ? (byte)0 : (byte)0b1000_0000;
            return bytes;
        }
    }
}
