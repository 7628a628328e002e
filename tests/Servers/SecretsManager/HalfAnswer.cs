using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RotationPS.Servers.SecretsManager;

/// <summary>Sends half of an answer and breaks the connection.</summary>
internal static class HalfAnswer
{
    public static async Task SendAsync(HttpContext context, Answer answer, CancellationToken cancellationToken)
    {
        // The server would let the end of the connection overtake what it still buffers, so this goes to the socket itself.
        var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var head = $"HTTP/1.1 {(int)answer.Status} {answer.Status}\r\nContent-Type: {answer.ContentType}\r\nContent-Length: {answer.Body.Length}\r\n\r\n";
        byte[] half = [.. Encoding.ASCII.GetBytes(head), .. answer.Body.AsSpan(0, answer.Body.Length / 2)];
        await socket.SendAsync(half, cancellationToken);
        if (answer.Ending is AnswerEnding.Cut)
        {
            // A reset could make the client lose what has come. So only this end is closed, until the client has left.
            socket.Shutdown(SocketShutdown.Send);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        context.Abort();
    }
}
