using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using RotationPS.Engine.Secrets;
using RotationPS.Servers.SecretsManager;

namespace RotationPS.Servers;

/// <summary>
/// An HTTP endpoint of our own, with TLS or without, that speaks Secrets Manager's JSON 1.1 protocol over any store, checks signatures, and
/// misbehaves on demand. What a store has no notion of, such as deletion, it keeps itself for as long as it runs.
/// </summary>
public sealed class SecretsManagerEndpoint : IAsyncDisposable
{
    private const string TargetPrefix = "secretsmanager.";

    private readonly WebApplication _host;
    private readonly SelfSignedCertificate? _certificate;
    private readonly X509Certificate2? _serving;
    private readonly TimeProvider _clock;
    private readonly EndpointKeys _keys = new();
    private readonly SignatureCheck _signatures;
    private readonly SecretViews _views;
    private readonly Operations _operations;
    private readonly ConcurrentQueue<EndpointCall> _calls = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource<EndpointCall> _nextCall = NewSignal();
    private bool _disposed;

    private SecretsManagerEndpoint(ISecretStore store, SecretsManagerEndpointOptions options)
    {
        _clock = options.Clock;
        Key = options.Key;
        Accept(options.Key);
        _signatures = new SignatureCheck(_keys, _clock, options.Region);
        _views = new SecretViews(store);
        _operations = new Operations(store, _views, Behaviour, _clock);
        _certificate = options.Tls ? SelfSignedCertificate.Create() : null;
        _serving = _certificate?.ToServe();
        _host = Build(options.Port, _serving);
        _host.Run(HandleAsync);
    }

    /// <summary>The address to give to a client.</summary>
    public Uri Url => new(_host.Urls.Single());

    /// <summary>The certificate that a client has to trust, for localhost and 127.0.0.1; null without TLS.</summary>
    public string? CertificatePem => _certificate?.CertificatePem;

    /// <summary>The credentials it knows from the start.</summary>
    public EndpointKey Key { get; }

    /// <summary>Makes it misbehave.</summary>
    public EndpointBehaviour Behaviour { get; } = new();

    /// <summary>Every request so far, in the order they came in.</summary>
    public IReadOnlyList<EndpointCall> Calls => [.. _calls];

    /// <summary>Completes when the next request has come in, before anything is done about it.</summary>
    public Task<EndpointCall> NextCall => Volatile.Read(ref _nextCall).Task;

    /// <summary>Starts an endpoint.</summary>
    /// <param name="store">Where its secrets live; it stays the caller's to dispose.</param>
    /// <param name="options">How it is set up.</param>
    public static async Task<SecretsManagerEndpoint> StartAsync(ISecretStore store, SecretsManagerEndpointOptions? options = null)
    {
        var endpoint = new SecretsManagerEndpoint(store, options ?? new SecretsManagerEndpointOptions());
        try
        {
            await endpoint._host.StartAsync();
            return endpoint;
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets it know further credentials, or others for an access key it knows.</summary>
    /// <param name="key">The credentials.</param>
    public void Accept(EndpointKey key) => _keys.Put(key);

    /// <summary>What it knows of a secret beside its store; a test may change it.</summary>
    /// <param name="name">The secret's name; the secret need not be there yet.</param>
    public SecretState State(string name) => _views.State(name);

    /// <summary>How often each operation was called, for a budget of calls.</summary>
    public IReadOnlyDictionary<string, int> CallCounts() =>
        _calls.GroupBy(call => call.Operation, StringComparer.Ordinal).ToDictionary(calls => calls.Key, calls => calls.Count(), StringComparer.Ordinal);

    /// <summary>Counts from nothing again.</summary>
    public void ForgetCalls() => _calls.Clear();

    /// <summary>Stops it; requests that still wait are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _operations.Dispose();
        _serving?.Dispose();
        _stopping.Dispose();
    }

    private static TaskCompletionSource<EndpointCall> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static WebApplication Build(int port, X509Certificate2? certificate)
    {
        // An empty builder reads no settings from the environment and leaves Ctrl+C to the process.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        return builder.Build();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await AnswerAsync(context, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone or the endpoint stops: there is nobody left to answer.
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        var header = request.Headers.Authorization.ToString();
        var call = Record(request.Headers["X-Amz-Target"].ToString(), header);
        context.Response.Headers["x-amzn-RequestId"] = call.RequestId;
        context.Response.Headers.Date = _clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);

        // The delay runs before anybody hears of the call, so that who then moves the clock ends it.
        var delay = Behaviour.TakeDelay(call.Operation) is { } by ? Task.Delay(by, _clock, cancellationToken) : Task.CompletedTask;
        Interlocked.Exchange(ref _nextCall, NewSignal()).SetResult(call);
        await delay;
        var answer = await Faults.AnswerAsync(
            Behaviour.TakeFault(call.Operation),
            () => WorkAsync(call, request, buffer.ToArray()),
            cancellationToken);
        await SendAsync(context, answer, cancellationToken);
    }

    private EndpointCall Record(string target, string header)
    {
        var operation = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target;
        var signing = SigningHeader.Find(header);
        var call = new EndpointCall(operation, Guid.NewGuid().ToString(), signing?.AccessKeyId, signing?.Region);
        _calls.Enqueue(call);
        return call;
    }

    private async Task<Answer> WorkAsync(EndpointCall call, HttpRequest request, byte[] body)
    {
        try
        {
            _signatures.Verify(request, body);
            return Answer.Of(await _operations.RunAsync(call, body));
        }
        catch (ServiceError error)
        {
            return Answer.Of(error);
        }
    }

    private static async Task SendAsync(HttpContext context, Answer? answer, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case null:
                context.Abort();
                break;
            case { Ending: AnswerEnding.Whole }:
                context.Response.StatusCode = (int)answer.Status;
                context.Response.ContentType = answer.ContentType;
                context.Response.ContentLength = answer.Body.Length;
                await context.Response.Body.WriteAsync(answer.Body, cancellationToken);
                break;
            default:
                await HalfAnswer.SendAsync(context, answer, cancellationToken);
                break;
        }
    }
}
