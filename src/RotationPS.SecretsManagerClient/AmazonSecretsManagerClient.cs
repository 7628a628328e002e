using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Internal;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>
/// Talks to AWS Secrets Manager. Signing, credentials, Regions, retries, clock skew, proxies and time-outs are those of
/// AWSSDK.Core, but for one thing: a request that the service throttles is not sent again, for whoever calls has a budget
/// to keep and waits as long as that takes.
/// </summary>
public sealed class AmazonSecretsManagerClient : AmazonServiceClient, IAmazonSecretsManager
{
    private static readonly SecretsManagerMetadata _metadata = new();

    /// <summary>Takes the credentials that the environment, the profile or the machine gives.</summary>
    /// <param name="config">How to reach the service.</param>
    public AmazonSecretsManagerClient(AmazonSecretsManagerConfig config)
        : base(config)
    {
    }

    /// <param name="credentials">Who asks.</param>
    /// <param name="config">How to reach the service.</param>
    public AmazonSecretsManagerClient(AWSCredentials credentials, AmazonSecretsManagerConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <summary>No: answers hold secrets, and the SDK's response logging would write them as they are.</summary>
    protected override bool SupportResponseLogging => false;

    /// <inheritdoc/>
    public Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateSecretResponse>(request, Operations.CreateSecret.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetSecretValueResponse>(request, Operations.GetSecretValue.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<BatchGetSecretValueResponse> BatchGetSecretValueAsync(BatchGetSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<BatchGetSecretValueResponse>(request, Operations.BatchGetSecretValue.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<PutSecretValueResponse> PutSecretValueAsync(PutSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutSecretValueResponse>(request, Operations.PutSecretValue.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeSecretResponse> DescribeSecretAsync(DescribeSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeSecretResponse>(request, Operations.DescribeSecret.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<UpdateSecretVersionStageResponse> UpdateSecretVersionStageAsync(UpdateSecretVersionStageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateSecretVersionStageResponse>(request, Operations.UpdateSecretVersionStage.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<ListSecretsResponse> ListSecretsAsync(ListSecretsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListSecretsResponse>(request, Operations.ListSecrets.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<ListSecretVersionIdsResponse> ListSecretVersionIdsAsync(ListSecretVersionIdsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListSecretVersionIdsResponse>(request, Operations.ListSecretVersionIds.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<TagResourceResponse>(request, Operations.TagResource.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UntagResourceResponse>(request, Operations.UntagResource.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteSecretResponse> DeleteSecretAsync(DeleteSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteSecretResponse>(request, Operations.DeleteSecret.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<RotateSecretResponse> RotateSecretAsync(RotateSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<RotateSecretResponse>(request, Operations.RotateSecret.Options, cancellationToken);

    /// <inheritdoc/>
    public Task<CancelRotateSecretResponse> CancelRotateSecretAsync(CancelRotateSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CancelRotateSecretResponse>(request, Operations.CancelRotateSecret.Options, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SecretsManagerEndpointResolver());
        pipeline.AddHandlerBefore<Signer>(new SigningHandler());
        pipeline.AddHandlerAfter<RetryHandler>(new StaleClockHandler());
        pipeline.Handlers.OfType<RetryHandler>().Single().RetryPolicy.ThrottlingErrorCodes.Clear();
    }
}
