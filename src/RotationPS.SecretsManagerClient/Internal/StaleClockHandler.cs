using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Internal;

/// <summary>
/// Sends a request again, once, that was refused because the correction of the clock it was signed by was out of date. The SDK
/// learns the right one from that refusal, but tries again only where the clock of the machine is wrong: a clock that was
/// wrong, was corrected for, and has been set right since, fails the next requests.
/// </summary>
internal sealed class StaleClockHandler : PipelineHandler
{
    // What the SDK takes for a wrong clock; a signature is good for five minutes at least.
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(4);

    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        var signedBy = Correction(context);
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "InvalidSignatureException" && (Correction(context) - signedBy).Duration() > _tolerance)
        {
            context.IsSigned = false;
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
    }

    private static TimeSpan Correction(IRequestContext context) =>
        CorrectClockSkew.GetClockCorrectionForEndpoint(context.Request.Endpoint.ToString());
}
