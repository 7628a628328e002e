using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using RotationPS.Servers.SqlServer.Wire.Login;
using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Tokens;

namespace RotationPS.Servers.SqlServer.Wire;

/// <summary>One connection, from its first byte to its last.</summary>
internal sealed class TdsConnection(Socket socket, int number, WireSettings settings)
{
    private const int SmallestPacket = 512;
    private const int GreatestPacket = 32767;
    private const string Language = "us_english";

    /// <summary>Serves the client until it hangs up, the server ends it, or the endpoint stops. Nothing a client does makes it fail.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        try
        {
            using (socket)
            await using (var network = new NetworkStream(socket, ownsSocket: false))
            {
                await TalkAsync(network, stopping).ConfigureAwait(false);
            }
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            // The client sees the same: the connection is gone.
        }
        catch (Exception failure)
        {
            settings.Fail(failure);
        }
    }

    private async Task TalkAsync(NetworkStream network, CancellationToken stopping)
    {
        if (await Greeting.ReceiveAsync(network, number, settings, stopping).ConfigureAwait(false) is not { } greeting)
        {
            return;
        }
        var tokens = new TokenWriter();
        using var session = LogIn(greeting, tokens);
        await greeting.Channel.WriteAsync(tokens.Written, stopping).ConfigureAwait(false);
        greeting.Channel.PacketSize = PacketSize(greeting.Login);
        if (session is not null)
        {
            await new Conversation(greeting.Channel, session, settings, socket).RunAsync(stopping).ConfigureAwait(false);
        }
        else
        {
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private ISqlSession? LogIn(Greeting greeting, TokenWriter tokens)
    {
        try
        {
            var session = settings.Engine.LogIn(greeting.Login.Request(greeting.IsEncrypted));
            Welcome(tokens, greeting, session.Database);
            return session;
        }
        catch (SqlRefusedException refused)
        {
            Refuse(tokens, refused.Errors);
        }
        catch (Exception failure)
        {
            Refuse(tokens, [settings.Fail(failure)]);
        }
        return null;
    }

    private static int PacketSize(LoginPacket login) => login.PacketSize == 0
        ? TdsChannel.DefaultPacketSize
        : Math.Clamp(login.PacketSize, SmallestPacket, GreatestPacket);

    private static void Refuse(TokenWriter tokens, IReadOnlyList<SqlError> errors)
    {
        foreach (var error in errors)
        {
            tokens.Message(error);
        }
        tokens.Done(DoneToken.Done, DoneStatus.Error);
    }

    private static void Welcome(TokenWriter tokens, Greeting greeting, string database)
    {
        tokens.DatabaseChanged(database, "master");
        tokens.Environment(EnvironmentChange.Collation, ServerVersion.Collation, []);
        tokens.Environment(EnvironmentChange.Language, Language, "");
        tokens.Message(new SqlError(5703, 0, 1, $"Changed language setting to {Language}."));
        tokens.LoginAcknowledged();
        tokens.Environment(EnvironmentChange.PacketSize, Text(PacketSize(greeting.Login)), Text(TdsChannel.DefaultPacketSize));
        tokens.FeaturesAcknowledged(greeting.Login.Features);
        tokens.Done(DoneToken.Done, DoneStatus.Final);
    }

    private static string Text(int size) => size.ToString(CultureInfo.InvariantCulture);
}
