using System.Text.Json;
using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>The cmdlets stand in one pipeline with those of AWS Tools for PowerShell.</summary>
public sealed class AwsToolsTests(CmdletServer server) : AwsTests(server)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Session.SetVariable("tools", new ToolsStandIn(Store, Cancellation));
        Run($". {{ {ToolsStandIn.Functions} }}");
    }

    [Fact]
    public async Task Listed_secrets_are_rotated_and_their_new_values_read()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");

        var values = Run("Get-SECSecretList | Invoke-SecretRotation @aws | Get-SECSecretValue");

        Assert.Equal(["admin", "app"], values.Select(value => value.Text("Name")).Order());
        foreach (var value in values)
        {
            Assert.Contains("AWSCURRENT", (string[])value.Value("VersionStages")!);
            using var json = JsonDocument.Parse(value.Text("SecretString"));
            Assert.True(await LogsInAsync(json.RootElement.GetProperty("username").GetString()!, json.RootElement.GetProperty("password").GetString()!));
        }

        Assert.DoesNotContain(AppPassword, values.Select(value => value.Text("SecretString")));
    }

    [Fact]
    public async Task A_value_that_was_read_gives_its_credential()
    {
        MakeSingleUserSecret();
        Run(Rotate);

        var credential = Assert.Single(Run("Get-SECSecretValue app -VersionStage AWSPREVIOUS | Get-RotatedCredential @aws"));

        Assert.Equal(AppPassword, credential.Password);
        Assert.False(await LogsInAsync(App, credential.Password));
    }

    [Fact]
    public async Task A_label_that_was_listed_is_moved_back()
    {
        MakeAlternatingSecret();
        var first = await HolderAsync(StageLabel.Current);
        var second = Assert.Single(Run(Rotate)).Text("VersionId");

        Run("""
            Get-SecretStageLabel app AWSPREVIOUS @aws |
                Update-SECSecretVersionStage -VersionStage AWSCURRENT -MoveToVersionId { $_.VersionId } -RemoveFromVersionId $args[0]
            """, second);

        Assert.Equal(first, await HolderAsync(StageLabel.Current));
        Assert.Equal(App, (await AssertCurrentLogsInAsync()).UserName);
    }
}
