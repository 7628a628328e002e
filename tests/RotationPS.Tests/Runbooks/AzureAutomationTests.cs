using RotationPS.Tests.Shell;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>The runbook for Azure Automation, in a process of its own with stand-ins for what Azure gives it.</summary>
public sealed class AzureAutomationTests : IDisposable
{
    private const string Azure = """
        function global:Get-AutomationPSCredential ($Name) {
            if ($Name -eq 'aws') { [pscredential]::new('AKIAEXAMPLE', [System.Net.NetworkCredential]::new('', 'key-of-aws').SecurePassword) }
        }
        function global:Invoke-RestMethod ($Uri, $Method, $Headers, $Body, $ContentType) {
            "asked $Uri for $($Body.resource) with $($Headers['X-IDENTITY-HEADER'])" | ForEach-Object { $global:asked = $_ }
            [pscustomobject]@{ access_token = 'token-of-azure' }
        }
        $env:IDENTITY_ENDPOINT = 'http://identity'
        $env:IDENTITY_HEADER = 'header'
        """;

    private readonly StandInModule _module = new();
    private readonly ShellProcess _shell = new();

    [Fact]
    public async Task An_access_key_comes_from_a_credential_and_goes_with_the_run()
    {
        var result = await RunAsync(
            "Out-Result $env:AWS_ACCESS_KEY_ID Failed Busy ($env:AWS_SECRET_ACCESS_KEY -eq 'key-of-aws')",
            "-Region eu-central-1 -CredentialName aws -ThrottleLimit 3");

        Assert.Equal("FAILED AKIAEXAMPLE Busy: True", result.Output.ElementAt(1));
        Assert.Contains("left: [] []", result.Output);
        Assert.Contains("passed: eu-central-1 3", result.Output);
    }

    [Fact]
    public async Task A_managed_identity_assumes_the_role_by_a_token_file_that_goes_with_the_run()
    {
        var result = await RunAsync(
            "$global:file = $env:AWS_WEB_IDENTITY_TOKEN_FILE; Out-Result \"$env:AWS_ROLE_ARN $([System.IO.File]::ReadAllText($file))\" Failed Busy no",
            "-Region eu-central-1 -RoleArn arn:aws:iam::111122223333:role/rotation");

        Assert.Equal("FAILED arn:aws:iam::111122223333:role/rotation token-of-azure Busy: no", result.Output.ElementAt(1));
        Assert.Contains("asked http://identity for api://AzureADTokenExchange with header", result.Output);
        Assert.Contains("left: [] []", result.Output);
        Assert.Contains("file: False", result.Output);
    }

    [Theory]
    [InlineData("-Region x", "-RoleArn")]
    [InlineData("-Region x -CredentialName none", "'none'")]
    public async Task Without_a_way_into_AWS_nothing_is_begun(string arguments, string named)
    {
        var result = await RunAsync("Out-Result a Rotated", arguments);

        Assert.Contains(result.Output, line => line.StartsWith("caught: ", StringComparison.Ordinal) && line.Contains(named, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Output, line => line.StartsWith("RotationPS: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_managed_identity_it_says_where_to_turn_one_on()
    {
        var result = await RunAsync("Out-Result a Rotated", "-Region x -RoleArn arn:aws:iam::111122223333:role/rotation", "$env:IDENTITY_ENDPOINT = $null");

        Assert.Contains(
            "caught: This Automation account has no managed identity. Turn it on under Identity, or give -CredentialName for an access key.",
            result.Output);
        Assert.DoesNotContain(result.Output, line => line.StartsWith("asked ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_in_which_all_is_well_ends_well()
    {
        var result = await RunAsync("Out-Result a Rotated", "-Region x -CredentialName aws");

        Assert.StartsWith("RotationPS: 1 rotated, ", result.Output.First());
        Assert.DoesNotContain(result.Output, line => line.StartsWith("caught: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_in_which_a_secret_failed_makes_the_job_fail_after_its_result()
    {
        var result = await RunAsync("Out-Result a Failed Busy later", "-Region x -CredentialName aws");

        Assert.StartsWith("RotationPS: 0 rotated, 1 failed, ", result.Output.First());
        Assert.Contains(result.Output, line => line.StartsWith("caught: ", StringComparison.Ordinal) && line.Contains("exit code 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_says_which_secrets_and_which_passwords_is_passed_on()
    {
        var result = await RunAsync(
            "$c = $calls[0]; Out-Result \"$($c.SecretId -join '|') $($c.Tag.stage) $($c.PasswordFor -join '|') $($c.PasswordLength) $($c.AllowRightsDifference)\" Failed Busy x",
            "-Region x -CredentialName aws -SecretId 'prod/*,app' -Tag 'stage=production' -PasswordFor 'Uri,Shell' -PasswordLength 40 -AllowRightsDifference");

        Assert.Equal("FAILED prod/*|app production Uri|Shell 40 True Busy: x", result.Output.ElementAt(1));
    }

    [Fact]
    public void It_takes_all_that_the_script_takes_but_what_belongs_to_a_machine()
    {
        string[] ofMachine = ["VaultPath", "EndpointUrl", "ProfileName", "LogPath"];
        Assert.Equal(
            StandInModule.Parameters("Invoke-DueRotation.ps1").Except(ofMachine).Order(),
            StandInModule.Parameters("AzureAutomation.ps1").Except(["RoleArn", "Audience", "CredentialName"]).Order());
    }

    public void Dispose()
    {
        _shell.Dispose();
        _module.Dispose();
    }

    private Task<ShellResult> RunAsync(string work, string arguments, string before = "")
    {
        var runbook = Path.Combine(_module.ModuleFolder, "Runbooks", "AzureAutomation.ps1");
        return _shell.RunAsync($$"""
            {{Azure}}
            $global:calls = @()
            $global:work = { {{work}} }
            Import-Module '{{_module.ModuleFolder}}'
            {{before}}
            try { & '{{runbook}}' {{arguments}} } catch { "caught: $_" }
            "left: [$env:AWS_ACCESS_KEY_ID$env:AWS_SECRET_ACCESS_KEY] [$env:AWS_ROLE_ARN$env:AWS_WEB_IDENTITY_TOKEN_FILE]"
            if ($calls) { "passed: $($calls[0].Region) $($calls[0].ThrottleLimit)" }
            if ($asked) { $asked; "file: $([System.IO.File]::Exists($file))" }
            exit 0
            """);
    }
}
