using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>
/// Answers a client of PostgreSQL's protocol as far as the server's question for a proof of the password: with one that no
/// PostgreSQL server asks. See https://www.postgresql.org/docs/current/protocol-message-formats.html.
/// </summary>
internal sealed class LoginEndpoint : IDisposable
{
    /// <summary>AuthenticationOk: the client is let in.</summary>
    public const int NoProof = 0;

    /// <summary>AuthenticationCleartextPassword.</summary>
    public const int PasswordInClear = 3;

    /// <summary>What Redshift asks for where it keeps a SHA-256 hash: https://github.com/mtxr/vscode-sqltools/issues/1415.</summary>
    public const int Sha256Proof = 13;

    private const int SslRequest = 80877103;
    private const int LengthBytes = 4;
    private const int SaltBytes = 16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _request;

    /// <param name="request">What it asks for.</param>
    public LoginEndpoint(int request)
    {
        _request = request;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What the client said of itself.</summary>
    public IReadOnlyDictionary<string, string> StartupParameters { get; private set; } = new Dictionary<string, string>();

    public Login LoginOf(string user) => new(
        new ServerAddress("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, null, null), new AccountName(user), new Password("Passw0rd-of-nobody"));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The endpoint has been disposed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            await AskAsync(stream);
        }
        catch (IOException)
        {
            // A client that wanted encryption has gone, and comes back without.
        }
    }

    private async Task AskAsync(NetworkStream stream)
    {
        var message = await ReadAsync(stream);
        if (BinaryPrimitives.ReadInt32BigEndian(message) == SslRequest)
        {
            await stream.WriteAsync("N"u8.ToArray());
            message = await ReadAsync(stream);
        }

        var texts = Encoding.UTF8.GetString(message.AsSpan(LengthBytes)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        StartupParameters = texts.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        await stream.WriteAsync(Authentication());

        // The client ends the connection.
        await stream.CopyToAsync(Stream.Null);
    }

    /// <summary>The question for a proof; that for a SHA-256 one goes on with what it is to be made of.</summary>
    private byte[] Authentication()
    {
        var answer = new byte[1 + LengthBytes + sizeof(int) + (_request == Sha256Proof ? SaltBytes : 0)];
        answer[0] = (byte)'R';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), answer.Length - 1);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1 + LengthBytes), _request);
        return answer;
    }

    /// <returns>A message without its length.</returns>
    private static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var length = new byte[LengthBytes];
        await stream.ReadExactlyAsync(length);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - LengthBytes];
        await stream.ReadExactlyAsync(message);
        return message;
    }
}
