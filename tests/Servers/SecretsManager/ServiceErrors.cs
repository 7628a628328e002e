using System.Net;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>
/// The errors of Secrets Manager: names as in its API reference, words as the service has them where they are known.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html.
/// </summary>
internal static class ServiceErrors
{
    public static ServiceError SecretNotFound() => NotFound("Secrets Manager can't find the specified secret.");

    public static ServiceError ValueNotFound(VersionReference version) => NotFound(version.Id is { } id
        ? $"Secrets Manager can't find the specified secret value for VersionId: {id}"
        : $"Secrets Manager can't find the specified secret value for staging label: {version.Label}");

    public static ServiceError VersionNotFound(VersionId version) =>
        NotFound($"Secrets Manager can't find the specified secret version: {version}.");

    public static ServiceError LabelNotOnVersion() => InvalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");

    public static ServiceError MarkedForDeletion() =>
        InvalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

    public static ServiceError NameScheduledForDeletion() =>
        InvalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");

    public static ServiceError Replica() =>
        InvalidRequest("Operation not permitted on a replica secret. Call must be made in primary secret's region.");

    public static ServiceError NoRotationFunction() => InvalidRequest("No Lambda rotation function ARN is associated with this secret.");

    public static ServiceError RotationUnfinished() =>
        InvalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");

    public static ServiceError NoValueToLabel(VersionId version) =>
        InvalidRequest($"You can't move staging label AWSCURRENT to version {version} because it has no secret value.");

    public static ServiceError NameTaken(string name) =>
        new("ResourceExistsException", $"The operation failed because the secret {name} already exists.");

    public static ServiceError TokenInUse(VersionId token, string arn) => new(
        "ResourceExistsException",
        $"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.");

    public static ServiceError NoToken() =>
        InvalidParameter("You must provide a ClientRequestToken value. We recommend a UUID-type value.");

    public static ServiceError TokenLength() => InvalidParameter("ClientRequestToken must be 32-64 characters long.");

    public static ServiceError OneValue() => InvalidParameter("You must provide either SecretString or SecretBinary, and not both.");

    public static ServiceError LabelNeedsFrom(StageLabel label, VersionId holder) => InvalidParameter(
        $"The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version {holder}, "
        + "so you must explicitly reference that version in RemoveFromVersionId.");

    public static ServiceError LabelElsewhere(StageLabel label) => InvalidParameter(
        $"If you specify RemoveFromVersionId, it must be set to the version that currently has the staging label {label}.");

    public static ServiceError CurrentNotRemovable() => InvalidParameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");

    public static ServiceError RecoveryWindow() =>
        InvalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");

    public static ServiceError ForceAndRecoveryWindow() =>
        InvalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");

    public static ServiceError IdsOrFilters() => InvalidParameter("You must provide either SecretIdList or Filters, and not both.");

    public static ServiceError PasswordNotPossible() =>
        InvalidParameter("The password length and the characters left cannot satisfy RequireEachIncludedType.");

    public static ServiceError NextToken() => new("InvalidNextTokenException", "Invalid NextToken.");

    public static ServiceError Validation(string message) => new("ValidationException", message);

    public static ServiceError Constraint(string member, string constraint) => Validation(
        $"1 validation error detected: Value at '{char.ToLowerInvariant(member[0])}{member[1..]}' failed to satisfy constraint: {constraint}");

    public static ServiceError InvalidName() =>
        Validation("Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");

    public static ServiceError Serialization(string message) => new("SerializationException", message);

    public static ServiceError UnknownOperation(string operation) =>
        new("UnknownOperationException", $"The operation '{operation}' is not known.");

    public static ServiceError Throttled() => new("ThrottlingException", "Rate exceeded");

    public static ServiceError Internal(string message = "An error occurred on the server side.") =>
        new("InternalServiceError", message, HttpStatusCode.InternalServerError);

    public static ServiceError AccessDenied(string action, string resource, string accessKeyId) => new(
        "AccessDeniedException",
        $"User: arn:aws:iam::123456789012:user/{accessKeyId} is not authorized to perform: {action} on resource: {resource} "
        + $"because no identity-based policy allows the {action} action");

    public static ServiceError KeyAccessDenied() => new("AccessDeniedException", "Access to KMS is not allowed");

    public static ServiceError NotSigned() => new("MissingAuthenticationTokenException", "Missing Authentication Token");

    public static ServiceError IncompleteSignature(string lacking) =>
        new("IncompleteSignatureException", $"Authorization header requires '{lacking}' parameter.");

    public static ServiceError UnknownKey() =>
        new("UnrecognizedClientException", "The security token included in the request is invalid.");

    public static ServiceError TokenExpired() => new("ExpiredTokenException", "The security token included in the request is expired");

    public static ServiceError SignatureDiffers() => InvalidSignature(
        "The request signature we calculated does not match the signature you provided. "
        + "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");

    public static ServiceError InvalidSignature(string message) => new("InvalidSignatureException", message);

    /// <summary>The error that a store's failure is on the wire; the store's next step is for its own users.</summary>
    public static ServiceError From(RotationException failure)
    {
        var words = failure.Message[..^failure.NextStep.Length].TrimEnd();
        return failure.Kind switch
        {
            FailureKind.ResourceNotFound => NotFound(words),
            FailureKind.ResourceExists => new ServiceError("ResourceExistsException", words),
            FailureKind.InvalidParameter => InvalidParameter(words),
            FailureKind.InvalidRequest => InvalidRequest(words),
            FailureKind.LimitExceeded => new ServiceError("LimitExceededException", words),
            FailureKind.DecryptionFailure => new ServiceError("DecryptionFailure", words),
            FailureKind.EncryptionFailure => new ServiceError("EncryptionFailure", words),
            _ => Internal(words),
        };
    }

    private static ServiceError NotFound(string message) => new("ResourceNotFoundException", message);

    private static ServiceError InvalidRequest(string message) => new("InvalidRequestException", message);

    private static ServiceError InvalidParameter(string message) => new("InvalidParameterException", message);
}
