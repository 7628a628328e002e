$ErrorActionPreference = 'Stop'

$loader = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'net8.0', 'RotationPS.Loader.dll')
try {
    $null = [System.Reflection.Assembly]::LoadFrom($loader)
}
catch [System.IO.FileLoadException] {
    # .NET holds one assembly of a name, and lets none go while the process lives.
    throw "This process has loaded another version of RotationPS. Start a new PowerShell session to use the one in '$PSScriptRoot'."
}

$assembly = [RotationPS.Loader.ModuleLoader]::Load()

# Removing RotationPS leaves the binary module inside it in the session's table. Import-Module takes one it finds there
# as imported already and exports nothing: https://github.com/PowerShell/PowerShell/issues/20710.
Microsoft.PowerShell.Core\Get-Module -All |
    Microsoft.PowerShell.Core\Where-Object ImplementingAssembly -EQ $assembly |
    Microsoft.PowerShell.Core\Remove-Module -WhatIf:$false -Confirm:$false

Microsoft.PowerShell.Core\Import-Module -Assembly $assembly
