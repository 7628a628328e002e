#Requires -Version 7.4

<#
.SYNOPSIS
Registers a Windows scheduled task that rotates every hour what is due.
.DESCRIPTION
The task runs Invoke-DueRotation.ps1, which lies beside this script, in pwsh. It takes up a run that it has missed, never runs
twice at once, and runs on batteries too. A task of that name that exists already is replaced. Register it again after an
update of the module from a gallery, which has a folder for each version.
.PARAMETER Account
Who runs it: a group managed service account such as CORP\rotation$, whose password Windows itself keeps, or SYSTEM, LOCAL
SERVICE or NETWORK SERVICE.
.PARAMETER TaskName
The name of the task.
.PARAMETER Pwsh
The pwsh.exe to run; the one that runs this script where it is left out.
.PARAMETER Region
As in Invoke-DueRotation.ps1, like every parameter that is not described here; a list is one text with commas.
.EXAMPLE
./Register-RotationTask.ps1 -Account 'CORP\rotation$' -Region eu-central-1 -LogPath C:\ProgramData\RotationPS\rotation.jsonl
#>
[CmdletBinding(SupportsShouldProcess, PositionalBinding = $false)]
param(
    [string] $Account = 'SYSTEM',
    [string] $TaskName = 'RotationPS',
    [string] $Pwsh = [System.IO.Path]::Combine($PSHOME, 'pwsh.exe'),
    [string] $VaultPath,
    [string] $Region,
    [string] $EndpointUrl,
    [string] $ProfileName,
    [string] $SecretId,
    [string] $Tag,
    [string] $ThrottleLimit,
    [string] $ServerLimit,
    [string] $StopAfterFailures,
    [string] $Canary,
    [string] $ShardIndex,
    [string] $ShardCount,
    [string] $PasswordFor,
    [string] $PasswordLength,
    [string] $ExcludeCharacters,
    [string] $TestTimeout,
    [string] $FinishTimeout,
    [switch] $AllowRightsDifference,
    [string] $LogPath
)

$ErrorActionPreference = 'Stop'
$passedOn = 'VaultPath', 'Region', 'EndpointUrl', 'ProfileName', 'SecretId', 'Tag', 'ThrottleLimit', 'ServerLimit', 'StopAfterFailures', 'Canary',
    'ShardIndex', 'ShardCount', 'PasswordFor', 'PasswordLength', 'ExcludeCharacters', 'TestTimeout', 'FinishTimeout', 'LogPath'
$given = $PSBoundParameters

# One word of a Windows command line. A backslash before the closing quote would take it along.
function ConvertTo-Word ([string] $Value) {
    if ($Value.Contains('"')) { throw "A value for the task cannot have a quotation mark in it: $Value" }
    '"' + ($Value -replace '(\\+)$', '$1$1') + '"'
}

# The task does not run in the folder that this script is run in, nor with the same home.
function Resolve-File ([string] $Path) {
    if ($Path -match '^([a-z]:)?[\\/]') { return $Path }
    $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
}

function Get-CommandLine {
    $words = '-NoProfile', '-NonInteractive', '-File', (ConvertTo-Word ([System.IO.Path]::Combine($PSScriptRoot, 'Invoke-DueRotation.ps1')))
    foreach ($name in $passedOn) {
        if (-not $given.ContainsKey($name)) { continue }
        $value = if ($name -in 'VaultPath', 'LogPath') { Resolve-File $given[$name] } else { $given[$name] }
        $words += "-$name", (ConvertTo-Word $value)
    }
    if ($AllowRightsDifference) { $words += '-AllowRightsDifference' }
    $words -join ' '
}

function Register-DueRotation ([string] $CommandLine) {
    $isService = $Account -match '^(NT AUTHORITY\\)?(SYSTEM|LOCAL ?SERVICE|NETWORK ?SERVICE)$'
    $logonType = if ($isService) { 'ServiceAccount' } else { 'Password' }
    $settings = @{
        StartWhenAvailable         = $true
        AllowStartIfOnBatteries    = $true
        DontStopIfGoingOnBatteries = $true
        MultipleInstances          = 'IgnoreNew'
        ExecutionTimeLimit         = [timespan]::FromHours(12)
    }
    $task = @{
        TaskName    = $TaskName
        Description = 'Rotates the database credentials that are due (RotationPS).'
        Action      = New-ScheduledTaskAction -Execute $Pwsh -Argument $CommandLine
        Trigger     = New-ScheduledTaskTrigger -Once -At ([datetime]::Today) -RepetitionInterval ([timespan]::FromHours(1))
        Principal   = New-ScheduledTaskPrincipal -UserId $Account -LogonType $logonType
        Settings    = New-ScheduledTaskSettingsSet @settings
        Force       = $true
    }
    Register-ScheduledTask @task
}

if (-not (Get-Command Register-ScheduledTask -ErrorAction Ignore)) {
    throw 'This machine has no scheduled tasks of Windows. On Linux take rotationps.timer or rotationps.cron, which lie beside this script.'
}

# PowerShell would round 1.5, and what is no number would fail in every hour.
foreach ($name in 'ThrottleLimit', 'ServerLimit', 'StopAfterFailures', 'Canary', 'ShardIndex', 'ShardCount', 'PasswordLength', 'TestTimeout', 'FinishTimeout') {
    if ("$($given[$name])" -notmatch '^[0-9]{0,9}$') { throw "-$name takes a whole number." }
}
if ($given.ContainsKey('ShardIndex') -ne $given.ContainsKey('ShardCount')) { throw 'Give both -ShardIndex, from 0, and -ShardCount, or neither.' }
if ([int] $ShardIndex -ge [System.Math]::Max([int] $ShardCount, 1)) {
    throw "There is no part $ShardIndex of $ShardCount. Give each machine a -ShardIndex from 0 to one less than -ShardCount."
}
$commandLine = Get-CommandLine
if ($PSCmdlet.ShouldProcess("$TaskName, every hour as ${Account}: $Pwsh $commandLine", 'Register scheduled task')) {
    Register-DueRotation $commandLine
}
