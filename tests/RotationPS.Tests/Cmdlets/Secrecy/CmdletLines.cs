namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>
/// What is typed of every cmdlet while its words are listened to, on the secret <c>app</c> with the superuser's
/// <c>admin</c>, in whatever state they are. What only looks comes first, what repairs before what changes for good.
/// </summary>
internal static class CmdletLines
{
    public static IReadOnlyList<(string Cmdlet, string Line)> All { get; } =
    [
        ("Get-SecretStageLabel", "Get-SecretStageLabel app, admin, nobody @vault -IncludeDeprecated"),
        ("Get-RotationPermission", "Get-RotationPermission app, admin, nobody @vault"),
        ("Test-RotatedSecret", "Test-RotatedSecret app, admin, nobody @vault; Test-RotatedSecret app @vault -Quiet"),
        ("Compare-RotatedAccount", "Compare-RotatedAccount app, admin, nobody @vault"),
        ("Get-RotatedSecret", "Get-RotatedSecret @vault; Get-RotatedSecret app, nobody @vault -Due -Overdue -Stuck -Tag @{ team = 'shop' }"),
        ("Get-RotatedCredential", "Get-RotatedCredential app, nobody @vault; 'AWSPENDING', 'AWSPREVIOUS' | ForEach-Object { Get-RotatedCredential app $_ @vault }"),
        ("Repair-SecretRotation", "Repair-SecretRotation app, nobody @vault"),
        ("Repair-SecretRotation", "'Resume', 'Abandon', 'Reconcile' | ForEach-Object { Repair-SecretRotation app $_ @vault -SuperuserSecretId admin -WhatIf }"),
        ("Undo-SecretRotation", "Undo-SecretRotation app @vault -WhatIf; Undo-SecretRotation app @vault -Confirm; Undo-SecretRotation app, nobody @vault"),
        ("Invoke-SecretRotation", "Invoke-SecretRotation app, nobody @vault -WhatIf; Invoke-SecretRotation app @vault -Confirm"),
        ("Invoke-SecretRotation", "Invoke-SecretRotation app @vault -ExcludeNumbers -ExcludePunctuation -ExcludeUppercase -ExcludeLowercase"),
        ("Invoke-SecretRotation", "Invoke-SecretRotation app @vault; Invoke-SecretRotation app @vault -ErrorAction Stop"),
        ("Repair-SecretRotation", "'Abandon', 'Resume', 'Reconcile' | ForEach-Object { Repair-SecretRotation app $_ @vault }"),
        ("Repair-SecretRotation", "Repair-SecretRotation app Abandon @vault -Force; Repair-SecretRotation app Reconcile @vault -SuperuserSecretId admin"),
        ("Invoke-SecretRotation", "Invoke-SecretRotation admin @vault; Invoke-SecretRotation app @vault -AdoptClone -PasswordLength 64; Invoke-SecretRotation app @vault -ExcludeCharacters ''"),
        ("Undo-SecretRotation", "Undo-SecretRotation app @vault -Force"),
        ("Set-RotationSchedule", "Set-RotationSchedule app, nobody @vault -Schedule 'rate(30 days)' -WhatIf; Set-RotationSchedule app, nobody @vault -Schedule 'rate(30 days)'"),
        ("Set-SingleUserRotation", "Set-SingleUserRotation app, nobody @vault -WhatIf; Set-SingleUserRotation app, nobody @vault"),
        ("Invoke-SecretRotation", "Invoke-SecretRotation app @vault"),
        ("Set-AlternatingRotation", "Set-AlternatingRotation app, nobody admin @vault; Set-AlternatingRotation app nobody @vault -Force"),
        ("New-RotatedSecret", "New-RotatedSecret app @server -Account $app; New-RotatedSecret wrong @server -Account $wrong"),
        ("New-RotatedSecret", "New-RotatedSecret adopted @server -Account $app -SuperuserSecretId admin -Description d -Tag @{ team = 'shop' } -RotateImmediately"),
        ("New-RotatedSecret", "New-RotatedSecret made @server -UserName $made -CreateAccount -SuperuserSecretId admin -RotateImmediately; New-RotatedSecret made @server -UserName $made -CreateAccount -SuperuserSecretId admin"),
        ("New-RotatedSecret", "New-RotatedSecret other @server -Account $app -Credential $app -VaultPath ''; Invoke-SecretRotation app -Credential $app"),
    ];
}
