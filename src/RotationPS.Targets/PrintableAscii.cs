using RotationPS.Engine.Accounts;

namespace RotationPS.Targets;

/// <summary>
/// Tells the passwords that every client sends in the same way. Beyond printable ASCII they differ in how they encode and
/// normalize (SASLprep), and an account could be locked out by a password that is right.
/// </summary>
internal static class PrintableAscii
{
    /// <summary>Whether a password has characters, and all of them are printable ASCII.</summary>
    public static bool Is(Password password) =>
        password.Reveal() is { Length: > 0 } text && text.All(character => character is >= ' ' and <= '~');
}
