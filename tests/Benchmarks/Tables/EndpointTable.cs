using System.Globalization;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Fakes;
using RotationPS.Servers;

namespace RotationPS.Benchmarks.Tables;

/// <summary>A fleet whose secrets are in Secrets Manager: how often the service is asked, and how fast it goes.</summary>
internal static class EndpointTable
{
    private const double MostCalls = 4.1;
    private const double WritesOfRotation = 3;

    // 48 in 1.05 s: the store's budget counts a write longer than a second, so that no second sees more than 48.
    private const double WritesPerSecond = 48 / 1.05;

    public static async Task RunAsync(DatabaseScene scene, Settings settings)
    {
        var count = settings.EndpointFleetSize;
        Report.Table(
            "Secrets Manager",
            FormattableString.Invariant(
                $"{count} single users on an endpoint of the tests, {FleetTable.Workers} at a time; the store's budget of {WritesPerSecond:0.0} writes/s bounds them to {WritesPerSecond / WritesOfRotation:0.0} rotations/s"));
        var secrets = new InMemorySecretStore();
        string[] accounts = [.. Enumerable.Range(0, count).Select(index => $"endpoint_{index:0000}")];
        await scene.CreateAccountsAsync(accounts);
        var arns = new List<string>(count);
        foreach (var account in accounts)
        {
            arns.Add((await scene.CreateSecretAsync(secrets, account)).Arn);
        }

        await using var endpoint = await SecretsManagerEndpoint.StartAsync(secrets);
        await RotateAsync(endpoint, arns, isBounded: true);
        await RotateAsync(endpoint, arns, isBounded: false);
    }

    private static async Task RotateAsync(SecretsManagerEndpoint endpoint, List<string> arns, bool isBounded)
    {
        using var store = EndpointStores.StoreOf(endpoint, isBounded);
        endpoint.ForgetCalls();
        var elapsed = await FleetTable.RotateAllAsync(store, arns);
        var counts = endpoint.CallCounts();
        var throughput = arns.Count / elapsed.TotalSeconds;
        if (isBounded)
        {
            var calls = string.Join(", ", counts.OrderBy(call => call.Key).Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Key} {call.Value}")));
            Report.Figure("API calls", (double)counts.Values.Sum() / arns.Count, "a rotation", Goal.AtMost(MostCalls), calls);
            Report.Figure("throughput, within the budget", throughput, "rotations/s", goal: null, FormattableString.Invariant($"bound {WritesPerSecond / WritesOfRotation:0.0}"));
        }
        else
        {
            Report.Figure("throughput, without the budget", throughput, "rotations/s", goal: null, "what is left when nobody counts the writes");
        }
    }
}
