using System.Net.Security;
using System.Security.Authentication;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Login;

/// <summary>What goes before the login is decided: PRELOGIN, TLS, and the LOGIN7 message ([MS-TDS] 3.3.5).</summary>
/// <param name="Channel">What the session goes on over.</param>
/// <param name="Login">The client's login.</param>
/// <param name="IsEncrypted">Whether the session is encrypted, and not only the login.</param>
internal sealed record Greeting(TdsChannel Channel, LoginPacket Login, bool IsEncrypted)
{
    public static async Task<Greeting?> ReceiveAsync(Stream network, int connection, WireSettings settings, CancellationToken cancellationToken)
    {
        var plain = new TdsChannel(network, connection);
        if (await plain.ReadAsync(cancellationToken).ConfigureAwait(false) is not { Type: MessageType.PreLogin } hello)
        {
            return null;
        }
        var client = PreLogin.Read(hello.Payload);
        var encryption = PreLogin.Decide(settings.Encryption, client);
        await plain.WriteAsync(PreLogin.Answer(encryption), cancellationToken).ConfigureAwait(false);
        var encrypted = encryption is WireEncryption.NotSupported
            ? plain
            : new TdsChannel(await EncryptAsync(network, settings, cancellationToken).ConfigureAwait(false), connection);
        if (await encrypted.ReadAsync(cancellationToken).ConfigureAwait(false) is not { Type: MessageType.Login7 } login)
        {
            return null;
        }
        var isEncrypted = encryption is WireEncryption.On or WireEncryption.Required;
        return new Greeting(isEncrypted ? encrypted : plain, new LoginPacket(login.Payload), isEncrypted);
    }

    private static async Task<SslStream> EncryptAsync(Stream network, WireSettings settings, CancellationToken cancellationToken)
    {
        var handshake = new HandshakeStream(network);
        var encrypted = new SslStream(handshake, leaveInnerStreamOpen: true);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = settings.Certificate,
            // TLS 1.3 would end its handshake after the client has stopped to unwrap it; TDS 7 knows TLS 1.2 at most.
            EnabledSslProtocols = SslProtocols.Tls12,
        };
        await encrypted.AuthenticateAsServerAsync(options, cancellationToken).ConfigureAwait(false);
        handshake.EndHandshake();
        return encrypted;
    }
}
