using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Secrets come by name, by ARN, and as the objects of our cmdlets and of AWS Tools for PowerShell.</summary>
public sealed class PipelineTests(CmdletServer server) : CmdletTests(server)
{
    public static TheoryData<string> Consumers =>
    [
        "Invoke-SecretRotation @vault",
        "Set-SingleUserRotation @vault",
        "Set-AlternatingRotation -SuperuserSecretId admin @vault",
        "Get-SecretStageLabel @vault",
        "Get-RotatedCredential @vault",
    ];

    [Theory]
    [MemberData(nameof(Consumers))]
    public void Every_cmdlet_takes_secrets_in_every_way(string consumer)
    {
        MakeAlternatingSecret();
        string[] producers =
        [
            "'app'",
            "(Get-SecretStageLabel app AWSCURRENT @vault).ARN",
            "[pscustomobject]@{ SecretId = 'app' }",
            "[pscustomobject]@{ ARN = (Get-SecretStageLabel app AWSCURRENT @vault).ARN }",
            "[pscustomobject]@{ Name = 'app' }",
            "Invoke-SecretRotation app @vault",
            "Set-SingleUserRotation app @vault",
            "Set-AlternatingRotation app admin @vault",
            "Get-SecretStageLabel app AWSCURRENT @vault",

            // What Get-SECSecretList, Get-SECSecret and Get-SECSecretValue give.
            "$arn = (Get-SecretStageLabel app AWSCURRENT @vault).ARN; [pscustomobject]@{ ARN = $arn; Name = 'app'; Tags = @(); SecretVersionsToStages = @{}; LastChangedDate = [datetime]::Now }",
            "$arn = (Get-SecretStageLabel app AWSCURRENT @vault).ARN; [pscustomobject]@{ ARN = $arn; Name = 'app'; RotationEnabled = $false; VersionIdsToStages = @{} }",
            "$v = Get-SecretStageLabel app AWSCURRENT @vault; [pscustomobject]@{ ARN = $v.ARN; Name = 'app'; VersionId = $v.VersionId; VersionStages = $v.StageLabel; SecretString = '{}' }",
        ];
        foreach (var producer in producers)
        {
            var output = Run($"$given = @({producer}); $given | {consumer}");
            Assert.True(output.Count > 0, producer);
            Assert.All(output.Where(each => each.Properties["Name"] is not null), each => Assert.Equal("app", each.Text("Name")));
        }
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public void Every_cmdlet_takes_several_at_once(string consumer)
    {
        MakeAlternatingSecret();
        Run("New-RotatedSecret single @server -UserName $args[0] -CreateAccount -SuperuserSecretId admin", $"single_{Tag}");
        var command = consumer.Split(' ', 2);

        var byPipeline = Run($"'app', 'single' | {consumer}");
        var byParameter = Run($"{command[0]} -SecretId app, single {command[1]}");
        var byPosition = Run($"{command[0]} app, single {command[1]}");

        Assert.All(new[] { byPipeline, byParameter, byPosition }, output => Assert.True(output.Count >= 2));
    }

    [Theory]
    [InlineData("ARN")]
    [InlineData("Name")]
    public void The_aliases_are_those_of_AWS(string alias)
    {
        MakeSingleUserSecret();

        Assert.Single(Run($"Get-RotatedCredential -{alias} app @vault"));
        Assert.Single(Run($"Invoke-SecretRotation -{alias} app @vault"));
    }

    [Fact]
    public async Task A_result_gives_the_credential_of_its_own_version()
    {
        MakeSingleUserSecret();

        var credentials = Run("$results = 1..2 | ForEach-Object { Invoke-SecretRotation app @vault }; $results | Get-RotatedCredential @vault");

        Assert.Equal(2, credentials.Select(credential => credential.Password).Distinct().Count());
        Assert.False(await LogsInAsync(App, credentials[0].Password));
        Assert.True(await LogsInAsync(App, credentials[1].Password));
    }

    [Fact]
    public async Task A_secret_is_made_rotated_and_used_in_one_line()
    {
        var credential = Assert.Single(Run("New-RotatedSecret app @server -Account $app | Invoke-SecretRotation @vault | Get-RotatedCredential @vault"));

        Assert.True(await LogsInAsync(App, credential.Password));
    }

    [Theory]
    [InlineData("'' | Invoke-SecretRotation @vault")]
    [InlineData("$null | Invoke-SecretRotation @vault")]
    [InlineData("[pscustomobject]@{ Id = 7 } | Invoke-SecretRotation @vault")]
    public async Task What_names_no_secret_is_an_error_and_rotates_nothing(string script)
    {
        MakeSingleUserSecret();
        var before = await StateAsync();

        Assert.Single(Try(script).Errors);
        Assert.Equal(before, await StateAsync());
    }
}
