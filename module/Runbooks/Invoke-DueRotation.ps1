#Requires -Version 7.4

<#
.SYNOPSIS
Rotates every secret that is due, with nobody there to ask. All schedulers call this one script.
.DESCRIPTION
The first line of the output is the result, for example

    RotationPS: 12 rotated, 1 failed, 987 not due, 34 s

and lines for what failed (FAILED), for warnings (WARNING) and for what was not begun (NOTBEGUN) follow, as many as stay below
the 24,000 characters that AWS Systems Manager keeps. Nothing is ever asked. A run that is cut off leaves nothing to clear up:
the next one takes up where it stopped. Ctrl+C, or SIGINT, lets it say what it had done by then ("RotationPS: stopped: ...",
exit code 1); what is finished after that is not counted, and is in the log of -LogPath. Any other end is too sudden for a line.

Exit code 0: all is well. 1: some secrets failed, or were not begun because others had. 2: nothing could be done, for want of
the module or of the store, or because of what was given; that is also so where no secret with a schedule fits -SecretId and
-Tag, for a name that was mistyped would never be rotated. Only of a machine's share (-ShardCount) it is no more than a
warning, and so it is where no secret has a schedule and neither was given. A parameter without its value, given twice, or
shortened to what several begin with, PowerShell itself refuses, in its own words and with exit code 1.

A text that is empty and a number that is 0 count as not given, so that a scheduler may pass its parameters as they are. A
list is one text, for schedulers pass no other: -SecretId 'prod/*,app' -Tag 'stage=production,team=*' -PasswordFor Uri,Shell
.PARAMETER VaultPath
As in Invoke-SecretRotation, like every other parameter.
.PARAMETER Unknown
Nothing to be given: it gets what belongs to no other parameter, which is refused before anything is done.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Invoke-DueRotation.ps1 -Region eu-central-1 -LogPath /var/log/rotationps/rotation.jsonl
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Invoke-DueRotation.ps1 -VaultPath /var/lib/rotationps/vault -SecretId 'prod/*' -PasswordFor Uri
#>
[CmdletBinding(PositionalBinding = $false)]
param(
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
    [string] $LogPath,
    [Parameter(ValueFromRemainingArguments, DontShow)]
    [string[]] $Unknown
)

# Numbers are texts too, and what is unknown is taken, for a refusal by PowerShell itself would give no first line and none of
# the exit codes above.

# Only what the engine itself has, for hosts that lack the Utility and Management modules.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html: the rest of 24,000 is for what a scheduler adds.
$outputLimit = 22000
$lineLimit = 400

# A NOTBEGUN line has twelve characters or more with its end, so not all of these fit, however many there are besides.
$notBegunLimit = 2000

# A message ends with the next step, in one sentence, which stays where the line is too long.
function Format-Line ([string] $Text) {
    $line = ($Text -replace '\s+', ' ').Trim()
    if ($line.Length -le $lineLimit) { return $line }
    $end = if ($line -cmatch '^.*[.!?] (\p{Lu}.*)$' -and $Matches[1].Length -lt $lineLimit / 2) { ' ' + $Matches[1] }
    $line.Substring(0, $lineLimit - 3 - $end.Length) + '...' + $end
}

function Import-RotationModule {
    if (Get-Module RotationPS) { return }
    $manifest = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'RotationPS.psd1')
    $module = if ([System.IO.File]::Exists($manifest)) { $manifest } else { 'RotationPS' }
    Import-Module $module -Global -WarningAction SilentlyContinue
}

# The next step of the module may be a parameter that this script has not got.
function Get-Message ($Failure) {
    if ($Failure.NextStep -cnotmatch '-(Credential|AccessKey)\b') { return $Failure.Message }
    "$($Failure.What) Give -ProfileName, give this machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
}

# As many of the lines as there is room for, and how many there are besides.
function Limit-Output ([System.Collections.Generic.List[string]] $Lines, [int] $Unkept) {
    $length = 0
    for ($index = 0; $index -lt $Lines.Count; $index++) {
        $length += $Lines[$index].Length + [System.Environment]::NewLine.Length
        if ($length -gt $outputLimit) { return "... and $($Lines.Count - $index + $Unkept) more lines." }
        $Lines[$index]
    }
}

function Split-List ([string] $Name, [string] $Text) {
    $words = $Text.Split(',', [System.StringSplitOptions] 'RemoveEmptyEntries, TrimEntries')
    if (-not $words) { throw "-$Name was given a list without anything in it. Give what it is for, and a comma between any two." }
    $words
}

# Keys are case sensitive, as they are in Secrets Manager.
function ConvertTo-Tag ([string] $Text) {
    $tags = [hashtable]::new([System.StringComparer]::Ordinal)
    foreach ($pair in Split-List 'Tag' $Text) {
        $key, $value = $pair.Split('=', 2)
        if (-not $key -or $null -eq $value) { throw "'$pair' is no tag. Give -Tag as key=value, and a comma between any two." }
        if ($tags.ContainsKey($key)) { throw "-Tag has the key '$key' twice. Give it once; its value may have wildcards." }
        $tags[$key] = $value
    }
    $tags
}

# PowerShell would round 1.5, and refuse what is no number in words of its own. The range is the cmdlet's.
function ConvertTo-Number ([string] $Name, [string] $Text, $Parameter) {
    $least, $most = 0, [int]::MaxValue
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [ValidateRange]) { $least, $most = $attribute.MinRange, $attribute.MaxRange }
    }
    $number = 0L
    $isNumber = [long]::TryParse($Text, [System.Globalization.NumberStyles]::None, [cultureinfo]::InvariantCulture, [ref] $number)
    if ($isNumber -and $number -ge $least -and $number -le $most) { return [int] $number }
    $range = if ($most -eq [int]::MaxValue) { "from $least on" } else { "from $least to $most" }
    throw "-$Name takes a whole number $range."
}

# The cmdlet would take the number of a consumer too, which nobody means.
function ConvertTo-Consumer ([string] $Text, $Parameter) {
    $type = $Parameter.ParameterType.GetElementType()
    $consumers = Split-List 'PasswordFor' $Text
    if (-not $type.IsEnum) { return $consumers }
    $names = [enum]::GetNames($type)
    foreach ($consumer in $consumers) {
        if ($consumer -notin $names) { throw "-PasswordFor takes $($names -join ', '), and a comma between any two." }
    }
    $consumers
}

# A word in the wrong place may be a password or a key, and so may what follows an unknown parameter: nothing is repeated but
# what looks like the name of one.
function Deny-Unknown ([string[]] $Words) {
    if (-not $Words) { return }
    $what = if ($Words[0] -match '^--?[a-z][a-z-]*(?=[:=]|$)') { "There is no parameter '$($Matches[0])'." } else { 'A word that was given belongs to no parameter.' }
    $path = $PSCommandPath.Replace("'", "''")
    throw "$what Give those that Get-Help '$path' names, and a list as one text with commas."
}

# What was given, as the cmdlet takes it.
function Get-Argument ($Given) {
    $parameters = (Get-Command Invoke-SecretRotation).Parameters
    $arguments = @{}
    $texts = 'VaultPath', 'Region', 'EndpointUrl', 'ProfileName', 'ExcludeCharacters', 'LogPath'
    $numbers = 'ThrottleLimit', 'ServerLimit', 'StopAfterFailures', 'Canary', 'ShardCount', 'PasswordLength', 'TestTimeout', 'FinishTimeout'
    foreach ($name in $texts) { if ($Given[$name]) { $arguments[$name] = $Given[$name] } }
    foreach ($name in $numbers) {
        if ("$($Given[$name])" -notmatch '^0*$') { $arguments[$name] = ConvertTo-Number $name $Given[$name] $parameters[$name] }
    }
    if ($Given['SecretId']) { $arguments['SecretId'] = Split-List 'SecretId' $Given['SecretId'] }
    if ($Given['PasswordFor']) { $arguments['PasswordFor'] = ConvertTo-Consumer $Given['PasswordFor'] $parameters['PasswordFor'] }
    if ($Given['Tag']) { $arguments['Tag'] = ConvertTo-Tag $Given['Tag'] }
    if ($Given['AllowRightsDifference']) { $arguments['AllowRightsDifference'] = $true }

    # The first shard has the number 0, which says something unless the count beside it was left at 0. One number without the
    # other is for the cmdlet to refuse.
    $isNumbered = "$($Given['ShardIndex'])" -notmatch '^0*$' -or $arguments.ContainsKey('ShardCount') -or -not $Given.ContainsKey('ShardCount')
    if ($Given['ShardIndex'] -and $isNumbered) { $arguments['ShardIndex'] = ConvertTo-Number 'ShardIndex' $Given['ShardIndex'] $parameters['ShardIndex'] }
    $arguments
}

# The lines of the result, after which $exitCode is that of the script. In a run that was stopped a script block as an argument,
# as .Where() takes one, would end it.
function Get-Report ([switch] $Stopped) {
    # What went wrong with one secret is in its result too; the rest went wrong with the whole.
    $names = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($result in $failed) { foreach ($name in $result.SecretId, $result.Name, $result.ARN) { if ($name) { [void] $names.Add($name) } } }
    $known = @{}
    $others = [System.Collections.Generic.List[string]]::new()
    if ($broken) { $others.Add((Get-Message $broken.Exception)) }
    foreach ($problem in $problems) {
        $about = "$($problem.TargetObject)"
        if ($names.Contains($about)) { $known[$about] = $problem.Exception.Message }
        elseif ($problem.Exception.Message -ne $broken.Exception.Message) { $others.Add((Get-Message $problem.Exception)) }
    }

    # Of each secret that a search finds there is a result, be it that it is not due.
    $total = 0
    foreach ($number in $count.Values) { $total += $number }
    $narrowed = if ($total -or $others.Count -or $Stopped) { } else { foreach ($name in 'SecretId', 'Tag') { if ($arguments[$name]) { "-$name" } } }
    $unfound = "No secret with a schedule fits $($narrowed -join ' and '); case matters."
    if ($narrowed -and $arguments['ShardCount'] -le 1) { $others.Add("$unfound Correct what was given, or give the secret a schedule by Set-RotationSchedule.") }
    if (-not $total -and $others.Count -and -not $Stopped) {
        $script:exitCode = 2
        return Format-Line "RotationPS: nothing done: $($others[0])"
    }

    $lines = [System.Collections.Generic.List[string]]::new()
    $begin = if ($Stopped) { 'stopped: ' }
    $current = if ($count.AlreadyCurrent) { "$($count.AlreadyCurrent) already current, " }
    $left = if ($count.NotBegun) { "$($count.NotBegun) not begun, " }
    $seconds = $watch.Elapsed.TotalSeconds.ToString('0', [cultureinfo]::InvariantCulture)
    $late = if ($Stopped) { "; what was finished after that is not counted: see $($LogPath ? '-LogPath' : 'Get-RotatedSecret')" }
    $lines.Add("RotationPS: $begin$($count.Rotated + $count.Resumed) rotated, $current$($count.Failed) failed, $left$($count.NotDue) not due, $seconds s$late")
    foreach ($other in $others) { $lines.Add((Format-Line "ERROR $other")) }
    foreach ($result in $failed) {
        $reason = $result.Reason ? $result.Reason : $known[$result.SecretId] ?? $known["$($result.Name)"] ?? $known["$($result.ARN)"]
        $lines.Add((Format-Line "FAILED $($result.Name ?? $result.SecretId) $($result.FailureKind): $reason"))
    }
    foreach ($warning in $warnings) { $lines.Add((Format-Line "WARNING $warning")) }
    if ($narrowed) { $lines.Add("WARNING $unfound It is only this machine's share that was searched.") }
    $lines.AddRange($notBegun)
    $script:exitCode = if ($failed.Count -or $others.Count -or $count.NotBegun -or $Stopped) { 1 } else { 0 }
    Limit-Output $lines ($count.NotBegun - $notBegun.Count)
}

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$count = @{ Rotated = 0; Resumed = 0; AlreadyCurrent = 0; Failed = 0; NotBegun = 0; NotDue = 0 }
$failed = [System.Collections.Generic.List[object]]::new()
$notBegun = [System.Collections.Generic.List[string]]::new()
$arguments = @{}
$problems = $warnings = $broken = $null
$hasEnded = $false
try {
    Deny-Unknown $Unknown
    Import-RotationModule
    $arguments = Get-Argument $PSBoundParameters
    Invoke-SecretRotation -Due @arguments -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue -WarningVariable warnings |
        ForEach-Object {
            $count["$($_.Status)"]++
            if ("$($_.Status)" -eq 'Failed') { $failed.Add($_) }
            if ("$($_.Status)" -eq 'NotBegun' -and $notBegun.Count -lt $notBegunLimit) { $notBegun.Add((Format-Line "NOTBEGUN $($_.Name ?? $_.SecretId): $($_.Reason)")) }
        }
    $hasEnded = $true
}
catch {
    $broken = $_
    $hasEnded = $true
}
finally {
    # What Ctrl+C or SIGINT stops has no more output and no exit code, but its host has. A host that somebody types into goes on.
    if (-not $hasEnded) {
        foreach ($line in Get-Report -Stopped) { $Host.UI.WriteLine($line) }
        if ([System.Environment]::GetCommandLineArgs() -match '^[-/]+noni') { $Host.SetShouldExit($exitCode) }
    }
}

Get-Report
exit $exitCode
