using System.Net;
using System.Text.Json.Nodes;
using RotationPS.Engine.Secrets;
using RotationPS.Servers;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

public sealed class EndpointFaultTests : EndpointTest
{
    [Fact]
    public async Task As_many_calls_as_ordered_are_throttled_and_counted()
    {
        Endpoint.Behaviour.Next(EndpointFault.Throttled, calls: 2, operation: "GetSecretValue");

        await FailsAsync("ThrottlingException", "Rate exceeded", CallAsync("GetSecretValue"));
        Assert.Null((await CallAsync("DescribeSecret")).Error);
        await FailsAsync("ThrottlingException", "Rate exceeded", CallAsync("GetSecretValue"));
        Assert.Null((await CallAsync("GetSecretValue")).Error);

        Assert.Equal(new Dictionary<string, int> { ["GetSecretValue"] = 3, ["DescribeSecret"] = 1 }, Endpoint.CallCounts());
        Endpoint.ForgetCalls();
        Assert.Empty(Endpoint.CallCounts());
    }

    [Fact]
    public async Task Faults_of_any_operation_come_in_the_order_they_were_given()
    {
        Endpoint.Behaviour.Next(EndpointFault.ServerError);
        Endpoint.Behaviour.Next(EndpointFault.Throttled);

        Assert.Equal("InternalServiceError", (await CallAsync("DescribeSecret")).Error);
        Assert.Equal("ThrottlingException", (await CallAsync("GetSecretValue")).Error);
        Assert.Null((await CallAsync("GetSecretValue")).Error);
    }

    [Theory]
    [InlineData(EndpointFault.Throttled, HttpStatusCode.BadRequest)]
    [InlineData(EndpointFault.ServerError, HttpStatusCode.InternalServerError)]
    [InlineData(EndpointFault.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(EndpointFault.NotJson, HttpStatusCode.OK)]
    public async Task A_fault_before_the_work_leaves_it_undone(EndpointFault fault, HttpStatusCode status)
    {
        Endpoint.Behaviour.Next(fault);

        var answer = await PutAsync(2, "v2");

        Assert.Equal(status, answer.Status);
        Assert.Equal(Token(1), await CurrentAsync());
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_a_page_of_HTML()
    {
        Endpoint.Behaviour.Next(EndpointFault.NotJson);

        var answer = await CallAsync("GetSecretValue");

        Assert.Equal("text/html", answer.ContentType);
        Assert.StartsWith("<html>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_leaves_the_work_undone()
    {
        Endpoint.Behaviour.Next(EndpointFault.Refused);

        await Assert.ThrowsAsync<HttpRequestException>(() => PutAsync(2, "v2"));

        Assert.Equal(Token(1), await CurrentAsync());
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_work_done()
    {
        Endpoint.Behaviour.Next(EndpointFault.AnswerLost);

        Assert.Equal(HttpStatusCode.InternalServerError, (await PutAsync(2, "v2")).Status);

        Assert.Equal(Token(2), await CurrentAsync());
    }

    [Fact]
    public async Task Half_an_answer_leaves_the_work_done()
    {
        Endpoint.Behaviour.Next(EndpointFault.AnswerCut);
        using var http = new HttpClient();
        using var request = Client.Request("PutSecretValue", Of(("ClientRequestToken", Token(2).Value), ("SecretString", "v2")));
        await new RequestSigner(Endpoint.Key, Clock, "eu-central-1").SignAsync(request);

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
            await body.CopyToAsync(Stream.Null, Cancellation);
        });
        Assert.Equal(Token(2), await CurrentAsync());
    }

    [Fact]
    public async Task A_connection_reset_in_the_middle_of_the_answer_leaves_the_work_done()
    {
        Endpoint.Behaviour.Next(EndpointFault.AnswerReset);

        await Assert.ThrowsAsync<HttpRequestException>(() => PutAsync(2, "v2"));

        Assert.Equal(Token(2), await CurrentAsync());
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_when_the_client_leaves()
    {
        Endpoint.Behaviour.Next(EndpointFault.NoAnswer);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var arrived = Endpoint.NextCall;

        var call = Client.CallAsync("GetSecretValue", Of(), Endpoint.Key, patience.Token);
        Assert.Equal("GetSecretValue", (await arrived).Operation);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Null((await CallAsync("GetSecretValue")).Error);
    }

    [Fact]
    public async Task A_call_without_an_answer_is_cut_off_when_the_endpoint_stops()
    {
        await using var endpoint = await SecretsManagerEndpoint.StartAsync(Store, new SecretsManagerEndpointOptions { Clock = Clock });
        using var client = new WireClient(endpoint.Url, Clock);
        endpoint.Behaviour.Next(EndpointFault.NoAnswer);
        var arrived = endpoint.NextCall;

        var call = client.CallAsync("GetSecretValue", Of(), endpoint.Key, Cancellation);
        await arrived;
        await endpoint.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task A_port_in_use_is_told() => await Assert.ThrowsAsync<IOException>(
        () => SecretsManagerEndpoint.StartAsync(Store, new SecretsManagerEndpointOptions { Port = Endpoint.Url.Port }));

    [Fact]
    public async Task A_delayed_call_waits_by_the_clock_of_the_endpoint()
    {
        Endpoint.Behaviour.Delay(TimeSpan.FromSeconds(30), operation: "PutSecretValue");
        var arrived = Endpoint.NextCall;

        var call = PutAsync(2, "v2");
        await arrived;
        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(Token(1), await CurrentAsync());
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null((await call).Error);
        Assert.Equal(Token(2), await CurrentAsync());
    }

    [Fact]
    public async Task A_hidden_write_is_not_seen_by_as_many_reads_as_ordered()
    {
        Endpoint.Behaviour.HideNextWrite(reads: 3);

        Assert.Null((await PutAsync(2, "v2", "AWSPENDING")).Error);

        await FailsAsync("ResourceNotFoundException", "VersionId", CallAsync("GetSecretValue", ("VersionId", Token(2).Value)));
        Assert.Single((await CallAsync("DescribeSecret")).Json["VersionIdsToStages"]!.AsObject());
        Assert.Single((await CallAsync("ListSecretVersionIds")).Json["Versions"]!.AsArray());
        Assert.Equal("v2", (string?)(await CallAsync("GetSecretValue", ("VersionId", Token(2).Value))).Json["SecretString"]);
    }

    [Fact]
    public async Task A_write_sees_a_hidden_write()
    {
        Endpoint.Behaviour.HideNextWrite(reads: 1, operation: "PutSecretValue");

        await PutAsync(2, "v2", "AWSPENDING");
        var moved = await CallAsync(
            "UpdateSecretVersionStage",
            ("VersionStage", "AWSCURRENT"),
            ("RemoveFromVersionId", Token(1).Value),
            ("MoveToVersionId", Token(2).Value));

        Assert.Null(moved.Error);
        Assert.Equal("v1", (string?)(await CallAsync("GetSecretValue")).Json["SecretString"]);
        Assert.Equal("v2", (string?)(await CallAsync("GetSecretValue")).Json["SecretString"]);
    }

    [Fact]
    public async Task A_hidden_creation_is_not_found_yet()
    {
        Endpoint.Behaviour.HideNextWrite(reads: 1);
        await Client.CallAsync(
            "CreateSecret",
            new JsonObject { ["Name"] = "new", ["SecretString"] = "v1", ["ClientRequestToken"] = Token(1).Value },
            Endpoint.Key,
            Cancellation);

        await FailsAsync("ResourceNotFoundException", "specified secret.", CallAsync("DescribeSecret", ("SecretId", "new")));
        Assert.Null((await CallAsync("DescribeSecret", ("SecretId", "new"))).Error);
    }

    [Fact]
    public async Task Good_behaviour_ends_every_fault()
    {
        Endpoint.Behaviour.Next(EndpointFault.Throttled);
        Endpoint.Behaviour.Delay(TimeSpan.FromDays(1));
        Endpoint.Behaviour.Deny("secretsmanager:GetSecretValue");

        Endpoint.Behaviour.Clear();

        Assert.Null((await CallAsync("GetSecretValue")).Error);
    }

    private async Task<VersionId?> CurrentAsync() => (await Store.DescribeAsync(App, Cancellation)).Holder(StageLabel.Current);
}
