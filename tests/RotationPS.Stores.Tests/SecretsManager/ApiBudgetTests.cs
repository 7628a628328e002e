using System.Security.Cryptography;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Stores.SecretsManager;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>How many calls of Secrets Manager a rotation costs, as the endpoint counts them.</summary>
public sealed class ApiBudgetTests : IAsyncLifetime
{
    private const string Account = """{"engine":"postgres","host":"db.example.com","username":"app","password":"first"}""";

    private readonly InMemoryTarget _target = new(TimeProvider.System);
    private SecretsManagerEndpoint? _endpoint;
    private SecretsManagerStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target.AddAccount("app", "first");
        _target.AddAccount("boss", "of-boss", superuser: true);
        _endpoint = await SecretsManagerEndpoint.StartAsync(new InMemorySecretStore(TimeProvider.System));
        _store = new SecretsManagerSession
        {
            EndpointUrl = _endpoint.Url.ToString(),
            Region = "us-east-1",
            AccessKey = _endpoint.Key.AccessKeyId,
            SecretKey = _endpoint.Key.SecretAccessKey,
        }.OpenStore();
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
    public async Task A_rotation_of_a_single_user_makes_five_calls()
    {
        var app = await CreateAsync("prod/app", Account);

        await RotateTwiceAsync(app, new() { ["GetSecretValue"] = 1, ["DescribeSecret"] = 1, ["PutSecretValue"] = 1, ["UpdateSecretVersionStage"] = 2 });
    }

    [Fact]
    public async Task A_rotation_of_alternating_users_makes_six_calls()
    {
        var boss = await CreateAsync("prod/boss", """{"engine":"postgres","host":"db.example.com","username":"boss","password":"of-boss"}""");
        var app = await CreateAsync("prod/app", Account.Replace("}", $",\"masterarn\":\"{boss.Arn}\"}}", StringComparison.Ordinal));

        await RotateTwiceAsync(app, new() { ["GetSecretValue"] = 2, ["DescribeSecret"] = 1, ["PutSecretValue"] = 1, ["UpdateSecretVersionStage"] = 2 });
    }

    private Task<StoredVersion> CreateAsync(string name, string json) => _store!.CreateAsync(
        new NewSecret { Name = name, Text = new SecretText(json), Token = new VersionId(Guid.NewGuid().ToString()) },
        Cancellation);

    private async Task RotateTwiceAsync(StoredVersion secret, Dictionary<string, int> expected)
    {
        var rotator = new Rotator(new RotationEnvironment(
            _store!, new TargetCatalog([_target]), new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System));
        for (var rotation = 0; rotation < 2; rotation++)
        {
            _endpoint!.ForgetCalls();
            var outcome = await rotator.RotateAsync(new SecretId(secret.Name), new RotationOptions(), _ => { }, Cancellation);

            Assert.Equal(RotationStatus.Rotated, outcome.Status);
            Assert.Equivalent(expected, _endpoint.CallCounts(), strict: true);
        }
    }
}
