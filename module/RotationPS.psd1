@{
    RootModule           = 'RotationPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'fae1add2-035d-435e-b504-a8bb7574ec55'
    Author               = 'The RotationPS authors'
    CompanyName          = 'The RotationPS authors'
    Copyright            = 'Copyright (c) 2026 The RotationPS authors. MIT licence.'
    Description          = 'Rotates the credentials of PostgreSQL, MySQL, MariaDB, SQL Server and Amazon Redshift, of one database or of a fleet on a schedule: the secret in AWS Secrets Manager or a vault, the account in the database. With alternating users no login is refused at any instant.'

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
        'Set-RotationSchedule'
        'Set-SingleUserRotation'
        'Test-RotatedSecret'
        'Undo-SecretRotation'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()

    PrivateData          = @{
        PSData = @{
            Tags = 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'Password', 'Rotation', 'Secret', 'Credential', 'PostgreSQL',
                'MySQL', 'MariaDB', 'SQLServer', 'Redshift', 'Aurora', 'RDS', 'AzureSQL', 'AWS', 'SecretsManager'
        }
    }
}
