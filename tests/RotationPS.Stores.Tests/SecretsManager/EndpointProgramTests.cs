using System.Diagnostics;
using System.Text.Json.Nodes;
using RotationPS.Servers;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

public sealed class EndpointProgramTests
{
    [Fact]
    public async Task The_program_serves_a_vault_folder_and_prints_what_to_connect_with()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "RotationPS.SecretsManagerEndpoint.dll"), folder["vault"]])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(line?.Split(' ') is ["-EndpointUrl", _, "-AccessKey", _, "-SecretKey", _, "-Region", _], line);
            var words = line!.Split(' ');
            using var client = new WireClient(new Uri(words[1]), TimeProvider.System) { Region = words[7] };

            var answer = await client.CallAsync("ListSecrets", new JsonObject(), new EndpointKey(words[3], words[5]), TestContext.Current.CancellationToken);

            Assert.Empty(answer.Json["SecretList"]!.AsArray());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
