using System.Security.Cryptography;

namespace RotationPS.Engine.Tests.Passwords;

/// <summary>Gives the bytes it was told, in order.</summary>
internal sealed class ScriptedRandomNumberGenerator(params byte[] script) : RandomNumberGenerator
{
    private int _given;

    /// <summary>How many bytes are left.</summary>
    public int Left => script.Length - _given;

    public override void GetBytes(byte[] data)
    {
        for (var index = 0; index < data.Length; index++)
        {
            data[index] = script[_given++];
        }
    }
}
