using System.Runtime.Loader;
using Amazon.Runtime;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.SecretsManager;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>Which credentials and which Region a session comes to, as the endpoint sees them.</summary>
public sealed class SecretsManagerSessionTests : IAsyncDisposable
{
    private const string Description = """{"ARN":"arn:a","Name":"a","CreatedDate":1}""";

    private readonly ScriptedEndpoint _endpoint = new(ScriptedAnswer.Ok(Description));
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Keys_sign_for_the_Region_that_was_given()
    {
        var request = await AskAsync(Session() with { AccessKey = "AKIDKEYS", SecretKey = "s", Region = "eu-north-1" });

        Assert.Contains("Credential=AKIDKEYS/", request.Authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-north-1/secretsmanager/", request.Authorization, StringComparison.Ordinal);
        Assert.False(request.Headers.ContainsKey("X-Amz-Security-Token"));
    }

    [Fact]
    public async Task Temporary_keys_send_their_token()
    {
        var request = await AskAsync(Session() with { AccessKey = "ASIAKEYS", SecretKey = "s", SessionToken = "the-token" });

        Assert.Equal("the-token", request.Headers["X-Amz-Security-Token"]);
    }

    [Fact]
    public async Task A_profile_gives_its_credentials_and_its_Region()
    {
        var file = WriteProfiles();

        var request = await AskAsync(Session() with { Region = null, ProfileName = "ops", ProfileLocation = file });

        Assert.Contains("Credential=AKIDOPS/", request.Authorization, StringComparison.Ordinal);
        Assert.Contains("/ap-south-1/secretsmanager/", request.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credentials_file_without_a_profile_name_means_its_default_profile()
    {
        var request = await AskAsync(Session() with { ProfileLocation = WriteProfiles() });

        Assert.Contains("Credential=AKIDDEFAULT/", request.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_go_before_a_profile_a_profile_before_an_object_and_an_object_before_the_stored_one()
    {
        var all = Session() with
        {
            AccessKey = "AKIDKEYS",
            SecretKey = "s",
            ProfileName = "ops",
            ProfileLocation = WriteProfiles(),
            Credentials = new BasicAWSCredentials("AKIDOBJECT", "s"),
            StoredCredentials = new BasicAWSCredentials("AKIDSTORED", "s"),
        };
        SecretsManagerSession[] sessions =
        [
            all,
            all with { AccessKey = null, SecretKey = null },
            all with { AccessKey = null, SecretKey = null, ProfileName = null, ProfileLocation = null },
            all with { AccessKey = null, SecretKey = null, ProfileName = null, ProfileLocation = null, Credentials = null },
        ];

        foreach (var (session, expected) in sessions.Zip(["AKIDKEYS", "AKIDOPS", "AKIDOBJECT", "AKIDSTORED"]))
        {
            var request = await AskAsync(session);
            Assert.Contains($"Credential={expected}/", request.Authorization, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_Region_goes_before_the_stored_one()
    {
        var given = await AskAsync(Keys() with { Region = "eu-north-1", StoredRegion = "eu-south-1" });
        var stored = await AskAsync(Keys() with { Region = null, StoredRegion = "eu-south-1" });

        Assert.Contains("/eu-north-1/", given.Authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-south-1/", stored.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Region_may_be_an_object_of_AWS_Tools_or_of_another_SDK()
    {
        var ofTools = await AskAsync(Keys() with { Region = null, StoredRegion = new { Region = "eu-south-1", Name = "Europe (Milan)" } });
        var foreign = await AskAsync(Keys() with { Region = new { SystemName = "eu-south-2" } });

        Assert.Contains("/eu-south-1/", ofTools.Authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-south-2/", foreign.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_another_copy_of_the_SDK_are_taken()
    {
        var context = new AssemblyLoadContext("AWS Tools", isCollectible: true);
        var copy = context.LoadFromAssemblyPath(typeof(AWSCredentials).Assembly.Location);
        var foreign = Activator.CreateInstance(copy.GetType("Amazon.Runtime.SessionAWSCredentials", throwOnError: true)!, "ASIAFOREIGN", "s", "foreign-token")!;
        Assert.False(foreign is AWSCredentials);

        var request = await AskAsync(Session() with { Credentials = foreign });

        Assert.Contains("Credential=ASIAFOREIGN/", request.Authorization, StringComparison.Ordinal);
        Assert.Equal("foreign-token", request.Headers["X-Amz-Security-Token"]);
        context.Unload();
    }

    [Fact]
    public async Task Foreign_credentials_that_refresh_themselves_stay_fresh()
    {
        var credentials = new RefreshingStandIn();
        using var store = (Session() with { Credentials = credentials }).OpenStore();

        await store.DescribeAsync(new SecretId("a"), Cancellation);
        credentials.Refresh();
        await store.DescribeAsync(new SecretId("a"), Cancellation);

        Assert.Contains("Credential=ASIA1/", _endpoint.Requests[0].Authorization, StringComparison.Ordinal);
        Assert.Contains("Credential=ASIA2/", _endpoint.Requests[1].Authorization, StringComparison.Ordinal);
        Assert.Equal(["token1", "token2"], _endpoint.Requests.Select(request => request.Headers["X-Amz-Security-Token"]));
    }

    [Fact]
    public async Task What_AWS_Tools_store_in_the_session_is_unwrapped()
    {
        var request = await AskAsync(Session() with { StoredCredentials = new StoredStandIn(new RefreshingStandIn()) });

        Assert.Contains("Credential=ASIA1/", request.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_credentials_that_have_expired_are_told_in_their_own_words()
    {
        using var store = (Session() with { Credentials = new ExpiredStandIn() }).OpenStore();

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(new SecretId("a"), Cancellation));

        Assert.Equal(FailureKind.CredentialsExpired, failure.Kind);
        Assert.Contains("The role session has expired.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_endpoint.Requests);
    }

    [Fact]
    public void Something_that_is_no_AWS_credentials_is_refused_with_a_word_on_Account()
    {
        var failure = Assert.Throws<RotationException>(() => (Session() with { Credentials = new System.Net.NetworkCredential("app", "the-password") }).OpenStore());

        Assert.Equal(FailureKind.CredentialsInvalid, failure.Kind);
        Assert.Contains("-Account", failure.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("the-password", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_anywhere_the_failure_says_so()
    {
        using var store = Session().OpenStore();

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(new SecretId("a"), Cancellation));

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task What_the_SDK_says_of_credentials_is_kept_without_its_numbers_and_fits_a_line_of_the_runbook()
    {
        const int RunbookLine = 400;
        const string RunbookBegins = "RotationPS: nothing done: ";
        using var store = Session().OpenStore();

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(new SecretId("a"), Cancellation));

        Assert.Contains("AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY/AWS_SESSION_TOKEN were not set", failure.What, StringComparison.Ordinal);
        Assert.Contains("Unable to find the \"default\" profile.", failure.What, StringComparison.Ordinal);
        Assert.Contains("Unable to retrieve credentials.", failure.What, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", failure.What, StringComparison.Ordinal);
        Assert.DoesNotContain("webIdentityTokenFile", failure.What, StringComparison.Ordinal);
        Assert.InRange(RunbookBegins.Length + failure.Message.Length, 1, RunbookLine);
    }

    [Theory]
    [InlineData("process", "Command returned non-zero exit value")]
    [InlineData("token", "A token could not be loaded from the WebIdentityTokenFile. Could not find ")]
    [InlineData("mfa", "Error calling AssumeRole for role arn:aws:iam::111122223333:role/r. ")]
    public async Task Credentials_that_a_profile_does_not_come_to_are_no_unforeseen_error(string profile, string words)
    {
        using var store = (Session() with { ProfileName = profile, ProfileLocation = WriteBrokenProfiles() }).OpenStore();

        var failure = await Assert.ThrowsAsync<RotationException>(() => store.DescribeAsync(new SecretId("a"), Cancellation));

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
        Assert.StartsWith($"The AWS credentials that are set up cannot be fetched: {words}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("report", failure.NextStep, StringComparison.Ordinal);
        Assert.Empty(_endpoint.Requests);
    }

    [Theory]
    [InlineData("orphan", "[nobody]")]
    [InlineData("circle", "[circle]")]
    [InlineData("machine", "Unable to retrieve credentials.")]
    public void A_profile_that_leads_nowhere_is_refused_before_anything_is_asked(string profile, string words)
    {
        var failure = Assert.Throws<RotationException>(() => (Session() with { ProfileName = profile, ProfileLocation = WriteBrokenProfiles() }).OpenStore());

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_without_credentials_is_named()
    {
        var failure = Assert.Throws<RotationException>(() => (Session() with { ProfileName = "empty", ProfileLocation = WriteBrokenProfiles() }).OpenStore());

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
        Assert.Contains("'empty'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_gives_no_credentials_is_not_taken_for_Secrets_Manager()
    {
        const string Words = "Unable to retrieve credentials. Message = \"Connection refused\"";

        var failure = SecretsManagerFailures.From(new AmazonServiceException(Words), "DescribeSecret", new SecretId("a"));

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
        Assert.Contains(Words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidIdentityToken")]
    [InlineData("IDPRejectedClaim")]
    [InlineData("RegionDisabledException")]
    public void A_token_that_STS_does_not_take_is_credentials_that_are_invalid(string code)
    {
        var refusal = new AmazonServiceException("Its issuer is nobody.", ErrorType.Sender, code, "r-1", System.Net.HttpStatusCode.BadRequest);

        var failure = SecretsManagerFailures.From(refusal, "DescribeSecret", new SecretId("a"));

        Assert.Equal(FailureKind.CredentialsInvalid, failure.Kind);
        Assert.Contains("Its issuer is nobody.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AKID", null)]
    [InlineData(null, "secret")]
    public void Half_a_pair_of_keys_is_refused(string? accessKey, string? secretKey)
    {
        var failure = Assert.Throws<RotationException>(() => (Session() with { AccessKey = accessKey, SecretKey = secretKey }).OpenStore());

        Assert.Equal(FailureKind.CredentialsMissing, failure.Kind);
    }

    [Fact]
    public void Without_a_Region_anywhere_the_failure_says_so()
    {
        var failure = Assert.Throws<RotationException>(() => new SecretsManagerSession { AccessKey = "a", SecretKey = "s" }.OpenStore());

        Assert.Equal(FailureKind.RegionMissing, failure.Kind);
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_named()
    {
        var failure = Assert.Throws<RotationException>(() => (Session() with { ProfileName = "nobody", ProfileLocation = WriteProfiles() }).OpenStore());

        Assert.Equal(FailureKind.ProfileNotFound, failure.Kind);
        Assert.Contains("'nobody'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secretsmanager.eu-west-1.amazonaws.com")]
    [InlineData("ftp://example.com")]
    public void An_endpoint_that_is_no_URL_is_refused(string url)
    {
        var failure = Assert.Throws<RotationException>(() => (Keys() with { EndpointUrl = url }).OpenStore());

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://vpce-1-abc.secretsmanager.eu-west-1.vpce.amazonaws.com", true)]
    [InlineData("https://secretsmanager.cn-north-1.amazonaws.com.cn", true)]
    [InlineData("https://secretsmanager.eu-west-1.api.aws", true)]
    [InlineData("http://localhost:4566", false)]
    [InlineData("https://amazonaws.com.example.com", false)]
    [InlineData("https://notamazonaws.com", false)]
    public void The_quota_of_writes_is_kept_to_from_the_first_where_AWS_answers(string? url, bool isKept)
    {
        using var store = (Keys() with { EndpointUrl = url }).OpenStore();

        Assert.Equal(isKept, store.HasQuota);
    }

    private SecretsManagerSession Session() => new() { EndpointUrl = _endpoint.Url, Region = "eu-west-1" };

    private SecretsManagerSession Keys() => Session() with { AccessKey = "AKIDKEYS", SecretKey = "s" };

    private async Task<ReceivedRequest> AskAsync(SecretsManagerSession session)
    {
        using var store = session.OpenStore();
        await store.DescribeAsync(new SecretId("a"), Cancellation);
        return _endpoint.Requests[^1];
    }

    private string WriteProfiles()
    {
        Directory.CreateDirectory(_folder["profiles"]);
        var file = Path.Combine(_folder["profiles"], "credentials");
        File.WriteAllText(file, """
            [default]
            aws_access_key_id = AKIDDEFAULT
            aws_secret_access_key = s

            [ops]
            aws_access_key_id = AKIDOPS
            aws_secret_access_key = s
            region = ap-south-1
            """);
        return file;
    }

    private string WriteBrokenProfiles()
    {
        Directory.CreateDirectory(_folder["profiles"]);
        var file = Path.Combine(_folder["profiles"], "credentials");
        File.WriteAllText(file, $"""
            [process]
            credential_process = no-such-program-of-ours

            [token]
            role_arn = arn:aws:iam::111122223333:role/r
            web_identity_token_file = {Path.Combine(_folder["profiles"], "no-such-token")}

            [keys]
            aws_access_key_id = AKIDKEYS
            aws_secret_access_key = s

            [mfa]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = keys
            mfa_serial = arn:aws:iam::111122223333:mfa/x

            [orphan]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = nobody

            [circle]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = circle2

            [circle2]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = circle

            [machine]
            role_arn = arn:aws:iam::111122223333:role/r
            credential_source = Ec2InstanceMetadata

            [empty]
            region = eu-west-1
            """);
        return file;
    }

    /// <summary>Has the members of AWSCredentials.</summary>
    private sealed class RefreshingStandIn
    {
        private int _number = 1;

        public void Refresh() => _number++;

        public KeysStandIn GetCredentials() => new($"ASIA{_number}", "s", $"token{_number}");

        public Task<KeysStandIn> GetCredentialsAsync() => Task.FromResult(GetCredentials());
    }

    private sealed record KeysStandIn(string AccessKey, string SecretKey, string Token);

    private sealed class ExpiredStandIn
    {
        public async Task<KeysStandIn> GetCredentialsAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("The role session has expired.");
        }
    }

    /// <summary>Has the form of AWSPSCredentials, whose property is internal.</summary>
    private sealed class StoredStandIn(object credentials)
    {
        internal object Credentials { get; } = credentials;
    }
}
