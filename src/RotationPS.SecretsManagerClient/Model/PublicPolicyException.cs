using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The resource policy would let everybody in.</summary>
/// <param name="message">The service's words.</param>
/// <param name="innerException">The error underneath.</param>
/// <param name="errorType">Whose fault it is.</param>
/// <param name="errorCode">The name of the error on the wire.</param>
/// <param name="requestId">The id of the request.</param>
/// <param name="statusCode">The HTTP status.</param>
public sealed class PublicPolicyException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonSecretsManagerException(message, innerException, errorType, errorCode, requestId, statusCode);
