using System.Management.Automation;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>Registering the Windows task, with stand-ins for the cmdlets of Windows.</summary>
public sealed class ScheduledTaskTests : IDisposable
{
    private const string StandIns = """
        $global:registered = @()
        function New-ScheduledTaskAction ($Execute, $Argument) { "$Execute|$Argument" }
        function New-ScheduledTaskTrigger ([switch] $Once, $At, [timespan] $RepetitionInterval) { $RepetitionInterval }
        function New-ScheduledTaskPrincipal ($UserId, $LogonType) { "$UserId|$LogonType" }
        function New-ScheduledTaskSettingsSet (
            [switch] $StartWhenAvailable, [switch] $AllowStartIfOnBatteries, [switch] $DontStopIfGoingOnBatteries, $MultipleInstances, [timespan] $ExecutionTimeLimit
        ) {
            "$StartWhenAvailable|$AllowStartIfOnBatteries|$DontStopIfGoingOnBatteries|$MultipleInstances|$ExecutionTimeLimit"
        }
        function Register-ScheduledTask ($TaskName, $Description, $Action, $Trigger, $Principal, $Settings, [switch] $Force) {
            $global:registered += [pscustomobject]@{ Action = $Action; Trigger = $Trigger; Principal = $Principal; Settings = $Settings }
        }
        """;

    private readonly StandInModule _module = new();

    public ScheduledTaskTests() => _module.Run($". {{ {StandIns} }}".Replace("function ", "function global:", StringComparison.Ordinal));

    private string Script => Path.Combine(_module.ModuleFolder, "Runbooks", "Register-RotationTask.ps1");

    [Fact]
    public void It_runs_every_hour_as_a_managed_account_with_what_it_was_given()
    {
        _module.Run("& $args[0] -Account 'CORP\\rotation$' -Pwsh 'C:\\ps\\pwsh.exe' -Region eu-central-1 -ShardIndex 0 -ShardCount 3 -LogPath 'C:\\my logs\\'", Script);

        var task = Assert.Single(_module.Run("$registered"));
        Assert.Equal("CORP\\rotation$|Password", Text(task, "Principal"));
        Assert.Equal("01:00:00", Text(task, "Trigger"));
        Assert.Equal("True|True|True|IgnoreNew|12:00:00", Text(task, "Settings"));
        Assert.Equal(
            $"C:\\ps\\pwsh.exe|-NoProfile -NonInteractive -File \"{_module.DueRotation}\" -Region \"eu-central-1\" -ShardIndex \"0\" -ShardCount \"3\" -LogPath \"C:\\my logs\\\\\"",
            Text(task, "Action"));
    }

    [Theory]
    [InlineData("Register-RotationTask.ps1")]
    [InlineData("AzureAutomation.ps1")]
    public void Whatever_the_unattended_script_takes_can_be_passed_to_it(string name)
    {
        var passed = StandInModule.Parameters(name).ToHashSet();

        // Azure has neither a vault nor files of its own, and enters AWS in its own way.
        string[] without = name == "AzureAutomation.ps1" ? ["VaultPath", "EndpointUrl", "ProfileName", "LogPath"] : [];
        Assert.Superset(StandInModule.Parameters("Invoke-DueRotation.ps1").Except(without).ToHashSet(), passed);
    }

    [Fact]
    public void It_passes_lists_and_switches_on()
    {
        _module.Run("& $args[0] -Pwsh pwsh -SecretId 'prod/*,app' -Tag 'stage=production' -PasswordFor 'Uri,Shell' -AllowRightsDifference", Script);

        Assert.EndsWith(
            "\" -SecretId \"prod/*,app\" -Tag \"stage=production\" -PasswordFor \"Uri,Shell\" -AllowRightsDifference",
            Text(Assert.Single(_module.Run("$registered")), "Action"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    public void Where_there_are_no_such_tasks_it_says_what_to_take(string parameter)
    {
        _module.Run("$ExecutionContext.InvokeProvider.Item.Remove('function:Register-ScheduledTask', $false)");

        var failure = Assert.ThrowsAny<Exception>(() => _module.Run($"& $args[0] -Region eu-central-1 {parameter}", Script));

        Assert.Contains("rotationps.timer", failure.Message);
    }

    [Fact]
    public void It_runs_as_the_system_where_no_account_is_named()
    {
        _module.Run("& $args[0] -Pwsh pwsh", Script);

        Assert.Equal("SYSTEM|ServiceAccount", Text(Assert.Single(_module.Run("$registered")), "Principal"));
    }

    [Theory]
    [InlineData("NT AUTHORITY\\SYSTEM", "ServiceAccount")]
    [InlineData("LOCAL SERVICE", "ServiceAccount")]
    [InlineData("NetworkService", "ServiceAccount")]
    [InlineData("NT AUTHORITY\\Network Service", "ServiceAccount")]
    [InlineData("CORP\\system", "Password")]
    public void An_account_of_Windows_itself_has_no_password(string account, string logonType)
    {
        _module.Run("& $args[0] -Pwsh pwsh -Account $args[1]", Script, account);

        Assert.Equal($"{account}|{logonType}", Text(Assert.Single(_module.Run("$registered")), "Principal"));
    }

    [Fact]
    public void A_file_that_is_named_from_here_is_found_from_the_task_too()
    {
        _module.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[1]); & $args[0] -Pwsh pwsh -VaultPath vault -LogPath rotation.jsonl", Script, _module.Folder);

        Assert.EndsWith(
            $"\" -VaultPath \"{Path.Combine(_module.Folder, "vault")}\" -LogPath \"{Path.Combine(_module.Folder, "rotation.jsonl")}\"",
            Text(Assert.Single(_module.Run("$registered")), "Action"));
    }

    [Fact]
    public void It_registers_nothing_with_WhatIf()
    {
        _module.Run("& $args[0] -Pwsh pwsh -WhatIf", Script);

        Assert.Empty(_module.Run("$registered"));
    }

    [Theory]
    [InlineData("-ShardCount 3")]
    [InlineData("-ShardIndex 0")]
    [InlineData("-ShardIndex 3 -ShardCount 3")]
    [InlineData("-ShardIndex -1 -ShardCount 3")]
    [InlineData("-ShardIndex 0 -ShardCount -3")]
    public void A_shard_that_there_is_not_is_refused(string given)
    {
        Assert.ThrowsAny<RuntimeException>(() => _module.Run($"& $args[0] -Pwsh pwsh {given}", Script));

        Assert.Empty(_module.Run("$registered"));
    }

    [Theory]
    [InlineData("-ThrottleLimit 1.5", "-ThrottleLimit")]
    [InlineData("-StopAfterFailures five", "-StopAfterFailures")]
    [InlineData("-Canary -2", "-Canary")]
    public void What_is_no_whole_number_is_refused_and_not_rounded(string given, string named)
    {
        Assert.Equal($"{named} takes a whole number.", Assert.ThrowsAny<Exception>(() => _module.Run($"& $args[0] -Pwsh pwsh {given}", Script)).GetBaseException().Message);

        Assert.Empty(_module.Run("$registered"));
    }

    [Fact]
    public void A_value_that_would_leave_its_quotes_is_refused()
    {
        Assert.ThrowsAny<RuntimeException>(() => _module.Run("& $args[0] -Pwsh pwsh -Region 'x\" -EndpointUrl \"y'", Script));

        Assert.Empty(_module.Run("$registered"));
    }

    public void Dispose() => _module.Dispose();

    private static string Text(PSObject task, string property) => task.Properties[property].Value.ToString()!;
}
