BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
    $shop = Start-Shop
    $vault = $shop.Vault
    $server = $shop.Server
    $null = New-RotatedSecret admin @server -Account $shop.Admin
    $made = @(
        New-RotatedSecret app @server -Account $shop.App -SuperuserSecretId admin
        New-RotatedSecret reports @server -Account $shop.Reports
    )
}

AfterAll {
    Stop-Shop $shop
    Remove-Module RotationPS -ErrorAction Ignore
}

Describe 'Alternating users' {
    It 'take turns, and AWSCURRENT logs in after every turn' {
        foreach ($user in 'app_clone', 'app', 'app_clone', 'app') {
            $before = Get-RotatedCredential app @vault
            $result = Invoke-SecretRotation app @vault
            $result.Status | Should -Be Rotated
            $result.UserName | Should -Be $user
            Test-Login $shop $before | Should -BeTrue
            $now = Get-RotatedCredential app @vault
            $now.UserName | Should -Be $user
            Test-Login $shop $now | Should -BeTrue
        }
    }

    It 'become a single user and alternate again without a change of password' {
        $before = Get-RotatedCredential app @vault
        (Set-SingleUserRotation app @vault).Strategy | Should -Be SingleUser
        (Set-AlternatingRotation app admin @vault).Strategy | Should -Be Alternating
        $after = Get-RotatedCredential app @vault
        $after.GetNetworkCredential().Password | Should -Be $before.GetNetworkCredential().Password
        Test-Login $shop $after | Should -BeTrue
    }
}

Describe 'A single user' {
    It 'gets a new password every time, and the old one ends' {
        foreach ($turn in 1..2) {
            $before = Get-RotatedCredential reports @vault
            (Invoke-SecretRotation reports @vault).Status | Should -Be Rotated
            Test-Login $shop $before | Should -BeFalse
            Test-Login $shop (Get-RotatedCredential reports @vault) | Should -BeTrue
        }
    }

    It 'keeps the labels AWSCURRENT and AWSPREVIOUS' {
        $versions = @(Get-SecretStageLabel reports @vault)
        $versions.StageLabel | Should -Be 'AWSCURRENT', 'AWSPREVIOUS'
        ($versions | ConvertTo-Csv | ConvertFrom-Csv).StageLabel | Should -Be 'AWSCURRENT', 'AWSPREVIOUS'
    }
}

Describe 'Asking before acting' {
    It '-WhatIf shows the plan and changes nothing' {
        $before = Get-SecretStageLabel app @vault -IncludeDeprecated | ConvertTo-Json
        Invoke-SecretRotation app @vault -WhatIf | Should -BeNullOrEmpty
        Get-SecretStageLabel app @vault -IncludeDeprecated | ConvertTo-Json | Should -Be $before
    }

    It '-WhatIf does not make a vault' {
        $nowhere = @{ VaultPath = "$($vault.VaultPath)-nowhere" }
        New-RotatedSecret x postgres $server.HostName -Port $server.Port -Account $shop.App -WhatIf @nowhere
        Test-Path $nowhere.VaultPath | Should -BeFalse
    }
}

Describe 'The pipeline' {
    It 'takes names' {
        @('app', 'reports' | Invoke-SecretRotation @vault).Name | Sort-Object | Should -Be app, reports
    }

    It 'takes ARNs' {
        ($made[0].ARN | Get-SecretStageLabel -StageLabel AWSCURRENT @vault).Name | Should -Be app
    }

    It 'takes the output of New-RotatedSecret' {
        @($made | Invoke-SecretRotation @vault).Status | Should -Be Rotated, Rotated
    }

    It 'goes on from a rotation to its credential' {
        Test-Login $shop ('app' | Invoke-SecretRotation @vault | Get-RotatedCredential @vault) | Should -BeTrue
    }

    It 'takes what AWS Tools give' {
        $secret = [pscustomobject]@{ ARN = $made[1].ARN; Name = 'reports'; Tags = @(); SecretVersionsToStages = @{} }
        ($secret | Invoke-SecretRotation @vault).SecretId | Should -Be $made[1].ARN
    }

    It 'goes on after a secret that fails' {
        $results = 'nobody', 'app' | Invoke-SecretRotation @vault -ErrorAction SilentlyContinue -ErrorVariable failed
        ($results | Sort-Object SecretId).Status | Should -Be Rotated, Failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'ResourceNotFound,RotationPS.Commands.InvokeSecretRotationCommand'
        $failed[0].TargetObject | Should -Be nobody
    }
}

Describe 'The views' {
    BeforeAll {
        function Get-Table ($InputObject) { $InputObject | Format-Table | Out-String -Width 300 | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } }
    }

    It 'show a rotation' {
        Get-Table (Invoke-SecretRotation app @vault) | Should -Match '(?m)^Name +Status +Seconds +UserName *\r?$'
    }

    It 'show a failed rotation with its kind' {
        Get-Table (Invoke-SecretRotation nobody @vault -ErrorAction SilentlyContinue) | Should -Match 'nobody +Failed: ResourceNotFound'
    }

    It 'show a secret' {
        Get-Table $made | Should -Match '(?m)^Name +State +LastRotated +NextRotation +UserName +NextUserName +Host *\r?$'
    }

    It 'show on 80 columns why a difference stays' {
        $difference = [pscustomobject]@{
            PSTypeName = 'RotationPS.Output.RotatedAccountDifference'; Name = 'app'; Scope = 'shop'; Object = 'TABLE orders'
            State = 'GRANT'; Permission = 'SELECT'; OnBase = 'yes'; OnClone = 'no'; Reason = 'The superuser may not grant it.'
        }
        $screen = $difference | Out-String -Width 80 | ForEach-Object { $_ -replace '\e\[[0-9;]*m' }
        $screen | Should -Match '(?m)^ +Secret: app\s*$'
        $screen | Should -Match '(?m)^shop +TABLE orders +GRANT SELECT +yes +no +The'
        $screen -replace '\s' | Should -Match 'grantit\.'
    }

    It 'show the labels of a version together' {
        $table = Get-Table (Get-SecretStageLabel app @vault)
        $table | Should -Match '(?m)^Name +StageLabel +VersionId +CreatedDate *\r?$'
        $table | Should -Match '(?m)^app +AWSPREVIOUS +[0-9a-f-]{36} '
    }
}

Describe 'Passwords' {
    It 'are in no stream, no object and no log' {
        $everything = & {
            'app', 'reports' | Invoke-SecretRotation @vault -Verbose -Debug
            Get-SecretStageLabel app @vault -Verbose -Debug
        } *>&1 | ForEach-Object { "$_"; $_ | Format-List * | Out-String; $_ | ConvertTo-Json -Depth 5 -WarningAction Ignore }
        $everything = $everything -join "`n"
        $everything | Should -Match 'SetSecret: '

        # The first password of each account is the one the shop gave it, in a statement that the server logged.
        $known = $shop.App, $shop.Reports | ForEach-Object { $_.GetNetworkCredential().Password }
        $passwords = 'app', 'reports' | Get-SecretStageLabel @vault -IncludeDeprecated | Get-RotatedCredential @vault |
            ForEach-Object { $_.GetNetworkCredential().Password } | Where-Object { $_ -notin $known } | Sort-Object -Unique -CaseSensitive
        $passwords.Count | Should -BeGreaterThan 10
        foreach ($password in $passwords) {
            $everything.Contains($password) | Should -BeFalse
            Invoke-ShopQuestion $shop log-contains $password | Should -Be False
        }
    }
}
