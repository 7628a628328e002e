using System.Text.Json;
using RotationPS.Servers;
using RotationPS.Stores.Vault;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>
/// Lets the npm package <c>@aws-sdk/client-secrets-manager</c> run its scenarios against the endpoint over a vault, once
/// for all the tests that look at what came of them.
/// </summary>
public sealed class NpmJudge : IAsyncLifetime
{
    /// <summary>What came of each scenario: null where it went well, else why it did not.</summary>
    public IReadOnlyDictionary<string, string?> Verdicts { get; private set; } = new Dictionary<string, string?>();

    /// <summary>Why the judge could not sit; null where it did.</summary>
    public string? Absence { get; private set; }

    public async ValueTask InitializeAsync()
    {
        using var folder = new TemporaryFolder();
        using var vault = VaultStore.OpenOrCreate(folder["vault"]);
        await using var endpoint = await SecretsManagerEndpoint.StartAsync(vault);
        string node;
        try
        {
            node = await RunAsync(endpoint);
        }
        catch (ServerUnavailableException failure)
        {
            Absence = failure.Message;
            return;
        }

        Verdicts = node.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToDictionary(line => line.GetProperty("scenario").GetString()!, line => line.GetProperty("why").GetString());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string> RunAsync(SecretsManagerEndpoint endpoint) => await (await NodeJs.FindAsync()).RunAsync(
        Path.Combine(AppContext.BaseDirectory, "SecretsManager", "NpmJudge"),
        "judge.mjs",
        endpoint.Url.ToString(),
        endpoint.Key.AccessKeyId,
        endpoint.Key.SecretAccessKey);
}
