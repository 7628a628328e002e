using System.Threading.Channels;
using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Requests;

/// <summary>
/// Reads what a client sends also while it waits for an answer, because then it may send the attention signal,
/// which stops what the message before it began ([MS-TDS] 2.2.1.7).
/// </summary>
internal sealed class RequestPump(TdsChannel channel)
{
    private readonly Channel<ClientRequest> _requests = Channel.CreateUnbounded<ClientRequest>();

    public IAsyncEnumerable<ClientRequest> Requests => _requests.Reader.ReadAllAsync();

    /// <summary>Reads until the client hangs up, which stops what it waits for too.</summary>
    /// <param name="ending">Cancelled when the session is over.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        CancellationTokenSource? latest = null;
        try
        {
            while (await channel.ReadAsync(ending).ConfigureAwait(false) is { } message)
            {
                if (message.Type is MessageType.Attention && latest is not null)
                {
                    await latest.CancelAsync().ConfigureAwait(false);
                }
                latest = CancellationTokenSource.CreateLinkedTokenSource(ending);
                _requests.Writer.TryWrite(new ClientRequest(message, latest));
            }
        }
        catch (Exception hungUp) when (hungUp is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nothing more will come, and that is all there is to know.
        }
        finally
        {
            _requests.Writer.Complete();
            if (latest is not null)
            {
                await latest.CancelAsync().ConfigureAwait(false);
            }
        }
    }
}
