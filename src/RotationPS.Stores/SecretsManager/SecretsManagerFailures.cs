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
    private static readonly string _sdk = typeof(AmazonClientException).Assembly.GetName().Name!;

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
        AmazonServiceException { StatusCode: 0 } unanswered when string.IsNullOrEmpty(unanswered.ErrorCode) => SessionFailures.CredentialsNotFetched(unanswered),
        AmazonServiceException service => FromService(service, operation, secret),
        ProcessAWSCredentialException => SessionFailures.CredentialsNotFetched(error),
        InvalidOperationException or NotSupportedException or ArgumentException when IsOfSdk(error) => SessionFailures.CredentialsNotFetched(error),
        AmazonClientException client => FromClient(client, operation, secret),
        JsonException => NotUnderstood(requestId: null),
        _ when Find<AuthenticationException>(error) is { } tls => new RotationException(
            FailureKind.TlsRefused,
            $"The connection to Secrets Manager cannot be encrypted: {AwsWords.Sentence(tls.Message)}",
            "Have this machine trust the certificate of the endpoint or proxy, or correct -EndpointUrl.",
            error),
        TimeoutException or OperationCanceledException => new RotationException(
            FailureKind.TimedOut,
            "Secrets Manager does not answer.",
            "Check the network, the proxy and -EndpointUrl, then run the command again.",
            error),
        HttpRequestException or IOException or SocketException => new RotationException(
            FailureKind.Unreachable,
            $"There is no connection to Secrets Manager: {AwsWords.Sentence((Find<SocketException>(error) ?? error).Message)}",
            "Check the network, the proxy, the Region and -EndpointUrl, then run the command again.",
            error),
        _ => new RotationException(
            FailureKind.InternalServiceError,
            $"The call {operation} failed: {AwsWords.Sentence(error.Message)}",
            "Try again, and report the error if it stays.",
            error),
    };

    /// <summary>Gives an error that the service answered for one secret its kind.</summary>
    /// <param name="code">The name of the error.</param>
    /// <param name="words">The service's words.</param>
    /// <param name="operation">The operation, as IAM names it.</param>
    /// <param name="secret">The secret.</param>
    public static RotationException FromCode(string? code, string? words, string operation, SecretId? secret) =>
        Make(ServiceErrors.KindOf(code, words ?? "", status: 0), code, words ?? "", requestId: null, operation, secret, inner: null);

    private static RotationException FromService(AmazonServiceException error, string operation, SecretId? secret) =>
        Make(ServiceErrors.KindOf(error.ErrorCode, error.Message, error.StatusCode), error.ErrorCode, error.Message, error.RequestId, operation, secret, error);

    private static RotationException FromClient(AmazonClientException error, string operation, SecretId? secret)
    {
        if (error.InnerException is AmazonServiceException service)
        {
            return FromService(service, operation, secret);
        }

        if (error.Message.Contains("RegionEndpoint", StringComparison.Ordinal))
        {
            return SessionFailures.RegionMissing();
        }

        return error.InnerException is not null || AwsWords.SayExpired(error.Message)
            ? SessionFailures.CredentialsNotFetched(error)
            : SessionFailures.NoCredentials(error);
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
        return new RotationException(kind, $"{what}{AwsWords.Quote(code, words)}{Request(requestId)}", NextStep(kind, operation, action, words), cause);
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

    private static string Request(string? requestId) => string.IsNullOrEmpty(requestId) ? "" : $" The request id is {requestId}.";

    // A container or a machine that gives no credentials is an error of a service that never answered. What the SDK itself throws
    // as an error of .NET is about a file, a token or a setting that it needs for them.
    private static bool IsOfSdk(Exception error) => error is not ObjectDisposedException && error.Source == _sdk;

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

    [GeneratedRegex(@"perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?")]
    private static partial Regex Denied();
}
