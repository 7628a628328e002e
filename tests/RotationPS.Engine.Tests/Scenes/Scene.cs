using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>A store and a server in memory; on them the account <c>app</c>, a superuser, and a secret for each.</summary>
internal sealed class Scene
{
    public const string AppPassword = "first-password-of-app";
    public const string SuperuserPassword = "password-of-the-superuser";

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // The value of a version never changes, so it is parsed once.
    private readonly ConcurrentDictionary<VersionId, SecretDocument> _documents = new();

    private int _edits;

    private Scene()
    {
        Clock = new FakeTimeProvider(Start);
        Store = new InMemorySecretStore(Clock);
        Target = new InMemoryTarget(Clock);
        Target.AddAccount("app", AppPassword);
        Target.AddAccount("boss", SuperuserPassword, superuser: true);
    }

    public FakeTimeProvider Clock { get; }

    public InMemorySecretStore Store { get; }

    public InMemoryTarget Target { get; }

    public SecretId App { get; } = new("prod/app");

    public SecretId Superuser { get; } = new("prod/superuser");

    public static VersionId FirstVersion { get; } = Id("first");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<Scene> SingleUserAsync() => CreateAsync(RotationStrategy.SingleUser);

    public static Task<Scene> AlternatingAsync() => CreateAsync(RotationStrategy.Alternating);

    public static async Task<Scene> CreateAsync(RotationStrategy strategy)
    {
        var scene = new Scene();
        var superuser = await scene.AddSecretAsync(scene.Superuser, Account("boss", SuperuserPassword), Id("boss"));
        var app = Account("app", AppPassword);
        if (strategy is RotationStrategy.Alternating)
        {
            app["masterarn"] = superuser.Arn;
        }

        await scene.AddSecretAsync(scene.App, app, FirstVersion);
        return scene;
    }

    /// <summary>A version id that reads well in a failed assertion.</summary>
    public static VersionId Id(string name) => new(name.PadRight(32, '-'));

    public static JsonObject Account(string user, string password) => new()
    {
        ["engine"] = "postgres",
        ["host"] = "db.example.com",
        ["port"] = 5432,
        ["dbname"] = "shop",
        ["username"] = user,
        ["password"] = password,
    };

    public RotatingProcess NewProcess(ISecretStore? store = null) => new(store ?? Store, Target, Clock, App);

    public Task<RotationOutcome> RotateAsync() => NewProcess().RotateAsync();

    public Task<StoredVersion> AddSecretAsync(SecretId name, JsonObject json, VersionId token) => Store.CreateAsync(
        new NewSecret { Name = name.Value, Text = new SecretText(json.ToJsonString()), Token = token },
        Cancellation);

    /// <summary>Writes a new AWSCURRENT version that differs in what the edit changes.</summary>
    public async Task EditAsync(SecretId secret, Action<JsonObject> edit) =>
        await PutAsync(secret, await EditedAsync(secret, edit), Id($"edit-{++_edits}"), StageLabel.Current);

    /// <summary>Writes a pending version that differs from AWSCURRENT in what the edit changes, as another tool would.</summary>
    public Task PutPendingAsync(VersionId token, Action<JsonObject> edit) => PutPendingAsync(App, token, edit);

    /// <summary>The same for any secret.</summary>
    public async Task PutPendingAsync(SecretId secret, VersionId token, Action<JsonObject> edit) =>
        await PutAsync(secret, await EditedAsync(secret, edit), token, StageLabel.Pending);

    public async Task<SecretDocument> CurrentAsync() => (await DocumentAsync(StageLabel.Current))!;

    /// <summary>What the version with a label says; null where the label is on none, or the version has no value.</summary>
    public async Task<SecretDocument?> DocumentAsync(StageLabel label) =>
        await HolderAsync(label) is { } id ? await DocumentAsync(id) : null;

    public async Task<VersionId?> HolderAsync(StageLabel label) => (await DescribeAsync()).Holder(label);

    public Task<SecretDescription> DescribeAsync() => Store.DescribeAsync(App, Cancellation);

    /// <summary>The versions of the account's secret, oldest first, those without a label too.</summary>
    public async Task<IReadOnlyList<SecretVersion>> VersionsAsync() =>
        [.. (await Store.ListVersionsAsync(App, includeDeprecated: true, Cancellation)).Reverse()];

    /// <summary>What a version says; null where it has no value.</summary>
    public async Task<SecretDocument?> DocumentAsync(VersionId id)
    {
        if (_documents.TryGetValue(id, out var known))
        {
            return known;
        }

        try
        {
            var value = await Store.GetValueAsync(App, VersionReference.Of(id), Cancellation);
            return _documents[id] = SecretDocument.Parse(value.Text);
        }
        catch (RotationException error) when (error.Kind is FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the server lets in whoever has this document.</summary>
    public bool Accepts(SecretDocument document) => Target.Accepts(document.UserName.Value, document.Password.Reveal());

    public async Task<bool> CurrentLogsInAsync() => Accepts(await CurrentAsync());

    /// <summary>All labels and all passwords, to compare before and after.</summary>
    public async Task<string> StateAsync()
    {
        var labels = (await VersionsAsync()).Select(version => $"{version.VersionId}[{string.Join(',', version.Labels)}]");
        var accounts = Target.AccountNames.Select(name => $"{name}={Target.Find(name)!.Password}<{Target.Find(name)!.CloneOf}>");
        return string.Join(' ', labels.Concat(accounts));
    }

    /// <summary>
    /// The same as <see cref="StateAsync"/> with every password named by the first version that has it, so that runs whose
    /// passwords differ can be compared.
    /// </summary>
    public async Task<string> ShapeAsync()
    {
        var firsts = new Dictionary<string, VersionId>(StringComparer.Ordinal);
        var lines = new List<string>();
        foreach (var version in (await VersionsAsync()).OrderBy(version => version.VersionId.Value, StringComparer.Ordinal))
        {
            var document = await DocumentAsync(version.VersionId);
            var first = document is null || firsts.TryAdd(document.Password.Reveal(), version.VersionId) ? version.VersionId : firsts[document.Password.Reveal()];
            lines.Add($"{version.VersionId} {document?.UserName} {first} {string.Join(',', version.Labels)}");
        }

        lines.AddRange(
            from name in Target.AccountNames
            let account = Target.Find(name)!
            select $"{name} {firsts.GetValueOrDefault(account.Password)} {account.CloneOf}");
        return string.Join('\n', lines);
    }

    private async Task<JsonObject> EditedAsync(SecretId secret, Action<JsonObject> edit)
    {
        var value = await Store.GetValueAsync(secret, VersionReference.Current, Cancellation);
        var json = JsonNode.Parse(value.Text.Reveal())!.AsObject();
        edit(json);
        return json;
    }

    private Task PutAsync(SecretId secret, JsonObject json, VersionId token, StageLabel label) =>
        Store.PutAsync(secret, token, new SecretText(json.ToJsonString()), [label], Cancellation);
}
