using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.SecretsManager;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>The store against an endpoint that fails in every way an endpoint can.</summary>
public sealed class SecretsManagerStoreTests
{
    private const string Stored = """{"ARN":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf","Name":"prod/app","VersionId":"00000000-0000-4000-8000-000000000001","VersionStages":["AWSPENDING"]}""";
    private const string Value = """{"ARN":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf","Name":"prod/app","VersionId":"00000000-0000-4000-8000-000000000001","VersionStages":["AWSCURRENT"],"CreatedDate":1767323045,"SecretString":"the-value"}""";

    private static readonly SecretId _app = new("prod/app");
    private static readonly VersionId _version = new("00000000-0000-4000-8000-000000000001");

    private readonly HurryingClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ResourceNotFoundException", FailureKind.ResourceNotFound)]
    [InlineData("ResourceExistsException", FailureKind.ResourceExists)]
    [InlineData("InvalidParameterException", FailureKind.InvalidParameter)]
    [InlineData("ValidationException", FailureKind.InvalidParameter)]
    [InlineData("InvalidRequestException", FailureKind.InvalidRequest)]
    [InlineData("PreconditionNotMetException", FailureKind.InvalidRequest)]
    [InlineData("LimitExceededException", FailureKind.LimitExceeded)]
    [InlineData("DecryptionFailure", FailureKind.DecryptionFailure)]
    [InlineData("EncryptionFailure", FailureKind.EncryptionFailure)]
    [InlineData("InternalServiceError", FailureKind.InternalServiceError)]
    [InlineData("AccessDeniedException", FailureKind.AccessDenied)]
    [InlineData("ExpiredTokenException", FailureKind.CredentialsExpired)]
    [InlineData("UnrecognizedClientException", FailureKind.CredentialsInvalid)]
    [InlineData("InvalidSignatureException", FailureKind.CredentialsInvalid)]
    [InlineData("RequestExpired", FailureKind.ClockSkew)]
    [InlineData("SomethingNobodyKnows", FailureKind.ServerError)]
    public async Task Every_error_has_its_kind_and_is_told_in_AWSs_words_with_the_request_id(string code, FailureKind kind)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error(code));

        var failure = await FailsAsync(endpoint, kind);

        Assert.Contains("These are AWS's words.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(ScriptedAnswer.RequestId, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(failure.NextStep, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_access_names_the_action_and_the_resource_and_what_to_allow()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error(
            "AccessDeniedException",
            "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf because no identity-based policy allows the secretsmanager:GetSecretValue action"));

        var failure = await FailsAsync(endpoint, FailureKind.AccessDenied);

        Assert.StartsWith("The action secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf is denied.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Allow this identity the action secretsmanager:GetSecretValue.", failure.NextStep);
    }

    [Fact]
    public async Task Denied_access_to_the_key_says_which_KMS_actions_are_missing()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("AccessDeniedException", "Access to KMS is not allowed"));

        var failure = await FailsAsync(endpoint, FailureKind.AccessDenied);

        Assert.Contains("kms:Decrypt", failure.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GetSecretValue")]
    [InlineData("DescribeSecret")]
    [InlineData("PutSecretValue")]
    [InlineData("UpdateSecretVersionStage")]
    [InlineData("CreateSecret")]
    [InlineData("TagResource")]
    [InlineData("UntagResource")]
    [InlineData("ListSecretVersionIds")]
    [InlineData("ListSecrets")]
    [InlineData("BatchGetSecretValue")]
    public async Task Denied_access_names_the_action_of_the_call_where_AWS_does_not(string operation)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("AccessDeniedException"));
        using var store = Open(endpoint);

        var failure = await Assert.ThrowsAsync<RotationException>(() => RunAsync(store, operation));

        Assert.Equal(FailureKind.AccessDenied, failure.Kind);
        Assert.Contains($"secretsmanager:{operation}", failure.NextStep, StringComparison.Ordinal);
        Assert.Equal(operation, Assert.Single(endpoint.Requests).Operation);
    }

    [Theory]
    [InlineData("You can't perform this operation on the secret because it was marked for deletion.", FailureKind.SecretDeleted)]
    [InlineData("Operation not permitted on a replica secret. Call must be made in primary secret's region.", FailureKind.ReplicaSecret)]
    public async Task What_the_state_of_the_secret_forbids_has_a_kind_of_its_own(string words, FailureKind kind)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("InvalidRequestException", words));

        await FailsAsync(endpoint, kind);
    }

    [Theory]
    [InlineData("ThrottlingException", 1)]
    [InlineData("Throttling", 2)]
    [InlineData("ThrottledException", 3)]
    [InlineData("RequestThrottledException", 4)]
    [InlineData("TooManyRequestsException", 6)]
    [InlineData("RequestLimitExceeded", 8)]
    [InlineData("SlowDown", 10)]
    public async Task A_throttled_call_is_made_again_until_it_passes(string code, int times)
    {
        await using var endpoint = new ScriptedEndpoint(
            [.. Enumerable.Repeat(ScriptedAnswer.Error(code), times), ScriptedAnswer.Ok(Value)]);
        using var store = Open(endpoint);

        var value = await store.GetValueAsync(_app, VersionReference.Current, Cancellation);

        Assert.Equal("the-value", value.Text.Reveal());
        Assert.Equal(times + 1, endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_rotation_token_goes_out_with_the_new_version_and_with_nothing_else()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Ok("""{"ARN":"arn:a","Name":"app","VersionId":"11111111-1111-1111-1111-111111111111","VersionStages":["AWSPENDING"]}"""));
        using var store = Open(endpoint);
        var token = new VersionId("11111111-1111-1111-1111-111111111111");

        await store.ForRotation("a-token-of-the-service").PutAsync(_app, token, new SecretText("value"), [StageLabel.Pending], Cancellation);
        await store.ForRotation("a-token-of-the-service").MoveLabelAsync(_app, StageLabel.Pending, token, null, Cancellation);
        await store.PutAsync(_app, token, new SecretText("value"), [StageLabel.Pending], Cancellation);

        Assert.Equal([true, false, false], endpoint.Requests.Select(request => request.Body.Contains("\"RotationToken\":\"a-token-of-the-service\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_call_that_stays_throttled_fails_within_half_a_minute()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("ThrottlingException", "Rate exceeded"));

        var failure = await FailsAsync(endpoint, FailureKind.Throttled);

        Assert.Contains("Rate exceeded", failure.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.Passed, TimeSpan.FromSeconds(290), TimeSpan.FromSeconds(300));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_page_instead_of_an_error_is_told_by_its_status_and_not_quoted(int status)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Page(status, "<html><body>sorry</body></html>"));

        var failure = await FailsAsync(endpoint, FailureKind.InternalServiceError);

        Assert.Contains($"HTTP status {status}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<html>", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("{\"SecretString\":\"the-val")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task An_answer_that_is_not_JSON_is_no_answer_and_not_repeated(string body)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Page(200, body));

        var failure = await FailsAsync(endpoint, FailureKind.AnswerNotUnderstood);

        Assert.DoesNotContain("the-val", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_is_unreachable(bool midAnswer)
    {
        await using var endpoint = new ScriptedEndpoint(midAnswer ? ScriptedAnswer.CutOff(Value) : ScriptedAnswer.HangUp);

        var failure = await FailsAsync(endpoint, FailureKind.Unreachable);

        Assert.DoesNotContain("the-value", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_where_nothing_listens_is_unreachable()
    {
        using var unused = new Socket(SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var store = new SecretsManagerStore(Client($"http://127.0.0.1:{((IPEndPoint)unused.LocalEndPoint!).Port}"), _clock);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(_app, Cancellation));

        Assert.Equal(FailureKind.Unreachable, failure.Kind);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_speak_TLS_refuses_it()
    {
        using var tls = new TcpListener(IPAddress.Loopback, 0);
        tls.Start();
        var talking = TalkPlainlyAsync(tls);
        using var store = new SecretsManagerStore(Client($"https://127.0.0.1:{((IPEndPoint)tls.LocalEndpoint).Port}"), _clock);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(_app, Cancellation));

        Assert.Equal(FailureKind.TlsRefused, failure.Kind);
        await talking;
    }

    [Fact]
    public async Task An_endpoint_whose_certificate_nobody_trusts_is_not_asked()
    {
        await using var endpoint = await SecretsManagerEndpoint.StartAsync(new InMemorySecretStore(), new SecretsManagerEndpointOptions { Tls = true });
        using var store = new SecretsManagerStore(Client(endpoint.Url.ToString()));

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(_app, Cancellation));

        Assert.Equal(FailureKind.TlsRefused, failure.Kind);
        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Calls);
    }

    [Fact]
    public async Task An_endpoint_whose_certificate_is_trusted_answers_over_TLS()
    {
        var secrets = new InMemorySecretStore();
        var made = await secrets.CreateAsync(new NewSecret { Name = "prod/app", Text = new SecretText("v1"), Token = _version }, Cancellation);
        await using var endpoint = await SecretsManagerEndpoint.StartAsync(secrets, new SecretsManagerEndpointOptions { Tls = true });
        var config = new AmazonSecretsManagerConfig
        {
            ServiceURL = endpoint.Url.ToString(),
            AuthenticationRegion = "eu-west-1",
            HttpClientFactory = new EndpointTrust(endpoint.CertificatePem!),
        };
        using var store = new SecretsManagerStore(
            new AmazonSecretsManagerClient(new BasicAWSCredentials(endpoint.Key.AccessKeyId, endpoint.Key.SecretAccessKey), config));

        Assert.Equal("https", endpoint.Url.Scheme);
        Assert.Equal(made.Arn, (await store.DescribeAsync(_app, Cancellation)).Arn);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_times_out()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Nothing);
        using var store = new SecretsManagerStore(Client(endpoint.Url, TimeSpan.FromMilliseconds(200)), _clock);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(_app, Cancellation));

        Assert.Equal(FailureKind.TimedOut, failure.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_returns_at_once_though_the_answer_never_comes_or_never_ends(bool begun)
    {
        await using var endpoint = new ScriptedEndpoint(begun ? ScriptedAnswer.StallingAfter(Value) : ScriptedAnswer.Nothing);
        using var store = Open(endpoint);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var reading = store.GetValueAsync(_app, VersionReference.Current, stop.Token);
        await endpoint.ReceivedAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_of_a_throttled_call()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("ThrottlingException"));
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var store = new SecretsManagerStore(Client(endpoint.Url), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var reading = store.GetValueAsync(_app, VersionReference.Current, stop.Token);
        await endpoint.ReceivedAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_version_of_ours_that_is_not_visible_yet_is_read_again()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Ok(Stored),
            ScriptedAnswer.Error("ResourceNotFoundException"),
            ScriptedAnswer.Error("ResourceNotFoundException"),
            ScriptedAnswer.Ok(Value));
        using var store = Open(endpoint);
        var made = await store.PutAsync(_app, _version, new SecretText("the-value"), [StageLabel.Pending], Cancellation);

        var value = await store.GetValueAsync(new SecretId(made.Arn), VersionReference.Of(_version), Cancellation);

        Assert.Equal("the-value", value.Text.Reveal());
        Assert.Equal(4, endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_version_of_ours_that_stays_invisible_is_not_found_in_the_end()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok(Stored), ScriptedAnswer.Error("ResourceNotFoundException"));
        using var store = Open(endpoint);
        await store.PutAsync(_app, _version, new SecretText("the-value"), [StageLabel.Pending], Cancellation);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.GetValueAsync(_app, VersionReference.Of(_version), Cancellation));

        Assert.Equal(FailureKind.ResourceNotFound, failure.Kind);
        Assert.InRange(_clock.Passed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_version_that_is_not_ours_is_not_waited_for()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("ResourceNotFoundException"));

        await FailsAsync(endpoint, FailureKind.ResourceNotFound);

        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_value_of_bytes_is_told_apart_from_one_that_is_missing()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Ok(Value.Replace("\"SecretString\":\"the-value\"", "\"SecretBinary\":\"AQL/\"", StringComparison.Ordinal)));

        await FailsAsync(endpoint, FailureKind.SecretBinary);
    }

    [Theory]
    [InlineData("eu-west-1", null)]
    [InlineData("us-east-1", "us-east-1")]
    public async Task A_description_tells_a_replica_from_its_primary(string primaryRegion, string? replicaOf)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok(
            $$$"""{"ARN":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf","Name":"prod/app","CreatedDate":1767323045,"LastChangedDate":1767323046,"PrimaryRegion":"{{{primaryRegion}}}","RotationEnabled":true,"OwningService":"rds","DeletedDate":1767323047,"Tags":[{"Key":"a","Value":"b"}],"VersionIdsToStages":{"00000000-0000-4000-8000-000000000001":["AWSCURRENT"],"00000000-0000-4000-8000-000000000002":[]}}"""));
        using var store = Open(endpoint);

        var told = await store.DescribeAsync(_app, Cancellation);

        Assert.Equal(replicaOf, told.ReplicaOf);
        Assert.True(told.RotationEnabled);
        Assert.Equal("rds", told.OwningService);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1767323047), told.DeletedDate);
        Assert.Equal("b", told.Tags["a"]);
        Assert.Equal([_version], told.VersionIdsToStages.Keys);
    }

    [Fact]
    public async Task Listings_are_read_to_their_last_page()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Ok("""{"SecretList":[{"ARN":"arn:1","Name":"a"}],"NextToken":"more"}"""),
            ScriptedAnswer.Ok("""{"SecretList":[{"ARN":"arn:2","Name":"b"}],"NextToken":""}"""));
        using var store = Open(endpoint);

        var names = new List<string>();
        await foreach (var secret in store.ListAsync([new SecretFilter(SecretFilterKey.Name, ["x"])], Cancellation))
        {
            names.Add(secret.Name);
        }

        Assert.Equal(["a", "b"], names);
        Assert.Equal("""{"MaxResults":100,"NextToken":"more","Filters":[{"Key":"name","Values":["x"]}]}""", endpoint.Requests[1].Body);
    }

    [Fact]
    public async Task A_batch_finds_each_answer_by_name_ARN_or_the_ARN_without_its_end()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok(
            """{"SecretValues":[{"ARN":"arn:x:b-AbCdEf","Name":"b","VersionId":"00000000-0000-4000-8000-000000000002","SecretString":"B"},{"ARN":"arn:x:a-AbCdEf","Name":"a","VersionId":"00000000-0000-4000-8000-000000000001","SecretString":"A"}],"Errors":[{"SecretId":"c","ErrorCode":"AccessDeniedException","Message":"no"}]}"""));
        using var store = Open(endpoint);

        var answers = await store.GetValuesAsync([new("a"), new("arn:x:b-AbCdEf"), new("arn:x:a"), new("c"), new("d"), new("a")], Cancellation);

        Assert.Equal(["A", "B", "A", null, null, "A"], answers.Select(answer => answer.Value?.Text.Reveal()));
        Assert.Equal(FailureKind.AccessDenied, answers[3].Failure?.Kind);
        Assert.Equal(FailureKind.ResourceNotFound, answers[4].Failure?.Kind);
        Assert.Equal("""{"SecretIdList":["a","arn:x:b-AbCdEf","arn:x:a","c","d"]}""", Assert.Single(endpoint.Requests).Body);
    }

    [Fact]
    public async Task What_AWS_would_refuse_is_refused_without_a_call()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Ok(Stored));
        using var store = Open(endpoint);

        var tooLong = await Assert.ThrowsAsync<RotationException>(() => store.PutAsync(_app, _version, new SecretText(new string('x', 65_537)), [], Cancellation));
        var badName = await Assert.ThrowsAsync<RotationException>(
            () => store.CreateAsync(new NewSecret { Name = "no spaces", Text = new SecretText("x"), Token = _version }, Cancellation));

        Assert.Equal([FailureKind.InvalidParameter, FailureKind.InvalidParameter], [tooLong.Kind, badName.Kind]);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task A_validation_error_does_not_repeat_the_value_that_it_repeats()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error("ValidationException", "1 validation error detected: Value 'the-'value' at 'secretString' failed to satisfy constraint"));
        using var store = Open(endpoint);

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.PutAsync(_app, _version, new SecretText("the-'value"), [], Cancellation));

        Assert.DoesNotContain("the-'value", failure.Message, StringComparison.Ordinal);
        Assert.Contains("at 'secretString' failed", failure.Message, StringComparison.Ordinal);
    }

    private static AmazonSecretsManagerClient Client(string url, TimeSpan? timeout = null) => new(
        new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "the-secret-key"),
        new AmazonSecretsManagerConfig { ServiceURL = url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0, Timeout = timeout ?? TimeSpan.FromSeconds(30) });

    private static async Task TalkPlainlyAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync(Cancellation);
        await socket.SendAsync("this is not TLS\r\n\r\n"u8.ToArray(), Cancellation);
    }

    private static Task RunAsync(SecretsManagerStore store, string operation) => operation switch
    {
        "GetSecretValue" => store.GetValueAsync(_app, VersionReference.Current, Cancellation),
        "DescribeSecret" => store.DescribeAsync(_app, Cancellation),
        "PutSecretValue" => store.PutAsync(_app, _version, new SecretText("x"), [], Cancellation),
        "UpdateSecretVersionStage" => store.MoveLabelAsync(_app, StageLabel.Pending, _version, null, Cancellation),
        "CreateSecret" => store.CreateAsync(new NewSecret { Name = "prod/app", Text = new SecretText("x"), Token = _version }, Cancellation),
        "TagResource" => store.TagAsync(_app, new Dictionary<string, string> { ["a"] = "b" }, Cancellation),
        "UntagResource" => store.UntagAsync(_app, ["a"], Cancellation),
        "ListSecretVersionIds" => store.ListVersionsAsync(_app, includeDeprecated: true, Cancellation),
        "ListSecrets" => store.ListAsync([], Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync().AsTask(),
        "BatchGetSecretValue" => store.GetValuesAsync([_app], Cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private SecretsManagerStore Open(ScriptedEndpoint endpoint) => new(Client(endpoint.Url), _clock);

    private async Task<RotationException> FailsAsync(ScriptedEndpoint endpoint, FailureKind kind)
    {
        using var store = Open(endpoint);
        var failure = await Assert.ThrowsAsync<RotationException>(() => store.GetValueAsync(_app, VersionReference.Current, Cancellation));
        Assert.Equal(kind, failure.Kind);
        return failure;
    }
}
