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

# Starts the shop's branch, a private MariaDB server, and gives the parameters of its secrets and two accounts.
function Open-Branch ($Shop) {
    $hostName, $port, $admin, $adminPassword, $appPassword = (Invoke-ShopQuestion $Shop mariadb).Split("`t")
    if (-not $appPassword) { throw "The MariaDB server did not start: $port" }
    [pscustomobject]@{
        Server = @{ Engine = 'mariadb'; HostName = $hostName; Port = [int] $port; Database = 'branch'; VaultPath = $Shop.Vault.VaultPath }
        Admin  = New-Credential $admin $adminPassword
        App    = New-Credential app $appPassword
    }
}

function Test-BranchLogin ($Shop, [pscredential] $Credential) {
    (Invoke-ShopQuestion $Shop mariadb-login $Credential.UserName $Credential.GetNetworkCredential().Password) -eq '1'
}

# Makes all versions of a secret older, for windows open some time after a rotation and no test waits for one.
function Set-SecretAge ($Shop, $Name, [timespan] $Age) {
    $module = (Get-Command Invoke-SecretRotation).ImplementingType.Assembly
    $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($module)
    $sqlite = $context.LoadFromAssemblyName([System.Reflection.AssemblyName]::new('Microsoft.Data.Sqlite'))
    $file = Join-Path $Shop.Vault.VaultPath vault.db
    $connection = $sqlite.GetType('Microsoft.Data.Sqlite.SqliteConnection')::new("Data Source=$file;Pooling=False")
    try {
        $connection.Open()
        $command = $connection.CreateCommand()
        $command.CommandText = 'UPDATE version SET created = created - $age WHERE secret = (SELECT id FROM secret WHERE name = $name)'
        $null = $command.Parameters.AddWithValue('$age', $Age.Ticks)
        $null = $command.Parameters.AddWithValue('$name', $Name)
        if ($command.ExecuteNonQuery() -eq 0) { throw "There is no secret '$Name' to make older." }
    }
    finally {
        $connection.Dispose()
    }
}
