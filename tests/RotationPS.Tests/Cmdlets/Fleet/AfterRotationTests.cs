using System.Text.RegularExpressions;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>-AfterRotation: a script between a rotation and its result.</summary>
public sealed class AfterRotationTests(CmdletServer server) : FleetTests(server)
{
    [Fact]
    public async Task The_script_runs_once_for_each_secret_in_the_callers_session_with_the_result()
    {
        await AddAsync("one");
        await AddAsync("two");

        var results = Run("$seen = @(); Invoke-SecretRotation one, two @vault -AfterRotation { $script:seen += $_.Name; 'not a result' }; $seen -join ' '");

        Assert.Equal(3, results.Count);
        Assert.Equal(["Rotated", "Rotated"], results.Take(2).Select(result => result.Text("Status")));
        Assert.Equal(["one", "two"], results[2].ToString().Split(' ').Order());
    }

    [Fact]
    public async Task It_runs_once_AWSCURRENT_has_moved()
    {
        await AddAsync("one");

        var results = Run("Invoke-SecretRotation one @vault -AfterRotation { $script:current = (Get-SecretStageLabel one AWSCURRENT @vault).VersionId }; $current");

        Assert.Equal(results[0].Text("VersionId"), results[1].ToString());
    }

    [Fact]
    public async Task It_does_not_run_where_nothing_was_rotated()
    {
        await AddAsync("one");
        await Server.ExecuteAsync($"DROP ROLE {User("one")}");

        var run = Try("$ran = $false; Invoke-SecretRotation one @vault -AfterRotation { $script:ran = $true }; $ran");

        Assert.False((bool)run.Output[^1].BaseObject);
    }

    [Theory]
    [InlineData("throw 'the service is away'")]
    [InlineData("Get-RotatedSecret nosuchsecret @vault; 'the service is away'")]
    [InlineData("throw [System.Management.Automation.PipelineStoppedException]::new('the service is away')")]
    public async Task A_script_that_fails_is_an_error_of_its_secret_and_the_others_go_on(string script)
    {
        await AddAsync("one");
        await AddAsync("two");

        var run = Try($"Invoke-SecretRotation one, two @vault -AfterRotation {{ if ($_.Name -eq 'one') {{ {script} }} }}");

        Assert.All(run.Output, result => Assert.Equal("Rotated", result.Text("Status")));
        Assert.Equal(2, run.Output.Count);
        var error = Assert.Single(run.Errors);
        Assert.StartsWith("AfterRotationFailed,", error.FullyQualifiedErrorId);
        Assert.Contains("'one' has been rotated", error.Exception.Message);
        Assert.DoesNotContain("service is away Do", error.Exception.Message);
        await AssertCurrentLogsInAsync("one");
    }

    [Fact]
    public async Task A_script_that_takes_too_long_is_stopped()
    {
        await AddAsync("one");

        var run = Try("Invoke-SecretRotation one @vault -AfterRotationTimeout 1 -AfterRotation { while ($true) { } }");

        Assert.Contains("It was stopped after 1 second.", Assert.Single(run.Errors).Exception.Message);
        Assert.Equal("Rotated", Assert.Single(run.Output).Text("Status"));
    }

    [Fact]
    public async Task A_script_that_takes_too_long_is_told_of_as_that_whatever_it_throws_in_the_end()
    {
        await AddAsync("one");

        var run = Try("Invoke-SecretRotation one @vault -AfterRotationTimeout 1 -AfterRotation { try { while ($true) { } } finally { throw 'no' } }");

        Assert.Contains("It was stopped after 1 second.", Assert.Single(run.Errors).Exception.Message);
    }

    [Fact]
    public async Task The_policy_can_keep_further_secrets_from_being_begun()
    {
        for (var index = 0; index < 6; index++)
        {
            await AddAsync($"app{index}");
        }

        var run = Try("Invoke-SecretRotation (0..5 | ForEach-Object { \"app$_\" }) @vault -ThrottleLimit 1 -AfterRotationFailure Stop -AfterRotation { throw 'no' }");

        Assert.Equal(["Rotated", .. Enumerable.Repeat("NotBegun", 5)], run.Output.Select(result => result.Text("Status")));
        Assert.Contains(run.Messages, message => message.Contains("no further secret is begun"));
    }

    [Theory]
    [InlineData("-Canary 2", "2 secrets of the first 2 failed, so no further one is begun.")]
    [InlineData("-StopAfterFailures 2 -ThrottleLimit 1", "2 secrets failed, so no further one is begun.")]
    public async Task A_script_that_fails_counts_as_a_failure_of_its_secret(string parameters, string reason)
    {
        for (var index = 0; index < 4; index++)
        {
            await AddAsync($"app{index}");
        }

        var run = Try($"Invoke-SecretRotation (0..3 | ForEach-Object {{ \"app$_\" }}) @vault {parameters} -AfterRotation {{ throw 'no' }}");

        Assert.Equal(["Rotated", "Rotated", "NotBegun", "NotBegun"], run.Output.Select(result => result.Text("Status")));
        Assert.Contains(reason, run.Messages);
        Assert.Equal(1, await VersionsAsync("app3"));
        Assert.Equal(2, run.Errors.Count);
    }

    [Fact]
    public async Task A_script_that_fails_for_the_last_secret_is_its_error_and_nothing_more()
    {
        await AddAsync("one");

        var run = Try("Invoke-SecretRotation one @vault -AfterRotationFailure Stop -AfterRotation { throw 'no' }");

        Assert.Equal("Rotated", Assert.Single(run.Output).Text("Status"));
        Refusal.Assert(run, "AfterRotationFailed", "InvokeSecretRotation", "one");
    }

    [Theory]
    [InlineData("return")]
    [InlineData("break")]
    [InlineData("continue")]
    [InlineData("exit 0")]
    [InlineData("$global:LASTEXITCODE = 3; exit 0")]
    [InlineData("$Host.UI.WriteLine('said'); 1..3 | ForEach-Object { $_ }")]
    [InlineData("$ErrorActionPreference = 'Stop'; $null")]
    public async Task A_script_that_ends_in_an_odd_way_has_not_failed_and_the_others_go_on(string script)
    {
        await AddAsync("one");
        await AddAsync("two");

        var run = Try($"Invoke-SecretRotation one, two @vault -AfterRotation {{ {script} }}; 'the end'");

        Assert.Empty(run.Errors);
        Assert.Equal(["Rotated", "Rotated"], run.Output.Take(2).Select(result => result.Text("Status")));
        Assert.Equal("the end", run.Output[^1].ToString());
        Assert.Equal(3, run.Output.Count);
    }

    [Fact]
    public async Task A_script_may_rotate_the_secret_again_though_a_server_takes_two_connections_only()
    {
        await AddAsync("one");
        await AddAsync("two");

        var run = Try("Invoke-SecretRotation one, two @vault -ServerLimit 2 -AfterRotation { Invoke-SecretRotation $_.Name @vault -ServerLimit 2 -ErrorAction Stop | Out-Null }");

        Assert.Empty(run.Errors);
        Assert.Equal(3, await VersionsAsync("one"));
        Assert.Equal(3, await VersionsAsync("two"));
        await AssertCurrentLogsInAsync("one");
    }

    [Theory]
    [InlineData("exit 3", "It ended with exit code 3.")]
    [InlineData("SAY 3", "It ended with exit code 3: said.")]
    [InlineData("SAY 3; 'and so on'", "It ended with exit code 3: said.")]
    [InlineData("SAY 3; throw 'the service is away'", "the service is away.")]
    public async Task A_script_whose_program_fails_has_failed(string script, string words)
    {
        await AddAsync("one");
        await AddAsync("two");

        var run = Try($"$global:LASTEXITCODE = 7; Invoke-SecretRotation one, two @vault -AfterRotation {{ if ($_.Name -eq 'one') {{ {WithProgram(script)} }} }}; $LASTEXITCODE");

        var error = Assert.Single(run.Errors);
        Assert.StartsWith("AfterRotationFailed,", error.FullyQualifiedErrorId);
        Assert.Equal("one", error.TargetObject);
        Assert.Contains($"failed for it: {words} ", error.Exception.Message);
        Assert.Equal(["Rotated", "Rotated"], run.Output.Take(2).Select(result => result.Text("Status")));
        Assert.Equal(7, run.Output[^1].BaseObject);
    }

    [Theory]
    [InlineData("SAY 0")]
    [InlineData("SAY 0; SAY 0")]
    [InlineData("$ErrorActionPreference = 'Stop'; SAY 0")]
    [InlineData("SAY 3; SAY 0")]
    [InlineData("SAY 3; exit 0")]
    public async Task What_a_program_writes_to_stderr_is_no_failure(string script)
    {
        await AddAsync("one");

        var run = Try($"$global:LASTEXITCODE = 7; Invoke-SecretRotation one @vault -Verbose -AfterRotation {{ {WithProgram(script)} }}");

        Assert.Empty(run.Errors);
        Assert.Equal("Rotated", Assert.Single(run.Output).Text("Status"));
        Assert.Contains("one: said", run.Messages);
    }

    /// <summary>Puts for the word SAY a program that writes to stderr and ends with the exit code behind it.</summary>
    private static string WithProgram(string script) => Regex.Replace(
        script, "SAY ([0-9])", OperatingSystem.IsWindows() ? "cmd /c 'echo said>&2& exit $1'" : "/bin/sh -c 'echo said >&2; exit $1'");
}
