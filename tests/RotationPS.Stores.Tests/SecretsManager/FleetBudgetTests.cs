using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Threading.Channels;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>What a fleet costs at Secrets Manager, as the endpoint counts and times its calls.</summary>
public sealed class FleetBudgetTests : IAsyncLifetime
{
    private const double CallsPerRotation = 4.1;

    private readonly InMemoryTarget _target = new(TimeProvider.System);
    private readonly InMemorySecretStore _secrets = new(TimeProvider.System);
    private readonly ConcurrentQueue<RotationOutcome> _outcomes = [];
    private SecretsManagerEndpoint? _endpoint;
    private SecretsManagerStore? _store;

    private SecretsManagerSession Session => new()
    {
        EndpointUrl = _endpoint!.Url.ToString(),
        Region = "us-east-1",
        AccessKey = _endpoint.Key.AccessKeyId,
        SecretKey = _endpoint.Key.SecretAccessKey,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target.AddAccount("boss", "of-boss", superuser: true);
        _endpoint = await SecretsManagerEndpoint.StartAsync(_secrets);
        _store = Session.OpenStore();
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_hundred_single_users_cost_four_calls_each_and_a_batch_for_twenty()
    {
        await AddAsync(100);

        await RotateAsync(100, throttleLimit: 8);

        AssertAllRotated(100);
        var calls = _endpoint!.CallCounts();
        Assert.Equal(5, calls["BatchGetSecretValue"]);
        Assert.InRange(calls.Values.Sum(), 1, 100 * CallsPerRotation);
    }

    [Fact]
    public async Task Alternating_users_of_one_superuser_cost_no_more_but_its_secret_once()
    {
        await AddAsync(40, alternating: true);

        await RotateAsync(40, throttleLimit: 1);

        AssertAllRotated(40);
        var calls = _endpoint!.CallCounts();
        Assert.Equal(1, calls["GetSecretValue"]);
        Assert.InRange(calls.Values.Sum(), 1, (40 * CallsPerRotation) + 1);
    }

    [Fact]
    public async Task Who_may_not_read_batches_reads_one_secret_after_the_other()
    {
        await AddAsync(25);
        _endpoint!.Behaviour.Deny("secretsmanager:BatchGetSecretValue");

        await RotateAsync(25, throttleLimit: 4);

        AssertAllRotated(25);
        Assert.Equal(1, _endpoint.CallCounts()["BatchGetSecretValue"]);
        Assert.Equal(25, _endpoint.CallCounts()["GetSecretValue"]);
    }

    [Fact]
    public async Task A_service_that_throttles_slows_a_fleet_and_fails_none_of_it()
    {
        await AddAsync(12);
        foreach (var operation in new[] { "BatchGetSecretValue", "DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage" })
        {
            _endpoint!.Behaviour.Next(EndpointFault.Throttled, calls: 6, operation);
        }

        await RotateAsync(12, throttleLimit: 4);

        AssertAllRotated(12);
        Assert.InRange(_endpoint!.CallCounts().Values.Sum(), 12 * 4, int.MaxValue);
    }

    [Fact]
    public async Task No_second_has_more_than_fifty_writes()
    {
        // A worker has one call under way at a time, so however late these two are they add two to what the budget lets.
        const int Workers = 2;
        await AddAsync(1);
        using var store = new SecretsManagerStore(Session.CreateClient());
        var secret = new SecretId("app-000");
        var current = (await store.DescribeAsync(secret, Cancellation)).Holder(StageLabel.Current);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 160),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = Cancellation },
            async (number, token) => await (number % 2 == 0
                ? store.PutAsync(secret, NewToken(), new SecretText("{}"), [StageLabel.Pending], token)
                : store.MoveLabelAsync(secret, new StageLabel("CHECKED"), from: null, current, token)));

        var times = _endpoint!.Calls
            .Where(call => call.Operation is "PutSecretValue" or "UpdateSecretVersionStage")
            .Select(call => call.Received)
            .Order()
            .ToList();
        Assert.Equal(160, times.Count);
        var most = times.Select((time, index) => times.Skip(index).TakeWhile(later => Stopwatch.GetElapsedTime(time, later) < TimeSpan.FromSeconds(1)).Count()).Max();
        Assert.InRange(most, 1, 50);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_of_AWS_has_the_budget_once_it_throttles()
    {
        const int Workers = 2;
        await AddAsync(1);
        var secret = new SecretId("app-000");
        _endpoint!.Behaviour.Next(EndpointFault.Throttled, calls: 6, operation: "DescribeSecret");
        await _store!.DescribeAsync(secret, Cancellation);
        _endpoint.ForgetCalls();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = Cancellation },
            async (_, token) => await _store.PutAsync(secret, NewToken(), new SecretText("{}"), [StageLabel.Pending], token));

        var times = _endpoint.Calls.Where(call => call.Operation == "PutSecretValue").Select(call => call.Received).Order().ToList();
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[^1]) >= TimeSpan.FromSeconds(1), "Once it has throttled, the budget is kept.");
    }

    private static VersionId NewToken() => new(Guid.NewGuid().ToString());

    private static string NameOf(int index) => $"app-{index:000}";

    private async Task AddAsync(int count, bool alternating = false)
    {
        var boss = await CreateAsync("boss", "of-boss", string.Empty);
        for (var index = 0; index < count; index++)
        {
            _target.AddAccount(NameOf(index), $"first-{index}");
            await CreateAsync(NameOf(index), $"first-{index}", alternating ? $",\"masterarn\":\"{boss.Arn}\"" : string.Empty);
        }
    }

    private Task<StoredVersion> CreateAsync(string user, string password, string more) => _secrets.CreateAsync(
        new NewSecret
        {
            Name = user,
            Text = new SecretText($"{{\"engine\":\"postgres\",\"host\":\"db.example.com\",\"username\":\"{user}\",\"password\":\"{password}\"{more}}}"),
            Token = NewToken(),
        },
        Cancellation);

    private Task RotateAsync(int count, int throttleLimit)
    {
        var environment = new RotationEnvironment(
            _store!, new TargetCatalog([_target]), new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);
        var ids = Channel.CreateUnbounded<SecretId>();
        Assert.All(Enumerable.Range(0, count), index => Assert.True(ids.Writer.TryWrite(new SecretId(NameOf(index)))));
        ids.Writer.Complete();
        var rotator = new FleetRotator(environment, new FleetOptions { ThrottleLimit = throttleLimit, ServerLimit = 100 }, _ => Task.FromResult(true), happened =>
        {
            if (happened is FleetEvent.Ended ended)
            {
                _outcomes.Enqueue(ended.Outcome);
            }
        });
        return rotator.RotateAsync(new FleetReader(environment).ReadAsync(ids.Reader, Cancellation), Cancellation);
    }

    private void AssertAllRotated(int count)
    {
        Assert.Equal(count, _outcomes.Count);
        Assert.All(_outcomes, outcome => Assert.True(outcome.Status is RotationStatus.Rotated, outcome.Failure?.Message));
    }
}
