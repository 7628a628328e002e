using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>An endpoint over a store in memory with the secret <c>app</c>, by a clock that the test moves.</summary>
public abstract class EndpointTest : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private WireClient? _client;
    private SecretsManagerEndpoint? _endpoint;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static SecretId App { get; } = new("app");

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected InMemorySecretStore Store { get; private set; } = null!;

    protected SecretsManagerEndpoint Endpoint => _endpoint!;

    private protected WireClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        Store = new InMemorySecretStore(Clock);
        _endpoint = await SecretsManagerEndpoint.StartAsync(Store, new SecretsManagerEndpointOptions { Clock = Clock });
        _client = new WireClient(_endpoint.Url, Clock);
        await Store.CreateAsync(new NewSecret { Name = "app", Text = new SecretText("v1"), Token = Token(1) }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }
    }

    protected static VersionId Token(int number) => new($"00000000-0000-4000-8000-{number:000000000000}");

    protected static JsonObject Of(params (string Member, JsonNode? Value)[] members)
    {
        var json = new JsonObject { ["SecretId"] = "app" };
        foreach (var (member, value) in members)
        {
            json[member] = value;
        }

        return json;
    }

    private protected Task<WireAnswer> CallAsync(string operation, params (string Member, JsonNode? Value)[] members) =>
        Client.CallAsync(operation, Of(members), Endpoint.Key, Cancellation);

    private protected Task<WireAnswer> PutAsync(int token, string value, params string[] labels) => CallAsync(
        "PutSecretValue",
        [
            ("ClientRequestToken", Token(token).Value),
            ("SecretString", value),
            .. labels.Length == 0 ? [] : new (string, JsonNode?)[] { ("VersionStages", new JsonArray([.. labels.Select(label => JsonValue.Create(label))])) },
        ]);

    private protected async Task FailsAsync(string error, string words, Task<WireAnswer> call)
    {
        var answer = await call;
        Assert.Equal(error, answer.Error);
        Assert.Contains(words, answer.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/x-amz-json-1.1", answer.ContentType);
        Assert.Equal(Endpoint.Calls[^1].RequestId, answer.RequestId);
    }
}
