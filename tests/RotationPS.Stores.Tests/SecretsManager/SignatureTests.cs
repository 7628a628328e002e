using Microsoft.Extensions.Time.Testing;
using RotationPS.Servers;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

public sealed class SignatureTests : EndpointTest
{
    [Fact]
    public async Task A_signed_request_is_answered()
    {
        var answer = await CallAsync("GetSecretValue");

        Assert.Equal("v1", (string?)answer.Json["SecretString"]);
        Assert.Equal("application/x-amz-json-1.1", answer.ContentType);
        Assert.Equal(Start, answer.Date);
        var call = Assert.Single(Endpoint.Calls);
        Assert.Equal(new EndpointCall("GetSecretValue", answer.RequestId!, Endpoint.Key.AccessKeyId, "eu-central-1") { Received = call.Received }, call);
    }

    [Fact]
    public async Task Another_secret_key_is_refused() => await FailsAsync(
        "InvalidSignatureException",
        "does not match the signature you provided",
        CallAsAsync(Endpoint.Key with { SecretAccessKey = "wrong" }));

    [Fact]
    public async Task An_unknown_access_key_is_refused() => await FailsAsync(
        "UnrecognizedClientException",
        "security token included in the request is invalid",
        CallAsAsync(Endpoint.Key with { AccessKeyId = "AKIAUNKNOWN" }));

    [Theory]
    [InlineData("X-Amz-Target", "secretsmanager.DescribeSecret")]
    [InlineData("X-Amz-Date", "20260102T030406Z")]
    public async Task A_header_that_was_changed_after_signing_is_refused(string header, string value)
    {
        using var request = Client.Request("GetSecretValue", Of());
        await new RequestSigner(Endpoint.Key, Clock, "eu-central-1").SignAsync(request);
        request.Headers.Remove(header);
        request.Headers.Add(header, value);

        await FailsAsync("InvalidSignatureException", "does not match", Client.SendAsync(request, Cancellation));
    }

    [Fact]
    public async Task A_body_that_was_changed_after_signing_is_refused()
    {
        using var request = Client.Request("GetSecretValue", Of());
        await new RequestSigner(Endpoint.Key, Clock, "eu-central-1").SignAsync(request);
        using var other = Client.Request("GetSecretValue", Of(("VersionStage", "AWSPREVIOUS")));
        request.Content = other.Content;

        await FailsAsync("InvalidSignatureException", "does not match", Client.SendAsync(request, Cancellation));
    }

    [Fact]
    public async Task A_request_without_a_signature_is_refused()
    {
        using var request = Client.Request("GetSecretValue", Of());

        await FailsAsync("MissingAuthenticationTokenException", "Missing", Client.SendAsync(request, Cancellation));
        Assert.Null(Endpoint.Calls[0].AccessKeyId);
    }

    [Fact]
    public async Task Half_a_signature_is_refused()
    {
        using var request = Client.Request("GetSecretValue", Of());
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/20260102/b/secretsmanager/aws4_request, Signature=0");

        await FailsAsync("IncompleteSignatureException", "'SignedHeaders'", Client.SendAsync(request, Cancellation));
    }

    [Theory]
    [InlineData(-15, null)]
    [InlineData(-16, "Signature expired: 20260102T024805Z is now earlier than 20260102T024905Z (20260102T030405Z - 15 min.)")]
    [InlineData(15, null)]
    [InlineData(16, "Signature not yet current: 20260102T032005Z is still later than 20260102T031905Z (20260102T030405Z + 15 min.)")]
    public async Task A_signature_counts_for_15_minutes(int minutes, string? refusal)
    {
        var clientClock = new FakeTimeProvider(Start.AddMinutes(minutes));
        using var client = new WireClient(Endpoint.Url, clientClock);

        var call = client.CallAsync("GetSecretValue", Of(), Endpoint.Key, Cancellation);

        if (refusal is null)
        {
            Assert.Null((await call).Error);
        }
        else
        {
            await FailsAsync("InvalidSignatureException", refusal, call);
        }
    }

    [Fact]
    public async Task A_signature_for_another_Region_is_refused_where_only_one_is_served()
    {
        await using var strict = await SecretsManagerEndpoint.StartAsync(Store, new SecretsManagerEndpointOptions { Clock = Clock, Region = "eu-central-1" });
        using var near = new WireClient(strict.Url, Clock);
        using var far = new WireClient(strict.Url, Clock) { Region = "us-east-1" };

        Assert.Null((await near.CallAsync("DescribeSecret", Of(), strict.Key, Cancellation)).Error);
        Assert.Equal("InvalidSignatureException", (await far.CallAsync("DescribeSecret", Of(), strict.Key, Cancellation)).Error);
        Assert.Equal(["eu-central-1", "us-east-1"], strict.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_session_token_must_be_the_right_one_and_expires()
    {
        var key = new EndpointKey("ASIASESSION", "session secret", "session token", Start.AddHours(1));
        Endpoint.Accept(key);

        Assert.Null((await CallAsAsync(key)).Error);
        await FailsAsync("UnrecognizedClientException", "invalid", CallAsAsync(key with { SessionToken = null }));
        await FailsAsync("UnrecognizedClientException", "invalid", CallAsAsync(key with { SessionToken = "other" }));
        Clock.Advance(TimeSpan.FromHours(1));
        await FailsAsync("ExpiredTokenException", "expired", CallAsAsync(key));
        Endpoint.Accept(key with { Expiration = Start.AddHours(2) });
        Assert.Null((await CallAsAsync(key)).Error);
    }

    private Task<WireAnswer> CallAsAsync(EndpointKey key) => Client.CallAsync("DescribeSecret", Of(), key, Cancellation);
}
