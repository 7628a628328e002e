# What the tests share: where the staged module is, and the demo's database to rotate accounts of.
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$modulePath = $env:ROTATIONPS_MODULE ? $env:ROTATIONPS_MODULE : [System.IO.Path]::Combine($root, 'out', 'RotationPS')

function Import-StagedModule {
    if (-not (Test-Path $modulePath)) { throw "There is no module in '$modulePath'. Run build.ps1 Build first." }
    Import-Module $modulePath -Force -Global
}

# Starts a private PostgreSQL server with the accounts app and reports; it is gone when its input ends.
function Start-Shop {
    $assembly = @(
        $env:ROTATIONPS_DATABASE
        [System.IO.Path]::Combine($root, 'tests', 'Demo', 'bin', 'Release', 'net10.0', 'RotationPS.Demo.dll')
        [System.IO.Path]::Combine($root, 'tests', 'Demo', 'bin', 'Debug', 'net10.0', 'RotationPS.Demo.dll')
    ).Where({ $_ -and (Test-Path $_) }, 'First')
    if (-not $assembly) { throw 'The demo''s database is not built. Run: dotnet build tests/Demo' }

    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', "`"$assembly`"")
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $facts = $process.StandardOutput.ReadLine()
    if (-not $facts) { throw 'The PostgreSQL server did not start.' }
    $hostName, $port, $admin, $adminPassword, $appPassword, $reportsPassword = $facts.Split("`t")
    $vault = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "rotationps-module-$([guid]::NewGuid().ToString('N'))")
    [pscustomobject]@{
        Process = $process
        Vault   = @{ VaultPath = $vault }
        Server  = @{ Engine = 'postgres'; HostName = $hostName; Port = [int] $port; VaultPath = $vault }
        Admin   = New-Credential $admin $adminPassword
        App     = New-Credential app $appPassword
        Reports = New-Credential reports $reportsPassword
    }
}

function Stop-Shop ($Shop) {
    if (-not $Shop) { return }
    $Shop.Process.StandardInput.Close()
    $Shop.Process.WaitForExit()
    if (Test-Path $Shop.Vault.VaultPath) { Remove-Item $Shop.Vault.VaultPath -Recurse -Force }
}

# Asks the database's process, which answers every line with a line.
function Invoke-ShopQuestion ($Shop) {
    $Shop.Process.StandardInput.WriteLine($args -join "`t")
    $Shop.Process.StandardOutput.ReadLine()
}

function Test-Login ($Shop, [pscredential] $Credential) {
    (Invoke-ShopQuestion $Shop insert $Credential.UserName $Credential.GetNetworkCredential().Password) -eq '1'
}

function New-Credential ($UserName, $Password) {
    [pscredential]::new($UserName, (ConvertTo-SecureString $Password -AsPlainText -Force))
}
