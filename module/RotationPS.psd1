@{
    RootModule           = 'RotationPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'fae1add2-035d-435e-b504-a8bb7574ec55'
    Author               = 'The RotationPS authors'
    CompanyName          = 'The RotationPS authors'
    Copyright            = 'Copyright (c) 2026 The RotationPS authors. MIT licence.'
    Description          = 'Rotates the credentials of databases: the secret in a store with staging labels, the account in the database, without a moment in which neither works.'

    PowerShellVersion    = '7.4'
    CompatiblePSEditions = 'Core'

    FormatsToProcess     = 'RotationPS.Format.ps1xml'

    CmdletsToExport      = @(
        'Compare-RotatedAccount'
        'Get-RotatedCredential'
        'Get-RotatedSecret'
        'Get-RotationPermission'
        'Get-SecretStageLabel'
        'Invoke-SecretRotation'
        'New-RotatedSecret'
        'Repair-SecretRotation'
        'Set-AlternatingRotation'
        'Set-SingleUserRotation'
        'Test-RotatedSecret'
        'Undo-SecretRotation'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()

    PrivateData          = @{
        PSData = @{
            Tags = 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'Password', 'Rotation', 'Secret', 'Credential', 'PostgreSQL', 'SQLServer'
        }
    }
}
