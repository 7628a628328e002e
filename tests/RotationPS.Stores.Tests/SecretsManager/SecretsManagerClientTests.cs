using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>The client on the wire.</summary>
public sealed class SecretsManagerClientTests
{
    private static readonly BasicAWSCredentials _keys = new("AKIAIOSFODNN7EXAMPLE", "the-secret-key");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_a_signed_POST_of_JSON_1_1_with_what_was_set_and_no_more()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok("{}"));
        using var client = Client(endpoint);

        await client.PutSecretValueAsync(
            new PutSecretValueRequest { SecretId = "prod/app", ClientRequestToken = "token", SecretString = "{\"password\":\"pä'😀\"}", VersionStages = ["AWSPENDING"] },
            Cancellation);

        var request = Assert.Single(endpoint.Requests);
        Assert.StartsWith("POST / HTTP/1.1", request.Line, StringComparison.Ordinal);
        Assert.Equal("secretsmanager.PutSecretValue", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/[0-9]{8}/eu-west-1/secretsmanager/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-target, Signature=[0-9a-f]{64}$", request.Authorization);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"SecretId":"prod/app","ClientRequestToken":"token","SecretString":"{\"password\":\"pä'😀\"}","VersionStages":["AWSPENDING"]}"""),
            JsonNode.Parse(request.Body)));
    }

    [Fact]
    public async Task Filters_flags_numbers_and_bytes_go_out_as_the_model_has_them()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok("{}"));
        using var client = Client(endpoint);

        await client.ListSecretsAsync(
            new ListSecretsRequest { Filters = [new Filter { Key = FilterNameStringType.TagKey, Values = ["team", "!old"] }], MaxResults = 7, IncludePlannedDeletion = true },
            Cancellation);
        await client.CreateSecretAsync(new CreateSecretRequest { Name = "n", SecretBinary = new MemoryStream([1, 2, 255]), Tags = [new Tag { Key = "k", Value = "" }] }, Cancellation);
        await client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = "n", RecoveryWindowInDays = 7 }, Cancellation);

        Assert.Equal(
            [
                """{"IncludePlannedDeletion":true,"MaxResults":7,"Filters":[{"Key":"tag-key","Values":["team","!old"]}]}""",
                """{"Name":"n","SecretBinary":"AQL/","Tags":[{"Key":"k","Value":""}]}""",
                """{"SecretId":"n","RecoveryWindowInDays":7}""",
            ],
            endpoint.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task An_answer_is_read_with_its_dates_in_UTC_and_what_it_does_not_say_is_null()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok(
            """{"ARN":"arn:a","Name":"a","CreatedDate":1.767323045123E9,"VersionIdsToStages":{"v1":["AWSCURRENT","x"]},"SomethingNew":{"deep":[1,2]}}"""));
        using var client = Client(endpoint);

        var answer = await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);

        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, 123, DateTimeKind.Utc), answer.CreatedDate);
        Assert.Equal(DateTimeKind.Utc, answer.CreatedDate!.Value.Kind);
        Assert.Equal(["AWSCURRENT", "x"], answer.VersionIdsToStages!["v1"]);
        Assert.Null(answer.RotationEnabled);
        Assert.Null(answer.Tags);
        Assert.Null(answer.DeletedDate);
        Assert.Equal(ScriptedAnswer.RequestId, answer.ResponseMetadata.RequestId);
    }

    [Theory]
    [InlineData("ThrottlingException", RequestRetryMode.Standard)]
    [InlineData("TooManyRequestsException", RequestRetryMode.Standard)]
    [InlineData("RequestLimitExceeded", RequestRetryMode.Adaptive)]
    public async Task A_request_that_is_throttled_goes_out_once_for_its_caller_has_a_budget_to_keep(string code, RequestRetryMode mode)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error(code, "Rate exceeded"));
        using var client = Client(endpoint, retries: 2, mode: mode);

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = "a", SecretString = "b" }, Cancellation));

        Assert.Equal(code, error.ErrorCode);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Bytes_come_back_as_they_were()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok("""{"SecretBinary":"AQL/"}"""));
        using var client = Client(endpoint);

        var answer = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "a" }, Cancellation);

        Assert.Equal([1, 2, 255], answer.SecretBinary!.ToArray());
        Assert.Null(answer.SecretString);
    }

    [Fact]
    public async Task Every_operation_goes_by_its_own_name()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok("{}"));
        using var client = Client(endpoint);

        await client.CreateSecretAsync(new CreateSecretRequest(), Cancellation);
        await client.GetSecretValueAsync(new GetSecretValueRequest(), Cancellation);
        await client.BatchGetSecretValueAsync(new BatchGetSecretValueRequest(), Cancellation);
        await client.PutSecretValueAsync(new PutSecretValueRequest(), Cancellation);
        await client.DescribeSecretAsync(new DescribeSecretRequest(), Cancellation);
        await client.UpdateSecretVersionStageAsync(new UpdateSecretVersionStageRequest(), Cancellation);
        await client.ListSecretsAsync(new ListSecretsRequest(), Cancellation);
        await client.ListSecretVersionIdsAsync(new ListSecretVersionIdsRequest(), Cancellation);
        await client.TagResourceAsync(new TagResourceRequest(), Cancellation);
        await client.UntagResourceAsync(new UntagResourceRequest(), Cancellation);
        await client.DeleteSecretAsync(new DeleteSecretRequest(), Cancellation);
        await client.RotateSecretAsync(new RotateSecretRequest(), Cancellation);
        await client.CancelRotateSecretAsync(new CancelRotateSecretRequest(), Cancellation);

        Assert.Equal(
            [
                "CreateSecret", "GetSecretValue", "BatchGetSecretValue", "PutSecretValue", "DescribeSecret", "UpdateSecretVersionStage", "ListSecrets",
                "ListSecretVersionIds", "TagResource", "UntagResource", "DeleteSecret", "RotateSecret", "CancelRotateSecret",
            ],
            endpoint.Requests.Select(request => request.Operation));
    }

    [Theory]
    [InlineData("DecryptionFailure", typeof(DecryptionFailureException))]
    [InlineData("EncryptionFailure", typeof(EncryptionFailureException))]
    [InlineData("InvalidNextTokenException", typeof(InvalidNextTokenException))]
    [InlineData("InvalidParameterException", typeof(InvalidParameterException))]
    [InlineData("InvalidRequestException", typeof(InvalidRequestException))]
    [InlineData("LimitExceededException", typeof(LimitExceededException))]
    [InlineData("MalformedPolicyDocumentException", typeof(MalformedPolicyDocumentException))]
    [InlineData("PreconditionNotMetException", typeof(PreconditionNotMetException))]
    [InlineData("PublicPolicyException", typeof(PublicPolicyException))]
    [InlineData("ResourceExistsException", typeof(ResourceExistsException))]
    [InlineData("ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData("com.amazonaws.secretsmanager#ResourceNotFoundException:http://example.com/", typeof(ResourceNotFoundException))]
    [InlineData("AccessDeniedException", typeof(AmazonSecretsManagerException))]
    public async Task An_error_is_the_exception_of_its_name_with_the_services_words(string code, Type expected)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error(code));
        using var client = Client(endpoint);

        var error = await Assert.ThrowsAnyAsync<AmazonSecretsManagerException>(
            () => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "a" }, Cancellation));

        Assert.IsType(expected, error);
        Assert.Equal("These are AWS's words.", error.Message);
        Assert.Equal(ScriptedAnswer.RequestId, error.RequestId);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_failure_of_the_service_is_tried_again()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("InternalServiceError", status: 500), ScriptedAnswer.Ok("""{"Name":"a"}"""));
        using var client = Client(endpoint, retries: 1);

        var answer = await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);

        Assert.Equal("a", answer.Name);
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_failure_that_stays_is_the_exception_of_its_name()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("InternalServiceError", status: 500));
        using var client = Client(endpoint, retries: 1);

        await Assert.ThrowsAsync<InternalServiceErrorException>(() => client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation));

        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("hung up")]
    public async Task A_connection_that_breaks_is_tried_again(string how)
    {
        await using var endpoint = new ScriptedEndpoint(
            how == "cut off" ? ScriptedAnswer.CutOff("""{"Name":"the whole name"}""") : ScriptedAnswer.HangUp,
            ScriptedAnswer.Ok("""{"Name":"a"}"""));
        using var client = Client(endpoint, retries: 1);

        var answer = await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);

        Assert.Equal("a", answer.Name);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task A_clock_that_is_wrong_by_hours_is_put_right_for_the_next_attempt(int hours)
    {
        var there = DateTimeOffset.UtcNow.AddHours(hours);
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Error("InvalidSignatureException", $"Signature expired: {there:yyyyMMdd'T'HHmmss'Z'} is not within 5 min.", date: there),
            ScriptedAnswer.Ok("""{"Name":"a"}""", there));
        using var client = Client(endpoint, retries: 2);

        await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);

        Assert.InRange(Signed(endpoint.Requests[^1]), there.AddMinutes(-2), there.AddMinutes(2));
    }

    [Fact]
    public async Task A_clock_that_is_right_again_is_believed_at_the_next_attempt()
    {
        var there = DateTimeOffset.UtcNow.AddHours(2);
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Ok("""{"Name":"a"}""", there),
            ScriptedAnswer.Error("InvalidSignatureException", "Signature not yet current."),
            ScriptedAnswer.Ok("""{"Name":"a"}"""));
        using var client = Client(endpoint, retries: 0);

        await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);
        await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation);

        Assert.InRange(Signed(endpoint.Requests[1]), there.AddMinutes(-2), there.AddMinutes(2));
        Assert.InRange(Signed(endpoint.Requests[2]), there.AddHours(-2).AddMinutes(-2), there.AddHours(-2).AddMinutes(2));
    }

    [Fact]
    public async Task A_signature_that_no_clock_explains_is_refused_once()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("InvalidSignatureException", "The request signature we calculated does not match."));
        using var client = Client(endpoint, retries: 2);

        await Assert.ThrowsAsync<AmazonSecretsManagerException>(() => client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Cancellation));

        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://secretsmanager.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", false, false, "https://secretsmanager.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", true, false, "https://secretsmanager-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://secretsmanager.eu-west-1.api.aws")]
    [InlineData("us-west-2", true, true, "https://secretsmanager-fips.us-west-2.api.aws")]
    [InlineData("eu-isoe-west-1", false, false, "https://secretsmanager.eu-isoe-west-1.cloud.adc-e.uk")]
    public void A_Region_has_the_endpoint_that_its_partition_says(string region, bool fips, bool dualStack, string expected)
    {
        var config = new AmazonSecretsManagerConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(null!).URL);
    }

    [Fact]
    public void An_endpoint_of_ones_own_does_not_go_with_FIPS()
    {
        var config = new AmazonSecretsManagerConfig { ServiceURL = "https://example.com", UseFIPSEndpoint = true };

        Assert.Throws<AmazonClientException>(() => config.DetermineServiceOperationEndpoint(null!));
    }

    [Fact]
    public void Retries_are_of_the_standard_mode()
    {
        Assert.Equal(RequestRetryMode.Standard, new AmazonSecretsManagerConfig().RetryMode);
    }

    [Fact]
    public async Task No_value_comes_into_the_log_however_much_is_logged()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok("""{"SecretString":"the-value-read"}"""), ScriptedAnswer.CutOff("""{"SecretString":"the-value-read","Name":"a"}"""));
        using var log = new StringWriter();
        using var listener = new TextWriterTraceListener(TextWriter.Synchronized(log), "the test's");
        AWSConfigs.AddTraceListener("Amazon", listener);
        AWSConfigs.LoggingConfig.LogTo = LoggingOptions.SystemDiagnostics;
        AWSConfigs.LoggingConfig.LogResponses = ResponseLoggingOption.Always;
        AWSConfigs.LoggingConfig.LogMetrics = true;
        try
        {
            using var client = Client(endpoint, logged: true);
            await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "a" }, Cancellation);
            var error = await Record.ExceptionAsync(
                () => client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = "a", SecretString = "the-value-written" }, Cancellation));
            Assert.NotNull(error);
            Assert.DoesNotContain("the-value", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            AWSConfigs.LoggingConfig.LogTo = LoggingOptions.None;
            AWSConfigs.LoggingConfig.LogResponses = ResponseLoggingOption.Never;
            AWSConfigs.LoggingConfig.LogMetrics = false;
            AWSConfigs.RemoveTraceListener("Amazon", listener.Name!);
        }

        Assert.Contains("GetSecretValue", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("the-value", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-key", log.ToString(), StringComparison.Ordinal);
    }

    private static DateTimeOffset Signed(ReceivedRequest request) =>
        DateTimeOffset.ParseExact(request.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static AmazonSecretsManagerClient Client(
        ScriptedEndpoint endpoint, int retries = 0, bool logged = false, RequestRetryMode mode = RequestRetryMode.Standard) => new(
        _keys,
        new AmazonSecretsManagerConfig
        {
            ServiceURL = endpoint.Url,
            AuthenticationRegion = "eu-west-1",
            MaxErrorRetry = retries,
            RetryMode = mode,
            LogResponse = logged,
        });
}
