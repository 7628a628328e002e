using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Peers;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;

namespace RotationPS.Benchmarks.Tables;

/// <summary>
/// AWS's own rotation functions for PostgreSQL against ours, on the same server and the same endpoint: one rotation after
/// another, and many at a time; over HTTPS, which is all that the service speaks, and over HTTP, which leaves the cost of TLS out on both sides.
/// </summary>
internal static class FunctionsTable
{
    /// <summary>The argument that asks for it; the folder of AWS's repository follows.</summary>
    public const string Name = "functions";

    private const double MostTime = 0.4;
    private const double LeastThroughput = 4;
    private const string SingleUserFunction = "SecretsManagerRDSPostgreSQLRotationSingleUser";
    private const string MultiUserFunction = "SecretsManagerRDSPostgreSQLRotationMultiUser";

    /// <param name="scene">The database server.</param>
    /// <param name="settings">How much is measured.</param>
    /// <param name="repository">A copy of github.com/aws-samples/aws-secrets-manager-rotation-lambdas.</param>
    public static async Task RunAsync(DatabaseScene scene, Settings settings, string repository)
    {
        Report.Table(
            "Functions",
            $"AWS's own rotation functions, each warm in a process of its own, against ours; {settings.FunctionFleetSize} secrets, {FleetTable.Workers} at a time");
        var secrets = new InMemorySecretStore();
        await using var service = await SecretsManagerEndpoint.StartAsync(secrets, new SecretsManagerEndpointOptions { Tls = true });
        await using var plain = await SecretsManagerEndpoint.StartAsync(secrets);
        var superuser = await scene.CreateSuperuserSecretAsync(secrets);
        foreach (var (strategy, function, superuserArn) in new[] { ("single", SingleUserFunction, null), ("alternating", MultiUserFunction, superuser.Arn) })
        {
            var ours = await CreateAsync(scene, secrets, $"{strategy}_ours", settings.FunctionFleetSize, superuserArn);
            var theirs = await CreateAsync(scene, secrets, $"{strategy}_theirs", settings.FunctionFleetSize, superuserArn);
            foreach (var (transport, endpoint) in new[] { ("HTTPS", service), ("HTTP", plain) })
            {
                await using var functions = new WarmFunctions(Path.Combine(repository, function), endpoint, FleetTable.Workers);
                await CompareAsync(settings, $"{strategy}, {transport}", endpoint, functions, [.. ours.Select(secret => secret.Arn)], theirs);
            }
        }
    }

    private static async Task CompareAsync(
        Settings settings, string scene, SecretsManagerEndpoint endpoint, WarmFunctions functions, List<string> ours, List<StoredVersion> theirs)
    {
        using var store = EndpointStores.StoreOf(endpoint, isBounded: false);

        // The first rotation of two accounts makes the second account.
        await functions.RotateAllAsync(theirs);
        await FleetTable.RotateAllAsync(store, ours);

        var rotator = new Rotator(DatabaseScene.EnvironmentOf(store));
        var one = await Comparison.RunAsync(
            settings.Rounds, settings.WarmUps, () => functions.RotateAsync(theirs[0]), () => DatabaseScene.RotateAsync(rotator, new SecretId(ours[0])));
        Report.Figure($"one rotation, {scene}", one.Ratio, "of theirs", Goal.AtMost(MostTime), one.Behind);

        var all = await Comparison.RunAsync(
            settings.FleetRounds, warmUps: 0, () => functions.RotateAllAsync(theirs), () => FleetTable.RotateAllAsync(store, ours));
        Report.Figure($"throughput, {scene}", 1 / all.Ratio, "x theirs", Goal.AtLeast(LeastThroughput), all.Behind);
    }

    private static async Task<List<StoredVersion>> CreateAsync(DatabaseScene scene, InMemorySecretStore secrets, string prefix, int count, string? superuserArn)
    {
        string[] accounts = [.. Enumerable.Range(0, count).Select(index => $"{prefix}_{index:0000}")];
        await scene.CreateAccountsAsync(accounts);
        var made = new List<StoredVersion>(count);
        foreach (var account in accounts)
        {
            made.Add(await scene.CreateSecretAsync(secrets, account, superuserArn));
        }

        return made;
    }
}
