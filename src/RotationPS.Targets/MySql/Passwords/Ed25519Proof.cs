using System.Text;
using MySqlConnector.Authentication;

namespace RotationPS.Targets.MySql.Passwords;

/// <summary>Lets the driver log in where MariaDB asks for a signature.</summary>
internal sealed class Ed25519Proof : IAuthenticationPlugin3
{
    private const int NonceBytes = 32;

    private static readonly Lazy<bool> _registered = new(() =>
    {
        AuthenticationPlugins.Register(new Ed25519Proof());
        return true;
    });

    /// <inheritdoc/>
    public string Name => "client_ed25519";

    /// <summary>Makes it known to the driver, once in a process.</summary>
    public static void Register() => _ = _registered.Value;

    /// <inheritdoc/>
    public byte[] CreateResponse(string password, ReadOnlySpan<byte> authenticationData)
    {
        CreateResponseAndPasswordHash(password, authenticationData, out var response, out _);
        return response;
    }

    /// <summary>Makes the proof, and what the server keeps of the password.</summary>
    public void CreateResponseAndPasswordHash(
        string password, ReadOnlySpan<byte> authenticationData, out byte[] authenticationResponse, out byte[] passwordHash)
    {
        var key = new Ed25519Key(Encoding.UTF8.GetBytes(password));
        authenticationResponse = key.Sign(authenticationData[..NonceBytes].ToArray());
        passwordHash = key.PublicKey;
    }
}
