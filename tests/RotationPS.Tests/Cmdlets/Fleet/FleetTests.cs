using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>What the tests of fleets share: secrets made two days ago, which a schedule may have made due.</summary>
public abstract class FleetTests(CmdletServer server) : CmdletTests(server)
{
    /// <summary>A window that opens with each UTC day and lasts as long: a secret of two days ago is due, whatever the hour.</summary>
    private const string Always = "cron 0 0 all all none all";

    private sealed class TwoDaysAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-2);
    }

    private protected string User(string secret) => $"{secret.Replace('/', '_')}_{Tag}";

    /// <summary>Makes an account and its secret, as old as two days.</summary>
    private protected async Task AddAsync(string secret, params (string Key, string Value)[] tags)
    {
        var password = $"first-of-{secret}-{Tag}";
        await Server.ExecuteAsync($"CREATE ROLE {User(secret)} LOGIN PASSWORD '{password}'");
        var json = $$"""{"engine":"postgres","host":"{{Server.Host}}","port":{{Server.Port}},"username":"{{User(secret)}}","password":"{{password}}"}""";
        await Contents.AddAsync(secret, json, Cancellation, new TwoDaysAgo(), tags.ToDictionary(tag => tag.Key, tag => tag.Value));
    }

    private protected Task AddDueAsync(string secret) => AddAsync(secret, ("RotationPS:Schedule", Always));

    private protected async Task<int> VersionsAsync(string secret) =>
        (await Contents.LinesAsync(Cancellation)).Count(line => line.StartsWith($"{secret} ", StringComparison.Ordinal));
}
