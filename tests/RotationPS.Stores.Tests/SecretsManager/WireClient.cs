using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RotationPS.Servers;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>The plainest client there is: one signed request, one answer, no retries.</summary>
internal sealed class WireClient(Uri url, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public string Region { get; init; } = "eu-central-1";

    public async Task<WireAnswer> CallAsync(string operation, JsonNode input, EndpointKey key, CancellationToken cancellationToken)
    {
        using var request = Request(operation, input);
        await new RequestSigner(key, clock, Region).SignAsync(request);
        return await SendAsync(request, cancellationToken);
    }

    public HttpRequestMessage Request(string operation, JsonNode input) => new(HttpMethod.Post, url)
    {
        Headers = { { "X-Amz-Target", $"secretsmanager.{operation}" } },
        Content = new StringContent(input.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.1")),
    };

    public async Task<WireAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(request, cancellationToken);
        return new WireAnswer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("x-amzn-RequestId", out var ids) ? ids.Single() : null,
            response.Headers.Date,
            await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public void Dispose() => _http.Dispose();
}
