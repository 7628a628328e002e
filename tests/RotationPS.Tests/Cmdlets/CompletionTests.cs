using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What the Tab key offers.</summary>
public sealed class CompletionTests(CmdletServer server) : CmdletTests(server)
{
    [Theory]
    [InlineData("Get-RotatedCredential app -StageLabel ", "AWSCURRENT AWSPENDING AWSPREVIOUS")]
    [InlineData("Get-SecretStageLabel app -StageLabel awsp", "AWSPENDING AWSPREVIOUS")]
    [InlineData("Get-SecretStageLabel app -StageLabel 'AWSC", "'AWSCURRENT'")]
    [InlineData("Get-SecretStageLabel app -StageLabel other", "")]
    [InlineData("Invoke-SecretRotation app -Region eu-central-", "eu-central-1 eu-central-2")]
    public void Labels_and_Regions_are_those_that_AWS_has(string line, string offered) => Assert.Equal(offered, Offered(line));

    [Theory]
    [InlineData("Set-SingleUserRotation app -TimeZone Europe/Berl", "Europe/Berlin")]
    [InlineData("Set-SingleUserRotation app -TimeZone berl", "Europe/Berlin")]
    [InlineData("Set-SingleUserRotation app -TimeZone 'buenos_a", "'America/Argentina/Buenos_Aires'")]
    [InlineData("Set-SingleUserRotation app -TimeZone argentina/ush", "America/Argentina/Ushuaia")]
    [InlineData("Set-AlternatingRotation app -TimeZone utc", "UTC")]
    [InlineData("New-RotatedSecret app postgres db -Schedule rate", "'rate(30 days)' 'rate(12 hours)'")]
    [InlineData("Set-SingleUserRotation app -Schedule 'cron", "'cron(0 8 1 * ? *)' 'cron(0 2 ? * SUN#1 *)'")]
    [InlineData("Set-SingleUserRotation app -Window ", "'1h' '2h' '4h' '8h'")]
    public void Of_a_schedule_there_are_examples_and_all_time_zones(string line, string offered) => Assert.Equal(offered, Offered(line));

    [Theory]
    [InlineData("New-RotatedSecret app ", "aurora-mysql aurora-postgresql mariadb mysql postgres redshift sqlserver")]
    [InlineData("New-RotatedSecret app -Engine p", "postgres")]
    public void Engines_are_those_that_the_module_knows(string line, string offered) => Assert.Equal(offered, Offered(line));

    [Fact]
    public async Task Secrets_are_those_of_the_vault_on_the_line_and_their_values_stay_unread()
    {
        await AddAsync();

        Assert.Equal("'1st' '@odd' prod/app prod/reports", Offered($"Invoke-SecretRotation -VaultPath '{VaultPath}' -SecretId "));
        Assert.Equal("prod/app prod/reports", Offered($"Get-RotatedSecret -VaultPath '{VaultPath}' -Name prod/"));
        Assert.Equal("\"prod/app\"", Offered($"Set-AlternatingRotation app -VaultPath '{VaultPath}' -SuperuserSecretId \"prod/a"));
        Assert.Equal("'prod/app'", Offered($"Test-RotatedSecret -VaultPath '{VaultPath}' 'prod/a"));
    }

    [Fact]
    public async Task Secrets_are_those_of_the_vault_that_the_profile_names()
    {
        await AddAsync();
        Run("$global:PSDefaultParameterValues['*-*Rotat*:VaultPath'] = $args[0]", VaultPath);

        Assert.Equal("prod/app prod/reports", Offered("Invoke-SecretRotation prod"));
        Assert.Equal("prod/app prod/reports", Offered("Repair-SecretRotation -SecretId prod"));
    }

    [Theory]
    [InlineData("Invoke-SecretRotation -VaultPath /nowhere/at-all -SecretId ")]
    [InlineData("Invoke-SecretRotation -EndpointUrl http://127.0.0.1:9 -Region eu-central-1 -AccessKey a -SecretKey b -SecretId ")]
    [InlineData("Invoke-SecretRotation -AccessKey a -SecretId ")]
    [InlineData("Invoke-SecretRotation -Region eu-central-1 -ProfileName no-such-profile -SecretId ")]
    public void Where_nothing_can_be_listed_nothing_is_offered_and_nothing_goes_wrong(string line)
    {
        Assert.Equal("", Offered(line));
        Assert.Empty(Try("$Error").Output);
    }

    /// <summary>What is offered for the end of a line that PowerShell does not offer files for.</summary>
    private string Offered(string line)
    {
        var offered = Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches | Where-Object ResultType -EQ ParameterValue | ForEach-Object CompletionText",
            line);
        return string.Join(' ', offered);
    }

    private async Task AddAsync()
    {
        foreach (var name in new[] { "prod/reports", "prod/app", "1st", "@odd" })
        {
            await Contents.AddAsync(name, "{}", Cancellation);
        }
    }
}
