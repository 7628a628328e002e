using System.Text.Json;
using Amazon.Runtime;
using RotationPS.Engine.Failures;

namespace RotationPS.Stores.SecretsManager;

/// <summary>What a session with AWS lacks: its credentials, its Region, its endpoint.</summary>
internal static class SessionFailures
{
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
        AwsWords.SayExpired(error.Message) ? FailureKind.CredentialsExpired : FailureKind.CredentialsMissing,
        $"The AWS credentials that were given cannot be used: {AwsWords.Sentence(error.Message)}",
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
        $"The AWS SDK cannot work with these settings: {AwsWords.Sentence(error.Message)}",
        "Correct the parameters, the environment or the profile.",
        error);

    /// <summary>The SDK names the role or the kind of file, and only the error underneath which one, and what is wrong with it.</summary>
    public static RotationException CredentialsNotFetched(Exception error) => AwsWords.SayExpired(error.Message)
        ? new RotationException(
            FailureKind.CredentialsExpired,
            $"The AWS credentials are no longer valid: {AwsWords.Sentence(error.Message)}{CauseOf(error)}",
            "Sign in again (aws sso login), then run the command again.",
            error)
        : new RotationException(
            FailureKind.CredentialsMissing,
            $"The AWS credentials that are set up cannot be fetched: {AwsWords.Sentence(error.Message)}{CauseOf(error)}",
            "Correct the environment, the profile or the machine's role, then run the command again.",
            error);

    public static RotationException NoCredentials(AmazonClientException error) => new(
        FailureKind.CredentialsMissing,
        $"There are no AWS credentials: {AwsWords.Sentence(TriedCredentials.WithoutNoise(error.Message))}",
        "Give -ProfileName, -Credential or -AccessKey and -SecretKey, or sign in with Set-AWSCredential.",
        error);

    private static string CauseOf(Exception error) => error.InnerException is { } cause and not JsonException ? $" {AwsWords.Sentence(cause.Message)}" : "";
}
