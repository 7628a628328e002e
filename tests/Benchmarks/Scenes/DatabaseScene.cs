using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RotationPS.Benchmarks.Floors;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Servers;
using RotationPS.Targets;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>
/// A real PostgreSQL server whose commits reach the disk, as in production, with accounts that all begin with the same
/// password: those of the floor and ours, so that both find the same.
/// </summary>
internal sealed class DatabaseScene : IAsyncDisposable
{
    private const int AccountsPerStatement = 200;

    private DatabaseScene(PostgreSqlServer server)
    {
        Server = server;
        Driver = new DriverFloor(server);
    }

    public PostgreSqlServer Server { get; }

    public DriverFloor Driver { get; }

    /// <summary>What every account begins with.</summary>
    public string FirstPassword { get; } = RandomNumberGenerator.GetHexString(32);

    public static async Task<DatabaseScene> StartAsync() => new(await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["log_connections"] = "off",
            ["log_disconnections"] = "off",
        },
    }));

    /// <summary>What a rotation works with.</summary>
    public static RotationEnvironment EnvironmentOf(ISecretStore store) =>
        new(store, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);

    /// <summary>Rotates a secret, and insists that it came off.</summary>
    public static async Task<RotationOutcome> RotateAsync(Rotator rotator, SecretId secret)
    {
        var outcome = await rotator.RotateAsync(secret, new RotationOptions(), _ => { }, CancellationToken.None);
        DemandRotated(outcome);
        return outcome;
    }

    public static void DemandRotated(RotationOutcome outcome)
    {
        if (outcome.Status is not RotationStatus.Rotated)
        {
            throw outcome.Failure ?? new RotationException(FailureKind.ServerError, $"'{outcome.Name}' is {outcome.Status}.", "Look why.");
        }
    }

    /// <summary>Makes accounts.</summary>
    public async Task CreateAccountsAsync(IEnumerable<string> names)
    {
        var verifier = DriverFloor.Verifier(FirstPassword);
        foreach (var some in names.Chunk(AccountsPerStatement))
        {
            var sql = new StringBuilder();
            foreach (var name in some)
            {
                sql.Append(null, $"CREATE ROLE \"{name}\" LOGIN PASSWORD '{verifier}';");
            }

            await Server.ExecuteAsync(sql.ToString());
        }
    }

    /// <summary>Makes the secret of an account.</summary>
    /// <param name="store">Where.</param>
    /// <param name="account">The account; it is the secret's name too.</param>
    /// <param name="superuserArn">The superuser's secret, where two accounts are to alternate.</param>
    public Task<StoredVersion> CreateSecretAsync(ISecretStore store, string account, string? superuserArn = null) =>
        CreateSecretAsync(store, account, account, FirstPassword, superuserArn);

    /// <summary>Makes the secret of the superuser.</summary>
    public Task<StoredVersion> CreateSuperuserSecretAsync(ISecretStore store) =>
        CreateSecretAsync(store, "admin", Server.Login, Server.Password, superuserArn: null);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Task<StoredVersion> CreateSecretAsync(ISecretStore store, string name, string user, string password, string? superuserArn)
    {
        var json = new JsonObject
        {
            ["engine"] = "postgres",
            ["host"] = Server.Host,
            ["port"] = Server.Port,
            ["username"] = user,
            ["password"] = password,
            ["dbname"] = "postgres",

            // The server has no encryption, and the floor does not ask for it either.
            ["ssl"] = false,
        };
        if (superuserArn is not null)
        {
            json["masterarn"] = superuserArn;
        }

        var secret = new NewSecret { Name = name, Text = new SecretText(json.ToJsonString()), Token = new VersionId(Guid.NewGuid().ToString()) };
        return store.CreateAsync(secret, CancellationToken.None);
    }
}
