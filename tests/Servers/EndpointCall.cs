namespace RotationPS.Servers;

/// <summary>A request that reached a <see cref="SecretsManagerEndpoint"/>, whatever became of it.</summary>
/// <param name="Operation">The operation, as <c>GetSecretValue</c>.</param>
/// <param name="RequestId">The id in the answer's <c>x-amzn-RequestId</c>.</param>
/// <param name="AccessKeyId">The access key it was signed with; null for none.</param>
/// <param name="Region">The Region it was signed for; null for none.</param>
public sealed record EndpointCall(string Operation, string RequestId, string? AccessKeyId, string? Region)
{
    /// <summary>When it came in, by <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Received { get; init; } = System.Diagnostics.Stopwatch.GetTimestamp();
}
