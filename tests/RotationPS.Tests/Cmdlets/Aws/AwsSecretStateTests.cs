using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Secrets that Secrets Manager has in a state of its own: refused and untouched, or finished.</summary>
public sealed class AwsSecretStateTests(CmdletServer server) : AwsTests(server)
{
    private const int MaxValueBytes = 65_536;

    [Theory]
    [InlineData("nobody")]
    [InlineData("no such name!")]
    [InlineData("nobody*")]
    public void A_secret_that_does_not_exist_is_named(string name)
    {
        foreach (var command in new[] { "Invoke-SecretRotation", "Get-SecretStageLabel", "Get-RotatedCredential", "Get-RotationPermission", "Set-SingleUserRotation" })
        {
            Assert.Contains($"'{name}'", Refusal.Assert(Try($"{command} $args[0] @aws", name), "ResourceNotFound", command.Replace("-", ""), name));
        }
    }

    [Theory]
    [InlineData("no such name!")]
    [InlineData("app-AbCdEf")]
    public async Task A_name_that_Secrets_Manager_does_not_take_is_refused(string name)
    {
        var before = await StateAsync();

        Refusal.Assert(Try("New-RotatedSecret $args[0] @server -Account $app", name), "InvalidParameter", "NewRotatedSecret", name);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_binary_secret_is_refused()
    {
        MakeSingleUserSecret();
        var before = await StateAsync();
        Endpoint.State("app").MakeBinary(new VersionId((await HolderAsync(StageLabel.Current))!), Encoding.UTF8.GetBytes(AppPassword));

        var run = Try(Rotate);

        Refusal.Assert(run, "SecretBinary", "InvokeSecretRotation", "app");
        Assert.DoesNotContain(AppPassword, Everything.Of(run));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_value_that_grows_over_64_KiB_is_refused()
    {
        MakeSingleUserSecret();
        var text = await CurrentTextAsync();
        const string Key = ",\"note\":\"";
        var full = text[..^1] + Key + new string('x', MaxValueBytes - text.Length - Key.Length - 1) + "\"}";
        await PutAsync(full, StageLabel.Current);
        var before = await StateAsync();

        Refusal.Assert(Try(Rotate), "InvalidParameter", "InvokeSecretRotation", "app");
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_secret_marked_for_deletion_is_refused()
    {
        MakeSingleUserSecret();
        Endpoint.State("app").DeletedDate = DateTimeOffset.UtcNow;
        await AssertRefusedAsync(Rotate, "SecretDeleted", "Restore");
    }

    [Fact]
    public async Task A_replica_is_refused_with_the_Region_of_its_primary()
    {
        MakeSingleUserSecret();
        Endpoint.State("app").PrimaryRegion = "us-east-1";
        await AssertRefusedAsync(Rotate, "ReplicaSecret", "us-east-1");
    }

    [Fact]
    public async Task A_secret_that_a_service_owns_is_refused_even_with_force()
    {
        MakeSingleUserSecret();
        Endpoint.State("app").OwningService = "rds";
        await AssertRefusedAsync($"{Rotate} -Force", "SecretOwnedByService", "rds");
    }

    [Fact]
    public async Task A_secret_with_a_rotation_function_is_refused_unless_forced()
    {
        MakeSingleUserSecret();
        Endpoint.State("app").RotationEnabled = true;
        await AssertRefusedAsync(Rotate, "AnotherWriter", "-Force");

        Assert.Equal("Rotated", (await AssertCompletesAsync($"{Rotate} -Force")).Text("Status"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pending_version_without_a_value_is_filled(bool alternating)
    {
        MakeSecret(alternating);
        var version = Guid.NewGuid().ToString();
        Endpoint.State("app").AddVersionWithoutValue(new VersionId(version), DateTimeOffset.UtcNow, StageLabel.Pending);

        var result = await AssertCompletesAsync();

        Assert.Equal("Rotated", result.Text("Status"));
        Assert.Equal(version, result.Text("VersionId"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pending_version_of_another_tool_is_finished(bool alternating)
    {
        MakeSecret(alternating);
        var password = RandomNumberGenerator.GetHexString(24);
        var user = alternating ? Clone : App;
        var version = await PutAsync((await CurrentTextAsync()).Replace(AppPassword, password).Replace($"\"{App}\"", $"\"{user}\""), StageLabel.Pending);

        var result = await AssertCompletesAsync();

        Assert.Equal("Resumed", result.Text("Status"));
        Assert.Equal(version, result.Text("VersionId"));
        Assert.True(await LogsInAsync(user, password));
    }

    [Fact]
    public async Task The_command_of_a_repair_names_the_store_and_no_key()
    {
        MakeSingleUserSecret();
        await Server.ExecuteAsync($"ALTER ROLE {App} PASSWORD 'changed by hand'");

        var advice = Assert.Single(Run("Repair-SecretRotation app @aws"));

        Assert.Equal(
            "Repair-SecretRotation -SecretId 'app' -Action Reconcile -SuperuserSecretId '<name of the superuser secret>' "
            + $"-Region '{Region}' -EndpointUrl '{Endpoint.Url}'",
            advice.Text("Command"));
    }

    private async Task<string> PutAsync(string text, StageLabel label) =>
        (await Store.PutAsync(AppSecret, new VersionId(Guid.NewGuid().ToString()), new SecretText(text), [label], Cancellation)).VersionId.Value;

    private async Task AssertRefusedAsync(string script, string kind, string words)
    {
        var before = await StateAsync();

        Assert.Contains(words, Refusal.Assert(Try(script), kind, "InvokeSecretRotation", "app"));
        Assert.Equal(before, await StateAsync());
    }
}
