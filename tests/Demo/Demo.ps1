<#
.SYNOPSIS
Rotates accounts of a real PostgreSQL server with a vault in a temporary folder, and proves that nobody is locked out.
.PARAMETER Module
The folder of the staged module.
.PARAMETER Database
The assembly of the demo's database.
#>
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Database
)

$ErrorActionPreference = 'Stop'
Import-Module $Module

$vault = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "rotationps-demo-$([guid]::NewGuid().ToString('N'))")
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', "`"$Database`"")
$start.RedirectStandardInput = $start.RedirectStandardOutput = $true
$shop = [System.Diagnostics.Process]::Start($start)

function Ask {
    $shop.StandardInput.WriteLine($args -join "`t")
    $answer = $shop.StandardOutput.ReadLine()
    if (-not $answer -or $answer.StartsWith('error')) { throw "The database answered '$answer' to '$($args[0])'." }
    $answer
}

function New-Credential ($UserName, $Password) {
    [pscredential]::new($UserName, [System.Net.NetworkCredential]::new('', $Password).SecurePassword)
}

# What an application does: it takes what is AWSCURRENT and writes with it.
function Write-Order ($SecretId) {
    $current = Get-RotatedCredential $SecretId -VaultPath $vault
    $password = $current.GetNetworkCredential().Password
    $script:rows += [int](Ask insert $current.UserName $password) + [int](Ask insert-held)
    if ((Ask log-contains $password) -ne 'False') { throw "The password of '$SecretId' stands in the server's log." }
}

function Invoke-ProvenRotation ($SecretId, $Times) {
    foreach ($turn in 1..$Times) {
        $result = Invoke-SecretRotation $SecretId -VaultPath $vault
        if ($result.Status -ne 'Rotated') { throw "Rotation $turn of '$SecretId' ended with $($result.Status)." }
        $result
        Write-Order $SecretId
    }
}

try {
    $facts = $shop.StandardOutput.ReadLine()
    if (-not $facts) { throw 'The PostgreSQL server did not start.' }
    $hostName, $port, $admin, $adminPassword, $appPassword, $reportsPassword = $facts.Split("`t")
    $server = @{ Engine = 'postgres'; HostName = $hostName; Port = $port; VaultPath = $vault }
    $rows = 0

    'The secrets: the superuser, an account that alternates with a clone, and one that changes its own password.'
    & {
        New-RotatedSecret admin @server -Account (New-Credential $admin $adminPassword)
        New-RotatedSecret app @server -Account (New-Credential app $appPassword) -SuperuserSecretId admin
        New-RotatedSecret reports @server -Account (New-Credential reports $reportsPassword)
    } | Out-Default

    'Four rotations with alternating users, then two with a single user:'
    & {
        Invoke-ProvenRotation app 4
        Invoke-ProvenRotation reports 2
    } | Out-Default

    'The versions and their staging labels:'
    'app', 'reports' | Get-SecretStageLabel -VaultPath $vault -IncludeDeprecated | Out-Default

    $refused = Ask refused-logins
    if ($refused -ne 0) { throw "The server refused $refused logins." }
    if ($rows -ne 12) { throw "$rows orders were written, not 12." }
    'Proven:'
    '- After each of the 6 rotations AWSCURRENT logged in on a fresh connection and wrote a row.'
    '- One connection, open since before the first rotation, wrote a row after each of them.'
    '- The server refused no login and, though it logs every statement, has no new password in its log.'
}
finally {
    $shop.StandardInput.Close()
    $shop.WaitForExit()
    if ([System.IO.Directory]::Exists($vault)) { [System.IO.Directory]::Delete($vault, $true) }
}
