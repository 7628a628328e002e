using System.Net.Sockets;
using RotationPS.Servers.SqlServer.Wire.Packets;
using RotationPS.Servers.SqlServer.Wire.Requests;

namespace RotationPS.Servers.SqlServer.Wire;

/// <summary>What a client asks after its login, and the answers, in turn.</summary>
internal sealed class Conversation(TdsChannel channel, ISqlSession session, WireSettings settings, Socket socket)
{
    private readonly Execution _execution = new(session, settings);

    /// <summary>Answers until either side ends it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // Whoever ends the session may hold the engine's locks, so nothing of this connection runs on that thread.
        using var ended = session.Ended.Register(() => _ = ending.CancelAsync());
        // A client that waits for nothing must see the end of its session too.
        await using var closing = ending.Token.Register(socket.Dispose).ConfigureAwait(false);
        var pump = new RequestPump(channel);
        var reading = pump.RunAsync(ending.Token);
        try
        {
            await foreach (var request in pump.Requests.ConfigureAwait(false))
            {
                if (!await AnswerAsync(request, ending.Token).ConfigureAwait(false))
                {
                    socket.Shutdown(SocketShutdown.Send);
                    break;
                }
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task<bool> AnswerAsync(ClientRequest request, CancellationToken ending)
    {
        var answer = await _execution.RunAsync(request.Message, request.Stop.Token).ConfigureAwait(false);
        // A request that was stopped has no answer of its own; the attention signal that stopped it has.
        if (answer.Tokens.Written.Length > 0)
        {
            await channel.WriteAsync(answer.Tokens.Written, ending).ConfigureAwait(false);
        }
        return !answer.EndsConnection;
    }
}
