BeforeDiscovery {
    . "$PSScriptRoot/Shop.ps1"
    $cmdlets = (Import-PowerShellDataFile (Join-Path $modulePath RotationPS.psd1)).CmdletsToExport
}

BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
    $shop = Start-Shop
    $vault = $shop.Vault
    $folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "rotationps-secrecy-$([guid]::NewGuid().ToString('N'))")

    # On a good day and on bad ones: nobody has that secret, the account boss has another password, another secret takes the
    # password of reports away, and an account has the name of a clone that it is not.
    $lines = @{
        'New-RotatedSecret'       = @'
            New-RotatedSecret admin @server -Account $admin
            New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -RotateImmediately
            New-RotatedSecret reports @server -Account $reports
            New-RotatedSecret thief @server -Account $reports
            New-RotatedSecret stranger @server -UserName reports_clone -CreateAccount -SuperuserSecretId admin
            New-RotatedSecret wrong @server -Account $wrong
            New-RotatedSecret app @server -Account $app
'@
        'Invoke-SecretRotation'   = 'Invoke-SecretRotation app, reports, thief, reports, nobody @vault; Invoke-SecretRotation app @vault -WhatIf; Invoke-SecretRotation app @vault -ErrorAction Stop -ExcludeNumbers -ExcludePunctuation -ExcludeUppercase -ExcludeLowercase'
        'Get-SecretStageLabel'    = 'Get-SecretStageLabel app, nobody @vault -IncludeDeprecated'
        'Get-RotationPermission'  = 'Get-RotationPermission app, reports, nobody @vault'
        'Compare-RotatedAccount'  = 'Compare-RotatedAccount app, reports, nobody @vault'
        'Get-RotatedSecret'       = 'Get-RotatedSecret @vault; Get-RotatedSecret app, nobody @vault -Stuck'
        'Get-RotatedCredential'   = 'Get-RotatedCredential app, nobody @vault; Get-RotatedCredential app AWSPENDING @vault'
        'Test-RotatedSecret'      = 'Test-RotatedSecret app, reports, nobody @vault; Test-RotatedSecret app @vault -Quiet'
        'Repair-SecretRotation'   = "Repair-SecretRotation app, reports, nobody @vault; 'Resume', 'Abandon', 'Reconcile' | ForEach-Object { Repair-SecretRotation reports `$_ @vault; Repair-SecretRotation reports `$_ @vault -SuperuserSecretId admin -WhatIf; Repair-SecretRotation reports `$_ @vault -SuperuserSecretId admin }"
        'Undo-SecretRotation'     = 'Undo-SecretRotation app, stranger, nobody @vault -WhatIf; Undo-SecretRotation app, stranger, nobody @vault'
        'Set-AlternatingRotation' = 'Set-AlternatingRotation reports admin @vault; Invoke-SecretRotation reports @vault'
        'Set-RotationSchedule'    = "Set-RotationSchedule reports, nobody @vault -Schedule 'rate(30 days)'"
        'Set-SingleUserRotation'  = 'Set-SingleUserRotation app, nobody @vault'
    }
    $order = @('New-RotatedSecret', 'Invoke-SecretRotation') + @($lines.Keys | Where-Object { $_ -notin 'New-RotatedSecret', 'Invoke-SecretRotation', 'Set-AlternatingRotation' }) + 'Set-AlternatingRotation'
    $script = @'
        Import-Module $modulePath
        $PSDefaultParameterValues = @{}
        foreach ($name in (Get-Command -Module RotationPS).Name) {
            $PSDefaultParameterValues["${name}:Verbose"] = $PSDefaultParameterValues["${name}:Debug"] = $true
            $PSDefaultParameterValues["${name}:OutVariable"] = '+given'
        }
        $null = Start-Transcript (Join-Path $folder transcript.txt)
        foreach ($line in $typed) { try { . ([scriptblock]::Create($line)) *>&1 | Out-Default } catch { $_ | Out-Default } }
        $null = Stop-Transcript
        $given = $given | Where-Object { $_ -isnot [pscredential] }
        $given | Format-List * -Force | Out-File (Join-Path $folder list.txt) -Width 4000
        $given | Select-Object * | Out-String -Width 4000 | Out-File (Join-Path $folder select.txt)
        $given | ConvertTo-Json -Depth 5 -WarningAction Ignore | Out-File (Join-Path $folder json.txt)
        $given | Export-Clixml (Join-Path $folder clixml.txt) -Depth 5
        $given | Out-String -Width 4000 | Out-File (Join-Path $folder string.txt)
        $Error | Format-List * -Force | Out-File (Join-Path $folder errors.txt) -Width 4000
        $Error | ForEach-Object { for ($e = $_.Exception; $e; $e = $e.InnerException) { "$e"; $e | Format-List * -Force } } | Out-File (Join-Path $folder exceptions.txt) -Width 4000
        $Error | ForEach-Object { $_.FullyQualifiedErrorId }
'@

    # A session of its own, so that nothing is shown among the results of the tests.
    $session = [powershell]::Create()
    $variables = @{
        modulePath = $modulePath; folder = $folder.FullName; vault = $vault; server = $shop.Server; typed = @($order | ForEach-Object { $lines[$_] })
        admin = $shop.Admin; app = $shop.App; reports = $shop.Reports; wrong = New-Credential app ([guid]::NewGuid().ToString('N'))
    }
    foreach ($variable in $variables.GetEnumerator()) { $session.Runspace.SessionStateProxy.SetVariable($variable.Key, $variable.Value) }
    $errors = @($session.AddScript($script).Invoke())
    $session.Dispose()

    # Those that the shop gave its accounts stand in statements of its own, which the server has logged.
    $known = @($shop.Admin, $shop.App, $shop.Reports | ForEach-Object { $_.GetNetworkCredential().Password })
    $ours = @('admin', 'app', 'reports', 'thief', 'stranger' | Get-SecretStageLabel @vault -IncludeDeprecated | Get-RotatedCredential @vault |
            ForEach-Object { $_.GetNetworkCredential().Password } | Where-Object { $_ -notin $known } | Sort-Object -Unique -CaseSensitive)
    $passwords = $ours + $known + $variables.wrong.GetNetworkCredential().Password

    # A password as it stands in a text, in XML, in JSON, in UTF-16 and in base64.
    function Get-PasswordForm ($Password) {
        $utf8, $utf16 = [System.Text.Encoding]::UTF8.GetBytes($Password), [System.Text.Encoding]::Unicode.GetBytes($Password)
        $Password
        [System.Security.SecurityElement]::Escape($Password)
        (ConvertTo-Json $Password).Trim('"')
        foreach ($bytes in $utf8, $utf16) {
            [System.Text.Encoding]::Latin1.GetString($bytes)
            [System.Convert]::ToHexString($bytes).ToLowerInvariant()
            foreach ($before in 0..2) {
                $digits = [System.Convert]::ToBase64String([byte[]]::new($before) + $bytes)
                $start = $before ? $before + 1 : 0
                $digits.Substring($start, [System.Math]::Floor(($before + $bytes.Count) * 8 / 6) - $start)
            }
        }
    }
    $forms = @($passwords | ForEach-Object { Get-PasswordForm $_ } | Sort-Object -Unique -CaseSensitive)

    # Says how many are there, not which: a failed test is printed.
    function Measure-Password ($Text) { @($forms | Where-Object { $Text.Contains($_, [System.StringComparison]::Ordinal) }).Count }
}

AfterAll {
    Stop-Shop $shop
    if ($folder) { Remove-Item $folder -Recurse -Force }
    Remove-Module RotationPS -ErrorAction Ignore
}

Describe 'What the cmdlets say' {
    It '<_> is listened to' -ForEach $cmdlets {
        $lines[$_] | Should -Match "(?m)(^|\{ |; )\s*$_ "
    }

    It 'has errors of the kind <_>' -ForEach 'LoginFailed', 'ResourceExists', 'ResourceNotFound', 'PasswordPolicyInvalid', 'NotApplicable', 'PreviousUnusable', 'CloneNotOurs' {
        @($errors -like "$_,*").Count | Should -BeGreaterThan 0
    }

    It 'is all in <_>' -ForEach 'transcript', 'list', 'select', 'json', 'clixml', 'string', 'errors', 'exceptions' {
        (Get-Item (Join-Path $folder "$_.txt")).Length | Should -BeGreaterThan 2000
    }

    It 'has verbose and debug lines in the transcript' {
        $transcript = Get-Content (Join-Path $folder transcript.txt) -Raw
        $transcript | Should -Match 'SetSecret: Setting'
        $transcript | Should -Match 'SetSecret: Done after'
    }
}

Describe 'A password' {
    It 'is searched for once it is one of many' {
        $ours.Count | Should -BeGreaterThan 5
    }

    It 'is not in <_>' -ForEach 'transcript', 'list', 'select', 'json', 'clixml', 'string', 'errors', 'exceptions' {
        Measure-Password (Get-Content (Join-Path $folder "$_.txt") -Raw) | Should -Be 0
    }

    It 'is in no file of the vault' {
        foreach ($file in Get-ChildItem $vault.VaultPath -File -Recurse -Force) {
            Measure-Password ([System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))) | Should -Be 0
        }
    }

    It 'is not in the log of the server, but for those that the shop gave' {
        foreach ($password in $ours) { Invoke-ShopQuestion $shop log-contains $password | Should -Be False }
    }

    It 'is in the arguments of no process' -Skip:(-not $IsLinux) {
        Measure-Password ((Get-ChildItem /proc/*/cmdline -ErrorAction Ignore | ForEach-Object { Get-Content $_ -Raw -ErrorAction Ignore }) -join "`n") | Should -Be 0
    }
}
