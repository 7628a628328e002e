# Runs the Pester suite of this folder and ends with its counts, which build.ps1 adds to its own.
$ErrorActionPreference = 'Stop'

if ($PSVersionTable.PSVersion -lt [version] '7.4') {
    "Pester suite not run: the module needs PowerShell 7.4, and this pwsh is $($PSVersionTable.PSVersion)."
    exit
}

$pester = $env:ROTATIONPS_PESTER ? $env:ROTATIONPS_PESTER : 'Pester'
if (-not (Get-Module $pester -ListAvailable | Where-Object Version -GE '5.0')) {
    'Pester suite not run: there is no Pester 5 or later on the module path, nor in ROTATIONPS_PESTER.'
    exit
}

Import-Module $pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$run = Invoke-Pester -Configuration $configuration

foreach ($test in $run.Skipped) { "SKIPPED $($test.ExpandedPath): $($test.ErrorRecord)" }
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
"$($run.PassedCount) passed, $failed failed, $($run.SkippedCount + $run.InconclusiveCount) skipped"
if ($failed) { exit 1 }
