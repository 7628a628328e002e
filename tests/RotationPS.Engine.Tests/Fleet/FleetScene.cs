using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store and a server in memory with as many secrets as a test wants, and what a fleet's rotation reports.</summary>
internal sealed class FleetScene
{
    private readonly ConcurrentQueue<FleetEvent> _events = [];

    private FleetScene()
    {
        Clock = new FakeTimeProvider(Scene.Start);
        Store = new InMemorySecretStore(Clock);
        Target = new InMemoryTarget(Clock);
        Target.AddAccount("boss", Scene.SuperuserPassword, superuser: true);
        Hooks = new ConcurrentHooks(Target);
    }

    public FakeTimeProvider Clock { get; }

    public InMemorySecretStore Store { get; }

    public InMemoryTarget Target { get; }

    /// <summary>What happens at the server while secrets are rotated.</summary>
    public ConcurrentHooks Hooks { get; }

    public FleetOptions Options { get; set; } = new() { Rotation = new RotationOptions { TestTimeout = TimeSpan.Zero, FinishTimeout = TimeSpan.Zero } };

    /// <summary>Hears what is reported, beside the scene itself.</summary>
    public Action<FleetEvent> Hear { get; set; } = _ => { };

    /// <summary>What follows the end of each secret.</summary>
    public Func<CancellationToken, Task>? FollowUp { get; set; }

    /// <summary>What stands between the rotations and the store.</summary>
    public Func<ISecretStore, ISecretStore> Wrap { get; set; } = store => store;

    public IEnumerable<RotationOutcome> Outcomes => _events.OfType<FleetEvent.Ended>().Select(ended => ended.Outcome);

    public IEnumerable<FleetEvent> Events => _events;

    public IEnumerable<RotationOutcome> NotBegun => Outcomes.Where(outcome => outcome.Status is RotationStatus.NotBegun);

    public string? StopReason => _events.OfType<FleetEvent.Stopped>().SingleOrDefault()?.Reason;

    public RotationEnvironment Environment => new(
        Wrap(Store), new TargetCatalog([Target]), new PasswordGenerator(RandomNumberGenerator.Create()), Clock);

    public FleetReader Reader => new(Environment);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A scene with secrets <c>app-00</c>, <c>app-01</c> …, each for the account of its name.</summary>
    public static async Task<FleetScene> CreateAsync(int count, bool alternating = false, ScheduleRequest? terms = null)
    {
        var scene = new FleetScene();
        var boss = await scene.AddAsync("boss", Scene.SuperuserPassword);
        for (var index = 0; index < count; index++)
        {
            var name = NameOf(index);
            scene.Target.AddAccount(name, $"first-of-{name}");
            await scene.AddAsync(name, $"first-of-{name}", alternating ? boss.Arn : null, terms);
        }

        return scene;
    }

    public static string NameOf(int index) => $"app-{index:00}";

    public async Task<StoredVersion> AddAsync(
        string user, string password, string? superuserArn = null, ScheduleRequest? terms = null, string? host = null)
    {
        var json = Scene.Account(user, password);
        json["host"] = host ?? (string?)json["host"];
        if (superuserArn is not null)
        {
            json["masterarn"] = superuserArn;
        }

        return await AddAsync(user, json, terms);
    }

    /// <summary>Adds an account of another server, with a superuser of that server; both secrets are named after the account.</summary>
    public async Task AddAlternatingAsync(string user, string host)
    {
        var superuser = Scene.Account("boss", Scene.SuperuserPassword);
        superuser["host"] = host;
        var boss = await AddAsync($"boss-of-{user}", superuser);
        Target.AddAccount(user, $"first-of-{user}");
        await AddAsync(user, $"first-of-{user}", boss.Arn, host: host);
    }

    public Task<StoredVersion> AddAsync(string name, JsonObject json, ScheduleRequest? terms = null) => Store.CreateAsync(
        new NewSecret
        {
            Name = name,
            Text = new SecretText(json.ToJsonString()),
            Token = Scene.Id(name),
            Tags = terms?.Over(new Dictionary<string, string>()).Set ?? new Dictionary<string, string>(),
        },
        Token);

    public Task RotateAsync(params string[] ids) => RotateAsync(Reader.ReadAsync(Ids(ids), Token), Token);

    public Task RotateDueAsync(FleetQuery? query = null) => RotateAsync(Reader.FindDueAsync(query ?? new FleetQuery(), Token), Token);

    public Task RotateAsync(IAsyncEnumerable<FleetMember> members, CancellationToken cancellationToken, Func<FleetMember, Task<bool>>? approve = null) =>
        NewRotator(approve ?? (_ => Task.FromResult(true))).RotateAsync(members, cancellationToken);

    public FleetRotator NewRotator(Func<FleetMember, Task<bool>> approve) => new(
        Environment,
        Options,
        approve,
        happened =>
        {
            Hear(happened);
            _events.Enqueue(happened);
        },
        FollowUp);

    public static ChannelReader<SecretId> Ids(params string[] ids)
    {
        var channel = Channel.CreateUnbounded<SecretId>();
        Assert.All(ids, id => Assert.True(channel.Writer.TryWrite(new SecretId(id))));
        channel.Writer.Complete();
        return channel.Reader;
    }

    public async Task<int> VersionsAsync(string name) => (await Store.ListVersionsAsync(new SecretId(name), includeDeprecated: true, Token)).Count;

    public async Task<bool> CurrentLogsInAsync(string name)
    {
        var value = await Store.GetValueAsync(new SecretId(name), VersionReference.Current, Token);
        var document = SecretDocument.Parse(value.Text);
        return Target.Accepts(document.UserName.Value, document.Password.Reveal());
    }
}
