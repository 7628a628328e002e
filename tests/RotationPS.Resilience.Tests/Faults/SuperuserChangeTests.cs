using System.Security.Cryptography;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Stores.Tests.SecretsManager;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The superuser's password changes in the middle of a rotation that needs it.</summary>
public sealed class SuperuserChangeTests(StageServer server)
{
    private static readonly SecretId _boss = new("boss");

    private static readonly HashSet<FailureKind> _refusals = [FailureKind.LoginFailed];

    private readonly string _name = $"boss_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_superuser_rotated_after_its_secret_was_read_is_read_again()
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await AddAsync(scene);
        var tally = new FaultTally("Superuser rotated between the reading of its secret and its login");
        var disturbance = new Disturbance(scene, secret, tally) { Fault = "A superuser rotated before its login", Kinds = _refusals };
        var rotations = 0;
        var store = new WatchedStore(scene.Store)
        {
            AfterRead = async read =>
            {
                if (IsBoss(read) && rotations++ == 0)
                {
                    Assert.Equal(RotationStatus.Rotated, (await RotateAsync(scene, _boss, scene.Store)).Status);
                }
            },
        };

        var outcome = await disturbance.RunAsync(() => RotateAsync(scene, secret, store));

        Assert.Equal(2, rotations);
        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        await disturbance.CompleteAsync(() => RotateAsync(scene, secret, scene.Store));
        tally.Tell();
    }

    [Theory]
    [InlineData(RotationStep.Plan)]
    [InlineData(RotationStep.Lock)]
    [InlineData(RotationStep.CreateSecret)]
    [InlineData(RotationStep.SetSecret)]
    [InlineData(RotationStep.TestSecret)]
    public async Task A_superuser_rotated_between_two_steps_is_not_noticed(RotationStep after)
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await AddAsync(scene);
        var tally = new FaultTally($"Superuser rotated after {after}");
        var disturbance = new Disturbance(scene, secret, tally) { Fault = $"A superuser rotated after {after}", Kinds = _refusals };

        var outcome = await disturbance.RunAsync(() => RotateAsync(scene, secret, scene.Store, happening =>
        {
            if (happening is RotationEvent.StepEnded && happening.Step == after)
            {
                Assert.Equal(RotationStatus.Rotated, RotateAsync(scene, _boss, scene.Store).GetAwaiter().GetResult().Status);
            }
        }));

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        await disturbance.CompleteAsync(() => RotateAsync(scene, secret, scene.Store));
        tally.Tell();
    }

    [Fact]
    public async Task A_superuser_whose_password_was_changed_on_the_server_alone_is_named_and_once_put_right_the_next_run_completes()
    {
        await using var scene = await Scene.OpenAsync(server.PostgreSql);
        var secret = await AddAsync(scene);
        var tally = new FaultTally("Superuser's password changed on the server alone");
        var disturbance = new Disturbance(scene, secret, tally) { Fault = "A superuser changed on the server", Kinds = _refusals };
        var password = (await scene.CurrentAsync(_boss)).Document.Password.Reveal();
        await SetAsync(RandomNumberGenerator.GetHexString(32));

        var outcome = await disturbance.RunAsync(() => RotateAsync(scene, secret, scene.Store));

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure?.Kind);
        Assert.Contains("'boss'", outcome.Failure!.NextStep, StringComparison.Ordinal);
        Assert.Null(await scene.FindAsync(secret, StageLabel.Pending));
        await SetAsync(password);
        await disturbance.CompleteAsync(() => RotateAsync(scene, secret, scene.Store));
        tally.Tell();
    }

    private static bool IsBoss(SecretId read) => read == _boss || read.Value.Contains(":secret:boss-", StringComparison.Ordinal);

    private static Task<RotationOutcome> RotateAsync(Scene scene, SecretId secret, ISecretStore store, Action<RotationEvent>? report = null) =>
        new Rotator(scene.NewEnvironment(store) with { Clock = new HurryingClock() })
            .RotateAsync(secret, new RotationOptions(), report ?? (_ => { }), Cancellation);

    private Task SetAsync(string password) => server.PostgreSql.ExecuteAsync($"ALTER ROLE {_name} PASSWORD '{password}'");

    /// <summary>An alternating secret whose superuser is of its own, so that no other test is disturbed.</summary>
    private async Task<SecretId> AddAsync(Scene scene)
    {
        var password = RandomNumberGenerator.GetHexString(32);
        await server.PostgreSql.ExecuteAsync($"CREATE ROLE {_name} SUPERUSER LOGIN PASSWORD '{password}'");
        var creator = new SecretCreator(scene.NewEnvironment());
        var request = new NewSecretRequest
        {
            Name = _boss.Value,
            Engine = "postgres",
            Host = server.PostgreSql.Host,
            Port = server.PostgreSql.Port,
            Ssl = false,
            User = new AccountName(_name),
            Password = new Password(password),
        };
        await creator.CreateAsync(request, Cancellation);
        var app = request with { Name = "app", User = new AccountName($"app_{_name}"), Password = null, SuperuserSecret = _boss, IsAlternating = true };
        await creator.CreateAsync(app, Cancellation);
        return new SecretId(app.Name);
    }
}
