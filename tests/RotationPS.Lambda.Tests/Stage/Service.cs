using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.SecretsManager.Model;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using RotationPS.Stores.Tests.SecretsManager;
using RotationPS.Targets;

namespace RotationPS.Lambda.Tests.Stage;

/// <summary>
/// Plays Secrets Manager: an endpoint of its own with the secret of an account on the server, and a scheduler that begins
/// rotations and calls the function for each step, every time in a process that knows nothing of the one before.
/// </summary>
internal sealed class Service : IAsyncDisposable
{
    public static readonly string[] Steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];

    private const string FunctionArn = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";

    private readonly InMemorySecretStore _secrets;
    private readonly HurryingClock _clock = new();
    private readonly StringBuilder _log = new();
    private readonly PostgreSqlServer _server;
    private readonly string _tag = RandomNumberGenerator.GetHexString(8, lowercase: true);

    private Service(PostgreSqlServer server, SecretsManagerEndpoint endpoint, InMemorySecretStore secrets)
    {
        (_server, Endpoint, _secrets) = (server, endpoint, secrets);
        Settings["SECRETS_MANAGER_ENDPOINT"] = endpoint.Url.ToString();
        Store = new SecretsManagerSession { EndpointUrl = endpoint.Url.ToString() }.OpenStore(_clock);
    }

    public SecretsManagerEndpoint Endpoint { get; }

    /// <summary>Secrets Manager as any other client sees it.</summary>
    public SecretsManagerStore Store { get; }

    /// <summary>The environment variables of the function.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public SecretId App { get; } = new("app");

    public string User => $"app_{_tag}";

    public string Clone => $"{User}_clone";

    /// <summary>All lines that the function has logged.</summary>
    public IReadOnlyList<JsonNode> Log => [.. _log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>The same as text.</summary>
    public string LogText => _log.ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Service> StartAsync(PostgreSqlServer server, RotationStrategy strategy)
    {
        var secrets = new InMemorySecretStore();
        var service = new Service(server, await SecretsManagerEndpoint.StartAsync(secrets), secrets);
        try
        {
            await service.AddSecretsAsync(strategy);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a rotation: AWSPENDING on a version without a value.</summary>
    public async Task<VersionId> BeginAsync()
    {
        using var client = new SecretsManagerSession { EndpointUrl = Endpoint.Url.ToString() }.CreateClient();
        var token = new VersionId(Guid.NewGuid().ToString());
        var request = new RotateSecretRequest { SecretId = App.Value, ClientRequestToken = token.Value, RotationLambdaARN = FunctionArn };
        await client.RotateSecretAsync(request, Cancellation);
        return token;
    }

    /// <summary>Calls a new copy of the function for one step.</summary>
    public async Task<JsonNode> CallAsync(string step, VersionId token) => await SendAsync(new JsonObject
    {
        ["Step"] = step,
        ["SecretId"] = (await _secrets.DescribeAsync(App, Cancellation)).Arn,
        ["ClientRequestToken"] = token.Value,
    }.ToJsonString());

    /// <summary>Sends a new copy of the function any text.</summary>
    public async Task<JsonNode> SendAsync(string text)
    {
        using var log = new StringWriter(_log);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var function = new RotationFunction(new FunctionSettings(Settings.GetValueOrDefault), log, _clock);
        using var answer = await function.HandleAsync(input);
        return (await JsonNode.ParseAsync(answer, cancellationToken: Cancellation))!;
    }

    /// <summary>Rotates as the service does, from beginning to end.</summary>
    public async Task<VersionId> RotateAsync()
    {
        var token = await BeginAsync();
        await CallAllAsync(token);
        return token;
    }

    /// <summary>Calls for all four steps.</summary>
    public async Task CallAllAsync(VersionId token)
    {
        foreach (var step in Steps)
        {
            await CallAsync(step, token);
        }
    }

    /// <summary>Rotates as Invoke-SecretRotation -Force does.</summary>
    public Task<RotationOutcome> InvokeAsync() =>
        new Rotator(EnvironmentOf(Store)).RotateAsync(App, new RotationOptions { IgnoreOtherWriter = true }, _ => { }, Cancellation);

    public Task<SecretDescription> DescribeAsync() => Store.DescribeAsync(App, Cancellation);

    /// <summary>What the version with a label says; null where there is none, or it has no value.</summary>
    public async Task<SecretDocument?> FindAsync(StageLabel label)
    {
        try
        {
            return SecretDocument.Parse((await Store.GetValueAsync(App, VersionReference.Of(label), Cancellation)).Text);
        }
        catch (RotationException absent) when (absent.Kind is FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the server lets in whoever has this document.</summary>
    public async Task<bool> LogsInAsync(SecretDocument document)
    {
        try
        {
            await using var connection = await _server.ConnectAsync(document.UserName.Value, document.Password.Reveal());
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    /// <summary>Asserts that a version is AWSCURRENT, logs in, and that no rotation is unfinished.</summary>
    public async Task AssertCurrentAsync(VersionId token)
    {
        var labels = await DescribeAsync();
        Assert.Equal(token, labels.Holder(StageLabel.Current));
        Assert.True(labels.Holder(StageLabel.Pending) is not { } pending || pending == token, "A rotation is unfinished.");
        Assert.True(await LogsInAsync((await FindAsync(StageLabel.Current))!), "AWSCURRENT does not log in.");
    }

    /// <summary>Asserts that AWSCURRENT logs in or, between set and finish of a single user, AWSPENDING.</summary>
    public async Task AssertNothingLostAsync(RotationStrategy strategy)
    {
        var works = await LogsInAsync((await FindAsync(StageLabel.Current))!);
        if (!works && strategy is RotationStrategy.SingleUser)
        {
            works = await FindAsync(StageLabel.Pending) is { } pending && await LogsInAsync(pending);
        }

        Assert.True(works, "No version with a label logs in.");
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Endpoint.DisposeAsync();
    }

    private RotationEnvironment EnvironmentOf(ISecretStore store) =>
        new(store, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), _clock);

    private async Task AddSecretsAsync(RotationStrategy strategy)
    {
        var creator = new SecretCreator(EnvironmentOf(_secrets));
        await creator.CreateAsync(Request("admin", _server.Login) with { Password = new Password(_server.Password) }, Cancellation);
        await creator.CreateAsync(
            Request(App.Value, User) with { SuperuserSecret = new SecretId("admin"), IsAlternating = strategy is RotationStrategy.Alternating },
            Cancellation);
    }

    private NewSecretRequest Request(string name, string user) => new()
    {
        Name = name,
        Engine = "postgres",
        Host = _server.Host,
        Port = _server.Port,
        Ssl = false,
        User = new AccountName(user),
    };
}
