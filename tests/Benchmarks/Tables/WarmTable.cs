using RotationPS.Benchmarks.Floors;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.Benchmarks.Tables;

/// <summary>One rotation after another, in a process that has done some already.</summary>
internal static class WarmTable
{
    private const double LimitOverFloor = 1.15;
    private const int FloorSecret = 1;
    private const int FloorPair = 2;
    private const int FloorSuperuser = 3;

    public static async Task RunAsync(DatabaseScene scene, Settings settings)
    {
        Report.Table(
            "Warm",
            "a rotation on PostgreSQL and the vault against the floor: read, login, ALTER ROLE with a SCRAM verifier, login, and the "
            + "three commits that the protocol needs; alternating: login, superuser's login, ALTER ROLE, login");
        using var folder = new TemporaryFolder();
        using var vault = VaultStore.OpenOrCreate(Path.Combine(folder.Path, "vault"));
        using var store = new StoreFloor(folder.Path);
        var floor = new RotationFloor(store, scene.Driver);
        var rotator = new Rotator(DatabaseScene.EnvironmentOf(vault));
        await RunSingleUserAsync(scene, settings, vault, floor, rotator);
        await RunAlternatingAsync(scene, settings, vault, floor, rotator);
    }

    private static async Task RunSingleUserAsync(DatabaseScene scene, Settings settings, VaultStore vault, RotationFloor floor, Rotator rotator)
    {
        await scene.CreateAccountsAsync(["warm_floor", "warm_ours"]);
        floor.Create(FloorSecret, "warm_floor", scene.FirstPassword);
        var secret = new SecretId((await scene.CreateSecretAsync(vault, "warm_ours")).Arn);
        var steps = new StepTimes();
        var compared = await Comparison.RunAsync(
            settings.Rounds,
            settings.WarmUps,
            () => floor.RotateAloneAsync(FloorSecret),
            async () => steps.Add(await DatabaseScene.RotateAsync(rotator, secret)));
        Report.Figure("warm, single user", compared.Ratio, "x floor", Goal.AtMost(LimitOverFloor), $"{compared.Behind}; {steps}");
        await Allocations.RunAsync("single user", settings.WarmUps, () => floor.RotateAloneAsync(FloorSecret), () => DatabaseScene.RotateAsync(rotator, secret));
    }

    private static async Task RunAlternatingAsync(DatabaseScene scene, Settings settings, VaultStore vault, RotationFloor floor, Rotator rotator)
    {
        await scene.CreateAccountsAsync(["pair_floor", "pair_floor_clone", "pair_ours"]);
        var superuser = await scene.CreateSuperuserSecretAsync(vault);
        floor.Create(FloorPair, "pair_floor", scene.FirstPassword);
        floor.Create(FloorSuperuser, scene.Server.Login, scene.Server.Password);
        var secret = new SecretId((await scene.CreateSecretAsync(vault, "pair_ours", superuser.Arn)).Arn);
        Task FloorAsync() => floor.RotateNextAsync(FloorPair, FloorSuperuser, user => user == "pair_floor" ? "pair_floor_clone" : "pair_floor");
        var steps = new StepTimes();
        async Task OursAsync() => steps.Add(await DatabaseScene.RotateAsync(rotator, secret));
        var compared = await Comparison.RunAsync(settings.Rounds, settings.WarmUps, FloorAsync, OursAsync);
        Report.Figure("warm, alternating users", compared.Ratio, "x floor", Goal.AtMost(LimitOverFloor), $"{compared.Behind}; {steps}");
        await Allocations.RunAsync("alternating users", settings.WarmUps, FloorAsync, OursAsync);
    }
}
