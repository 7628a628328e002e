using Amazon.Runtime;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>AWS Secrets Manager.</summary>
public interface IAmazonSecretsManager : IAmazonService, IDisposable
{
    /// <summary>Makes a secret.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the value of one version.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the AWSCURRENT values of several secrets.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<BatchGetSecretValueResponse> BatchGetSecretValueAsync(BatchGetSecretValueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a version.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<PutSecretValueResponse> PutSecretValueAsync(PutSecretValueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells of a secret without its value.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<DescribeSecretResponse> DescribeSecretAsync(DescribeSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Moves a label, or takes it off.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<UpdateSecretVersionStageResponse> UpdateSecretVersionStageAsync(UpdateSecretVersionStageRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists secrets, page by page.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<ListSecretsResponse> ListSecretsAsync(ListSecretsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the versions of a secret, page by page.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<ListSecretVersionIdsResponse> ListSecretVersionIdsAsync(ListSecretVersionIdsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds tags.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes tags.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Marks a secret for deletion.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<DeleteSecretResponse> DeleteSecretAsync(DeleteSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Has the service rotate a secret, now and by a schedule.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<RotateSecretResponse> RotateSecretAsync(RotateSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends the rotation by the service.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AmazonSecretsManagerException">The service answered with an error.</exception>
    Task<CancelRotateSecretResponse> CancelRotateSecretAsync(CancelRotateSecretRequest request, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSecretsManagerConfig();

    /// <inheritdoc/>
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSecretsManagerClient(awsCredentials, (AmazonSecretsManagerConfig)clientConfig);
}
