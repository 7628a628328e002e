using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>One answer of a <see cref="ScriptedEndpoint"/>, whole or broken.</summary>
internal sealed class ScriptedAnswer
{
    public const string RequestId = "5e1f8a0e-request";

    private readonly byte[] _bytes;
    private readonly Ending _ending;

    private ScriptedAnswer(byte[] bytes, Ending ending = Ending.Whole) => (_bytes, _ending) = (bytes, ending);

    private enum Ending
    {
        Whole,
        Reset,
        Silence,
    }

    /// <summary>No answer, ever.</summary>
    public static ScriptedAnswer Nothing { get; } = new([], Ending.Silence);

    /// <summary>No answer, and a reset connection.</summary>
    public static ScriptedAnswer HangUp { get; } = new([], Ending.Reset);

    public static ScriptedAnswer Ok(string json, DateTimeOffset? date = null) => new(Http(200, json, date));

    public static ScriptedAnswer Error(string code, string message = "These are AWS's words.", int status = 400, DateTimeOffset? date = null) =>
        new(Http(status, $$"""{"__type":"{{code}}","Message":"{{message}}"}""", date));

    public static ScriptedAnswer Page(int status, string html) => new(Http(status, html, date: null));

    /// <summary>The beginning of an answer, then a reset connection.</summary>
    public static ScriptedAnswer CutOff(string json) => new(Http(200, json, date: null)[..^10], Ending.Reset);

    /// <summary>The beginning of an answer, then nothing more.</summary>
    public static ScriptedAnswer StallingAfter(string json) => new(Http(200, json, date: null)[..^10], Ending.Silence);

    public async Task SendAsync(Socket socket, NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes, cancellationToken);
        switch (_ending)
        {
            case Ending.Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close();
                break;
            case Ending.Silence:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }
    }

    private static byte[] Http(int status, string body, DateTimeOffset? date) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Scripted\r\nDate: {date ?? DateTimeOffset.UtcNow:R}\r\nx-amzn-RequestId: {RequestId}\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
}
