<#
.SYNOPSIS
Builds the module, tests it, shows it at work, or removes what a build made.
.PARAMETER Task
Build stages the finished module in out/RotationPS; Clean removes out.
#>
param(
    [ValidateSet('Build', 'Clean')]
    [string] $Task = 'Build'
)

# Only what the engine itself has, so that this file runs in pwsh and in tests/Shell alike.
$ErrorActionPreference = 'Stop'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

function Invoke-BuildTask {
    Invoke-Dotnet publish "$PSScriptRoot/src/RotationPS" --configuration Release --nologo --verbosity quiet
    "The module is in $PSScriptRoot/out/RotationPS."
}

function Invoke-CleanTask {
    $out = [System.IO.Path]::Combine($PSScriptRoot, 'out')
    if ([System.IO.Directory]::Exists($out)) { [System.IO.Directory]::Delete($out, $true) }
}

& "Invoke-${Task}Task"
