using System.Net;
using RotationPS.Engine.Failures;

namespace RotationPS.Stores.SecretsManager;

/// <summary>The errors that Secrets Manager and the services that give credentials answer with, and the kind of each.</summary>
internal static class ServiceErrors
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html and those of the services that give credentials.
    private static readonly Dictionary<string, FailureKind> _kinds = new(StringComparer.Ordinal)
    {
        ["ResourceNotFoundException"] = FailureKind.ResourceNotFound,
        ["ResourceExistsException"] = FailureKind.ResourceExists,
        ["InvalidParameterException"] = FailureKind.InvalidParameter,
        ["InvalidParameterValue"] = FailureKind.InvalidParameter,
        ["InvalidNextTokenException"] = FailureKind.InvalidParameter,
        ["ValidationException"] = FailureKind.InvalidParameter,
        ["ValidationError"] = FailureKind.InvalidParameter,
        ["SerializationException"] = FailureKind.InvalidParameter,
        ["InvalidRequestException"] = FailureKind.InvalidRequest,
        ["PreconditionNotMetException"] = FailureKind.InvalidRequest,
        ["MalformedPolicyDocumentException"] = FailureKind.InvalidRequest,
        ["PublicPolicyException"] = FailureKind.InvalidRequest,
        ["LimitExceededException"] = FailureKind.LimitExceeded,
        ["DecryptionFailure"] = FailureKind.DecryptionFailure,
        ["EncryptionFailure"] = FailureKind.EncryptionFailure,
        ["InternalServiceError"] = FailureKind.InternalServiceError,
        ["AccessDeniedException"] = FailureKind.AccessDenied,
        ["AccessDenied"] = FailureKind.AccessDenied,
        ["NotAuthorized"] = FailureKind.AccessDenied,
        ["UnauthorizedOperation"] = FailureKind.AccessDenied,
        ["ForbiddenException"] = FailureKind.AccessDenied,
        ["ExpiredTokenException"] = FailureKind.CredentialsExpired,
        ["ExpiredToken"] = FailureKind.CredentialsExpired,
        ["TokenRefreshRequired"] = FailureKind.CredentialsExpired,
        ["UnauthorizedException"] = FailureKind.CredentialsExpired,
        ["UnrecognizedClientException"] = FailureKind.CredentialsInvalid,
        ["InvalidClientTokenId"] = FailureKind.CredentialsInvalid,
        ["InvalidAccessKeyId"] = FailureKind.CredentialsInvalid,
        ["AuthFailure"] = FailureKind.CredentialsInvalid,
        ["InvalidSignatureException"] = FailureKind.CredentialsInvalid,
        ["SignatureDoesNotMatch"] = FailureKind.CredentialsInvalid,
        ["IncompleteSignature"] = FailureKind.CredentialsInvalid,
        ["IncompleteSignatureException"] = FailureKind.CredentialsInvalid,
        ["MissingAuthenticationToken"] = FailureKind.CredentialsInvalid,
        ["MissingAuthenticationTokenException"] = FailureKind.CredentialsInvalid,
        ["InvalidIdentityToken"] = FailureKind.CredentialsInvalid,
        ["InvalidIdentityTokenException"] = FailureKind.CredentialsInvalid,
        ["IDPRejectedClaim"] = FailureKind.CredentialsInvalid,
        ["RegionDisabledException"] = FailureKind.CredentialsInvalid,
        ["RequestExpired"] = FailureKind.ClockSkew,
        ["RequestTimeTooSkewed"] = FailureKind.ClockSkew,
        ["RequestInTheFuture"] = FailureKind.ClockSkew,
        ["ThrottlingException"] = FailureKind.Throttled,
        ["Throttling"] = FailureKind.Throttled,
        ["ThrottledException"] = FailureKind.Throttled,
        ["RequestThrottledException"] = FailureKind.Throttled,
        ["RequestThrottled"] = FailureKind.Throttled,
        ["TooManyRequestsException"] = FailureKind.Throttled,
        ["RequestLimitExceeded"] = FailureKind.Throttled,
        ["BandwidthLimitExceeded"] = FailureKind.Throttled,
        ["SlowDown"] = FailureKind.Throttled,
        ["PriorRequestNotComplete"] = FailureKind.Throttled,
    };

    /// <summary>Gives an error its kind.</summary>
    /// <param name="code">The name of the error; null where the answer names none.</param>
    /// <param name="words">The service's words.</param>
    /// <param name="status">The status of the answer; 0 for none.</param>
    public static FailureKind KindOf(string? code, string words, HttpStatusCode status)
    {
        var kind = code is not null && _kinds.TryGetValue(code, out var known) ? known
            : status is HttpStatusCode.TooManyRequests ? FailureKind.Throttled
            : status >= HttpStatusCode.InternalServerError ? FailureKind.InternalServiceError
            : FailureKind.ServerError;
        return kind switch
        {
            FailureKind.InvalidRequest when Says("deletion") => FailureKind.SecretDeleted,
            FailureKind.InvalidRequest or FailureKind.InvalidParameter when Says("replica secret") => FailureKind.ReplicaSecret,
            FailureKind.CredentialsInvalid when Says("Signature expired") || Says("not yet current") => FailureKind.ClockSkew,
            _ => kind,
        };

        bool Says(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
