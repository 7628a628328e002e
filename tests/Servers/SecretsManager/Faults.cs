using System.Net;
using System.Net.Mime;

namespace RotationPS.Servers.SecretsManager;

/// <summary>Does what an <see cref="EndpointFault"/> says, around the work of a call or in place of it.</summary>
internal static class Faults
{
    /// <returns>The answer; null where the connection is to be reset without one.</returns>
    public static async Task<Answer?> AnswerAsync(EndpointFault? fault, Func<Task<Answer>> work, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case EndpointFault.Throttled:
                return Answer.Of(ServiceErrors.Throttled());
            case EndpointFault.ServerError:
                return Answer.Of(ServiceErrors.Internal());
            case EndpointFault.Unavailable:
                return new Answer(HttpStatusCode.ServiceUnavailable, null, []);
            case EndpointFault.NotJson:
                return new Answer(HttpStatusCode.OK, MediaTypeNames.Text.Html, "<html><body>Please sign in to the network.</body></html>"u8.ToArray());
            case EndpointFault.NoAnswer:
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                return null;
            case EndpointFault.Refused:
                return null;
            case EndpointFault.AnswerLost:
                await work();
                return Answer.Of(ServiceErrors.Internal());
            case EndpointFault.AnswerCut:
                return await work() with { Ending = AnswerEnding.Cut };
            case EndpointFault.AnswerReset:
                return await work() with { Ending = AnswerEnding.Reset };
            default:
                return await work();
        }
    }
}
