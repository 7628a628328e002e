using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>Gives each error that the service's model names the exception of that name.</summary>
internal static class ServiceErrors
{
    private delegate AmazonSecretsManagerException Maker(string message, Exception inner, ErrorType type, string code, string requestId, HttpStatusCode status);

    private static readonly Dictionary<string, Maker> _modelled = new(StringComparer.Ordinal)
    {
        ["DecryptionFailure"] = (message, inner, type, code, id, status) => new DecryptionFailureException(message, inner, type, code, id, status),
        ["EncryptionFailure"] = (message, inner, type, code, id, status) => new EncryptionFailureException(message, inner, type, code, id, status),
        ["InternalServiceError"] = (message, inner, type, code, id, status) => new InternalServiceErrorException(message, inner, type, code, id, status),
        ["InvalidNextTokenException"] = (message, inner, type, code, id, status) => new InvalidNextTokenException(message, inner, type, code, id, status),
        ["InvalidParameterException"] = (message, inner, type, code, id, status) => new InvalidParameterException(message, inner, type, code, id, status),
        ["InvalidRequestException"] = (message, inner, type, code, id, status) => new InvalidRequestException(message, inner, type, code, id, status),
        ["LimitExceededException"] = (message, inner, type, code, id, status) => new LimitExceededException(message, inner, type, code, id, status),
        ["MalformedPolicyDocumentException"] = (message, inner, type, code, id, status) => new MalformedPolicyDocumentException(message, inner, type, code, id, status),
        ["PreconditionNotMetException"] = (message, inner, type, code, id, status) => new PreconditionNotMetException(message, inner, type, code, id, status),
        ["PublicPolicyException"] = (message, inner, type, code, id, status) => new PublicPolicyException(message, inner, type, code, id, status),
        ["ResourceExistsException"] = (message, inner, type, code, id, status) => new ResourceExistsException(message, inner, type, code, id, status),
        ["ResourceNotFoundException"] = (message, inner, type, code, id, status) => new ResourceNotFoundException(message, inner, type, code, id, status),
    };

    public static AmazonSecretsManagerException From(ErrorResponse error)
    {
        Maker make = error.Code is { } code && _modelled.TryGetValue(code, out var modelled)
            ? modelled
            : (message, inner, type, other, id, status) => new AmazonSecretsManagerException(message, inner, type, other, id, status);
        return make(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
    }
}
