using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>What can go wrong between this machine and Secrets Manager. AWS's own words stay in the message; no value does.</summary>
internal static partial class SecretsManagerFailures
{
    private const int LongestQuote = 600;

    private static readonly string _sdk = typeof(AmazonClientException).Assembly.GetName().Name!;

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

    public static RotationException HalfAKeyPair(bool hasAccessKey) => new(
        FailureKind.CredentialsMissing,
        hasAccessKey ? "An access key was given without its secret key." : "A secret key was given without its access key.",
        "Give both -AccessKey and -SecretKey, or neither.");

    public static RotationException NoCredentialsObject(Type given) => new(
        FailureKind.CredentialsInvalid,
        $"An object of the type {given.FullName} was given as AWS credentials, and it is none.",
        "Give -Credential what New-AWSCredential or Get-AWSCredential returns; the user name and password of a database account go to -Account.");

    public static RotationException NoRegionObject(Type given) => new(
        FailureKind.InvalidParameter,
        $"An object of the type {given.FullName} was given as a Region, and it is none.",
        "Give the name of a Region, such as eu-west-1.");

    public static RotationException CredentialsUnavailable(Exception error) => new(
        IsExpired(error.Message) ? FailureKind.CredentialsExpired : FailureKind.CredentialsMissing,
        $"The AWS credentials that were given cannot be used: {Sentence(error.Message)}",
        "Sign in again, then run the command again.",
        error);

    public static RotationException ProfileNotFound(string name, string? location) => new(
        FailureKind.ProfileNotFound,
        $"There is no profile '{name}' {(string.IsNullOrEmpty(location) ? "in the usual places" : $"in '{location}'")}.",
        "See what profiles there are with Get-AWSCredential -ListProfileDetail.");

    public static RotationException ProfileWithoutCredentials(string name) => new(
        FailureKind.CredentialsMissing,
        $"The profile '{name}' says nothing of credentials.",
        "Add credentials to the profile, or name another one.");

    public static RotationException RegionMissing() => new(
        FailureKind.RegionMissing,
        "No Region was given, and none is set in the session, the environment or the profile.",
        "Give -Region, or set one with Set-DefaultAWSRegion or the environment variable AWS_REGION.");

    public static RotationException EndpointInvalid(string url) => new(
        FailureKind.InvalidParameter,
        $"The endpoint '{url}' is not an http or https URL.",
        "Give a URL such as https://secretsmanager.eu-west-1.amazonaws.com.");

    public static RotationException NotConfigured(Exception error) => new(
        FailureKind.CredentialsMissing,
        $"The AWS SDK cannot work with these settings: {Sentence(error.Message)}",
        "Correct the parameters, the environment or the profile.",
        error);

    private static RotationException CredentialsNotFetched(Exception error) => IsExpired(error.Message)
        ? new RotationException(
            FailureKind.CredentialsExpired,
            $"The AWS credentials are no longer valid: {Sentence(error.Message)}{CauseOf(error)}",
            "Sign in again (aws sso login), then run the command again.",
            error)
        : new RotationException(
            FailureKind.CredentialsMissing,
            $"The AWS credentials that are set up cannot be fetched: {Sentence(error.Message)}{CauseOf(error)}",
            "Correct the environment, the profile or the machine's role, then run the command again.",
            error);

    /// <summary>Gives an error of the SDK, or of what lies under it, its kind.</summary>
    /// <param name="error">The error.</param>
    /// <param name="operation">The operation, as IAM names it.</param>
    /// <param name="secret">The secret it was about; null for none.</param>
    public static RotationException From(Exception error, string operation, SecretId? secret) => error switch
    {
        AmazonUnmarshallingException { InnerException: { } inner } when inner is not JsonException => From(inner, operation, secret),
        AmazonUnmarshallingException unmarshalling => NotUnderstood(unmarshalling.RequestId),
        AmazonServiceException { InnerException: HttpRequestException or TimeoutException or IOException } wrapped
            when string.IsNullOrEmpty(wrapped.ErrorCode) => From(wrapped.InnerException!, operation, secret),
        AmazonServiceException { StatusCode: 0 } unanswered when string.IsNullOrEmpty(unanswered.ErrorCode) => CredentialsNotFetched(unanswered),
        AmazonServiceException service => FromService(service, operation, secret),
        ProcessAWSCredentialException => CredentialsNotFetched(error),
        InvalidOperationException or NotSupportedException or ArgumentException when IsOfSdk(error) => CredentialsNotFetched(error),
        AmazonClientException client => FromClient(client, operation, secret),
        JsonException => NotUnderstood(requestId: null),
        _ when Find<AuthenticationException>(error) is { } tls => new RotationException(
            FailureKind.TlsRefused,
            $"The connection to Secrets Manager cannot be encrypted: {Sentence(tls.Message)}",
            "Have this machine trust the certificate of the endpoint or proxy, or correct -EndpointUrl.",
            error),
        TimeoutException or OperationCanceledException => new RotationException(
            FailureKind.TimedOut,
            "Secrets Manager does not answer.",
            "Check the network, the proxy and -EndpointUrl, then run the command again.",
            error),
        HttpRequestException or IOException or SocketException => new RotationException(
            FailureKind.Unreachable,
            $"There is no connection to Secrets Manager: {Sentence((Find<SocketException>(error) ?? error).Message)}",
            "Check the network, the proxy, the Region and -EndpointUrl, then run the command again.",
            error),
        _ => new RotationException(
            FailureKind.InternalServiceError,
            $"The call {operation} failed: {Sentence(error.Message)}",
            "Try again, and report the error if it stays.",
            error),
    };

    /// <summary>Gives an error that the service answered for one secret its kind.</summary>
    /// <param name="code">The name of the error.</param>
    /// <param name="words">The service's words.</param>
    /// <param name="operation">The operation, as IAM names it.</param>
    /// <param name="secret">The secret.</param>
    public static RotationException FromCode(string? code, string? words, string operation, SecretId? secret) =>
        Make(KindOf(code, words ?? "", status: 0), code, words ?? "", requestId: null, operation, secret, inner: null);

    private static RotationException FromService(AmazonServiceException error, string operation, SecretId? secret) =>
        Make(KindOf(error.ErrorCode, error.Message, error.StatusCode), error.ErrorCode, error.Message, error.RequestId, operation, secret, error);

    private static RotationException FromClient(AmazonClientException error, string operation, SecretId? secret)
    {
        if (error.InnerException is AmazonServiceException service)
        {
            return FromService(service, operation, secret);
        }

        if (error.Message.Contains("RegionEndpoint", StringComparison.Ordinal))
        {
            return RegionMissing();
        }

        return error.InnerException is not null || IsExpired(error.Message)
            ? CredentialsNotFetched(error)
            : new RotationException(
                FailureKind.CredentialsMissing,
                $"There are no AWS credentials: {Sentence(TriedCredentials.WithoutNoise(error.Message))}",
                "Give -ProfileName, -Credential or -AccessKey and -SecretKey, or sign in with Set-AWSCredential.",
                error);
    }

    private static FailureKind KindOf(string? code, string words, HttpStatusCode status)
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

    private static RotationException Make(
        FailureKind kind, string? code, string words, string? requestId, string operation, SecretId? secret, AmazonServiceException? inner)
    {
        var about = secret is null ? "" : $" on secret '{secret}'";
        var denied = Denied().Match(words);
        var action = denied.Success ? denied.Groups["action"].Value : $"secretsmanager:{operation}";
        var resource = denied.Groups["resource"] is { Success: true } named ? named.Value : secret?.Value;
        var what = kind switch
        {
            FailureKind.AccessDenied => $"The action {action}{(resource is null ? "" : $" on {resource}")} is denied.",
            FailureKind.ResourceNotFound => secret is null ? "Secrets Manager has nothing under what was asked for." : $"There is no secret '{secret}', or no such version of it.",
            FailureKind.SecretDeleted => $"The secret '{secret}' is marked for deletion.",
            FailureKind.ReplicaSecret => $"The secret '{secret}' is a replica and cannot be changed.",
            FailureKind.Throttled => $"Secrets Manager takes no more calls for the moment ({operation}{about}).",
            FailureKind.ClockSkew => "The clock of this machine is too far from that of AWS.",
            FailureKind.CredentialsExpired => "The AWS credentials are no longer valid.",
            FailureKind.CredentialsInvalid => "AWS does not accept the credentials.",
            FailureKind.InternalServiceError => $"Secrets Manager failed with HTTP status {(int)(inner?.StatusCode ?? HttpStatusCode.InternalServerError)} ({operation}{about}).",
            _ => $"Secrets Manager refuses {operation}{about}.",
        };

        // What the service says of a wrong parameter may hold the parameter itself, which is the secret; above it is cut out.
        var cause = kind is FailureKind.InvalidParameter ? null : inner;
        return new RotationException(kind, $"{what}{Quote(code, words)}{Request(requestId)}", NextStep(kind, operation, action, words), cause);
    }

    private static string NextStep(FailureKind kind, string operation, string action, string words) => kind switch
    {
        FailureKind.AccessDenied when words.Contains("KMS", StringComparison.OrdinalIgnoreCase) && !action.StartsWith("sts:", StringComparison.Ordinal) =>
            "Allow this identity kms:Decrypt and kms:GenerateDataKey on the key that encrypts the secret.",
        FailureKind.AccessDenied => $"Allow this identity the action {action}.",
        FailureKind.ResourceNotFound => "Check the name, the Region and the account, and the versions with Get-SecretStageLabel.",
        FailureKind.ResourceExists when operation is "PutSecretValue" => "Use another version id for the new value.",
        FailureKind.ResourceExists => "Choose another name, or rotate the secret that exists.",
        FailureKind.SecretDeleted => "Restore it with Restore-SECSecret, or use another secret.",
        FailureKind.ReplicaSecret => "Run the command with the -Region of the primary secret.",
        FailureKind.Throttled => "Run the command again later; a rotation takes up where it stopped.",
        FailureKind.ClockSkew => "Set the clock right, then run the command again.",
        FailureKind.CredentialsExpired => "Sign in again, then run the command again.",
        FailureKind.CredentialsInvalid => "Check the keys, or the token and the role, and that they belong to an account of this partition and Region.",
        FailureKind.InternalServiceError or FailureKind.ServerError => "Run the command again; a rotation takes up where it stopped.",
        FailureKind.DecryptionFailure or FailureKind.EncryptionFailure => "Check that the KMS key of the secret is enabled and that this identity may use it.",
        FailureKind.LimitExceeded => "Remove what is no longer needed, then run the command again.",
        FailureKind.InvalidParameter => "Look at the labels with Get-SecretStageLabel and correct what was given.",
        _ => "Look at the secret with Get-SECSecret, then run the command again.",
    };

    private static RotationException NotUnderstood(string? requestId) => new(
        FailureKind.AnswerNotUnderstood,
        $"The answer is not one of Secrets Manager's: it is not the JSON that was to be expected.{Request(requestId)}",
        "Check -EndpointUrl, and whether a proxy answers in its place.");

    // The SDK puts the whole body into the words where an answer names no error; that may be a page of HTML.
    private static string Quote(string? code, string words) =>
        string.IsNullOrEmpty(code) || string.IsNullOrWhiteSpace(words)
            ? ""
            : $" AWS says: {Sentence(EchoedValue().Replace(words, "Value at"))}";

    private static string Request(string? requestId) => string.IsNullOrEmpty(requestId) ? "" : $" The request id is {requestId}.";

    private static bool IsExpired(string words) =>
        words.Contains("expired", StringComparison.OrdinalIgnoreCase) || words.Contains("SSO Token", StringComparison.OrdinalIgnoreCase);

    // A container or a machine that gives no credentials is an error of a service that never answered. What the SDK itself throws
    // as an error of .NET is about a file, a token or a setting that it needs for them.
    private static bool IsOfSdk(Exception error) => error is not ObjectDisposedException && error.Source == _sdk;

    // The SDK names the role or the kind of file, and only the error underneath which one, and what is wrong with it.
    private static string CauseOf(Exception error) => error.InnerException is { } cause and not JsonException ? $" {Sentence(cause.Message)}" : "";

    private static TException? Find<TException>(Exception error)
        where TException : Exception
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is TException found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Sentence(string words)
    {
        var line = WhiteSpace().Replace(words, " ").Trim();
        return (line.Length > LongestQuote ? $"{line[..LongestQuote]}…" : line.TrimEnd('.')) + ".";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    // A validation error repeats what it did not like, and that may be a secret's value.
    [GeneratedRegex(@"Value '.*' at", RegexOptions.Singleline)]
    private static partial Regex EchoedValue();

    [GeneratedRegex(@"perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?")]
    private static partial Regex Denied();
}
