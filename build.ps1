<#
.SYNOPSIS
Builds the module, tests it, shows it at work, or removes what a build made.
.PARAMETER Task
Build stages the finished module in out/RotationPS. Test builds it and runs every suite. Demo builds it and rotates
accounts of a real PostgreSQL server. Clean removes what the others made.
.PARAMETER Platform
With it Build stages the module for this platform alone, compiled ahead of time for the newest PowerShell, in a folder of
out that is called like the platform.
#>
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('win-x64', 'win-x86', 'win-arm64', 'linux-x64', 'linux-musl-x64', 'linux-arm64', 'linux-arm', 'osx-x64', 'osx-arm64')]
    [string] $Platform
)

# Only what the engine itself has, so that this file runs in pwsh and in tests/Shell alike.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

# Not the configuration of "dotnet run", whose output tests/Shell is running from.
$configuration = 'Release'
$module = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'RotationPS')
$tests = [System.IO.Path]::Combine($PSScriptRoot, 'tests')
$results = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'TestResults')
$wantedCoverage = 90
$count = @{ passed = 0; failed = 0; skipped = 0 }

function Invoke-MSBuild ($Project, $Target = 'Build', $Property = @()) {
    $properties = @("Configuration=$configuration"; $Property).ForEach({ "-property:$_" })
    & dotnet msbuild "$PSScriptRoot/$Project" -restore "-target:$Target" @properties '-verbosity:quiet' -nologo
    if ($LASTEXITCODE -ne 0) { throw "The build of $Project ended with exit code $LASTEXITCODE." }
}

function Remove-Folder ($Path) {
    if ([System.IO.Directory]::Exists($Path)) { [System.IO.Directory]::Delete($Path, $true) }
}

function Read-Xml ($Path) {
    $xml = [System.Xml.XmlDocument]::new()
    $xml.Load($Path)
    $xml
}

function Invoke-BuildTask {
    if ($Platform) {
        Invoke-MSBuild src/RotationPS.OnePlatform Publish "ModulePlatform=$Platform"
        "The module for $Platform is in $([System.IO.Path]::Combine($PSScriptRoot, 'out', $Platform, 'RotationPS'))."
        return
    }
    Invoke-MSBuild src/RotationPS Publish
    "The module is in $module."
}

function Invoke-DemoTask {
    Invoke-BuildTask
    Invoke-MSBuild tests/Demo
    & "$tests/Demo/Demo.ps1" -Module $module -Database "$tests/Demo/bin/$configuration/net10.0/RotationPS.Demo.dll"
}

function Invoke-CleanTask {
    Invoke-MSBuild RotationPS.sln Clean
    Remove-Folder "$PSScriptRoot/out"
}

# Counts a suite's results and tells of each test that failed or was skipped, and the figures of those that have some.
function Read-Suite ($Suite, $ExitCode) {
    $file = "$results/$Suite/results.trx"
    $failedBefore = $count.failed
    if ([System.IO.File]::Exists($file)) {
        foreach ($test in (Read-Xml $file).TestRun.Results.UnitTestResult) {
            switch ($test.outcome) {
                'Passed' { $count.passed++; if ($test.Output.StdOut) { $test.Output.StdOut.Trim() } }
                'Failed' {
                    $count.failed++
                    "FAILED $($test.testName)", $test.Output.ErrorInfo.Message
                    $test.Output.ErrorInfo.StackTrace -split '\n' | Where-Object { $_ -match ':line \d+' }
                }
                default { $count.skipped++; "SKIPPED $($test.testName): $($test.Output.ErrorInfo.Message)$($test.Output.StdOut)" }
            }
        }
    }
    if ($ExitCode -ne 0 -and $count.failed -eq $failedBefore) {
        $count.failed++
        "FAILED $Suite did not run to its end: exit code $ExitCode."
    }
}

function Invoke-Suite ($Project, $Suite = [System.IO.Path]::GetFileNameWithoutExtension($Project), $Filter) {
    $arguments = if ($Filter) { '--filter', $Filter } else { @() }
    $collect = if ($suite -eq 'RotationPS.Engine.Tests') { '--collect', 'XPlat Code Coverage;Include=[RotationPS.Engine]*' } else { @() }
    "Running $suite ..."
    & dotnet test $Project --no-build --configuration $configuration --nologo --verbosity quiet --results-directory "$results/$suite" `
        --logger 'trx;LogFileName=results.trx' --logger 'console;verbosity=quiet' @collect @arguments
    Read-Suite $suite $LASTEXITCODE
}

# PostgreSQL's tests once more, on the oldest and the newest release; the programs come as npm packages for Linux on x64.
function Invoke-ReleaseSuite {
    if (-not [System.OperatingSystem]::IsLinux() -or [System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture -ne 'X64') {
        return 'PostgreSQL 12 and 18 not tested: their programs are to be had for Linux on x64 only.'
    }
    foreach ($release in '12', '18') {
        $env:ROTATIONPS_TEST_POSTGRESQL = $release
        try { Invoke-Suite "$tests/RotationPS.Targets.Tests/RotationPS.Targets.Tests.csproj" "PostgreSql-$release" 'FullyQualifiedName~.PostgreSql.' }
        finally { $env:ROTATIONPS_TEST_POSTGRESQL = $null }
    }
}

# The same ground once more in a real pwsh, by Pester.
function Invoke-ModuleSuite {
    $pwsh = @($env:ROTATIONPS_PWSH; Get-Command pwsh -CommandType Application -ErrorAction Ignore | ForEach-Object Source).Where({ $_ }, 'First')
    if (-not $pwsh) { return 'Pester suite not run: there is no pwsh on PATH, nor in ROTATIONPS_PWSH.' }
    'Running tests/Module in pwsh ...'
    & $pwsh -NoProfile -NonInteractive -File "$tests/Module/Run.ps1" | ForEach-Object { $line = $_; $_ }
    if ($line -match '^(\d+) passed, (\d+) failed, (\d+) skipped$') {
        $count.passed += [int] $Matches[1]
        $count.failed += [int] $Matches[2]
        $count.skipped += [int] $Matches[3]
    }
    elseif ($LASTEXITCODE -ne 0) {
        $count.failed++
        "FAILED tests/Module did not run to its end: exit code $LASTEXITCODE."
    }
}

function Invoke-TestTask {
    Invoke-MSBuild RotationPS.sln
    Remove-Folder $results
    foreach ($project in [System.IO.Directory]::GetFiles($tests, '*.Tests.csproj', 'AllDirectories')) { Invoke-Suite $project }
    Invoke-ReleaseSuite
    Invoke-ModuleSuite

    $coverage = 0
    foreach ($file in [System.IO.Directory]::GetFiles($results, 'coverage.cobertura.xml', 'AllDirectories')) {
        $coverage = 100 * [double] (Read-Xml $file).coverage.'line-rate'
    }
    [string]::Format([cultureinfo]::InvariantCulture, 'Engine coverage: {0:0.0} % of lines', $coverage)
    if ($coverage -lt $wantedCoverage) { "FAILED The engine's coverage is below $wantedCoverage %." }

    $skipped = if ($count.skipped) { ", $($count.skipped) skipped" }
    "$($count.passed) passed, $($count.failed) failed$skipped"
    if ($count.failed -or -not $count.passed -or $coverage -lt $wantedCoverage) { exit 1 }
}

& "Invoke-${Task}Task"
