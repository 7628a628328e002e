using System.Security.Cryptography;
using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Servers;
using RotationPS.Stores.Vault;
using RotationPS.Targets;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>
/// A vault in a folder of its own with the server's superuser in it, and accounts on the server whose names no other
/// scene has, each with its secret.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    private const string Engine = "postgres";

    private readonly DirectoryInfo _folder;
    private readonly int _port;
    private readonly bool? _ssl;
    private readonly string _tag = RandomNumberGenerator.GetHexString(8, lowercase: true);

    private Scene(PostgreSqlServer server, int port, DirectoryInfo folder, bool? ssl)
    {
        (Server, _port, _folder, _ssl) = (server, port, folder, ssl);
        Store = VaultStore.OpenOrCreate(VaultFolder);
    }

    public PostgreSqlServer Server { get; }

    public string VaultFolder => Path.Combine(_folder.FullName, "vault");

    /// <summary>The vault as the test itself has it open.</summary>
    public VaultStore Store { get; }

    /// <summary>The superuser's secret.</summary>
    public SecretId Superuser { get; } = new("admin");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the vault with the superuser's secret.</summary>
    /// <param name="server">Where the accounts live.</param>
    /// <param name="port">The port that the secrets name, of something that stands before the server; null for the server's own.</param>
    /// <param name="folder">An existing folder for the vault, which goes with the scene; null for one of its own.</param>
    /// <param name="ssl">What the secrets say of TLS; null for nothing.</param>
    public static async Task<Scene> OpenAsync(PostgreSqlServer server, int? port = null, DirectoryInfo? folder = null, bool? ssl = false)
    {
        var scene = new Scene(server, port ?? server.Port, folder ?? Directory.CreateTempSubdirectory("rotationps-resilience-"), ssl);
        try
        {
            var superuser = scene.Request(scene.Superuser, server.Login) with { Password = new Password(server.Password) };
            await new SecretCreator(scene.NewEnvironment()).CreateAsync(superuser, Cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a rotation in this process works with.</summary>
    /// <param name="store">A store in place of the vault.</param>
    public RotationEnvironment NewEnvironment(ISecretStore? store = null) =>
        new(store ?? Store, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);

    /// <summary>Adds an account and its secret.</summary>
    public async Task<SecretId> AddAsync(string name, RotationStrategy strategy)
    {
        var secret = new SecretId(name);
        var request = Request(secret, $"{name}_{_tag}") with
        {
            SuperuserSecret = Superuser,
            IsAlternating = strategy is RotationStrategy.Alternating,
        };
        await new SecretCreator(NewEnvironment()).CreateAsync(request, Cancellation);
        return secret;
    }

    /// <summary>The version that is AWSCURRENT.</summary>
    public async Task<StagedVersion> CurrentAsync(SecretId secret) => (await FindAsync(secret, StageLabel.Current))!;

    /// <summary>The version that a label is on; null where it is on none.</summary>
    public async Task<StagedVersion?> FindAsync(SecretId secret, StageLabel label)
    {
        try
        {
            var value = await Store.GetValueAsync(secret, VersionReference.Of(label), Cancellation);
            return new StagedVersion(value.Version.VersionId, SecretDocument.Parse(value.Text));
        }
        catch (RotationException absent) when (absent.Kind is FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the server itself, with nothing before it, lets in whoever has this document: by a new connection each time.</summary>
    public async Task<bool> LogsInAsync(SecretDocument document)
    {
        // Without the list of types a login costs so little that many can be made beside what is tested.
        var builder = new NpgsqlDataSourceBuilder(Server.ConnectionStringOf(document.UserName.Value, document.Password.Reveal()));
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        try
        {
            await using var source = builder.Build();
            await using var connection = await source.OpenConnectionAsync(Cancellation);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    /// <summary>Asserts that the rotations of a secret are over: AWSCURRENT logs in and no other version has AWSPENDING.</summary>
    public async Task AssertSettledAsync(SecretId secret)
    {
        var current = await CurrentAsync(secret);
        Assert.True(await LogsInAsync(current.Document), $"AWSCURRENT of '{secret}' does not log in.");

        // A process that dies, or is disturbed, at the very end of a rotation leaves AWSPENDING beside AWSCURRENT.
        var pending = await FindAsync(secret, StageLabel.Pending);
        Assert.True(pending is null || pending.Id == current.Id, $"A rotation of '{secret}' is unfinished.");
    }

    public ValueTask DisposeAsync()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private NewSecretRequest Request(SecretId secret, string user) => new()
    {
        Name = secret.Value,
        Engine = Engine,
        Host = Server.Host,
        Port = _port,
        Ssl = _ssl,
        User = new AccountName(user),
    };
}
