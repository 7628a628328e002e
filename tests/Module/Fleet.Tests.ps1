BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
    $shop = Start-Shop
    $vault = $shop.Vault
    $server = $shop.Server
    $log = "$($vault.VaultPath).jsonl"

    # Twenty accounts of the server, the accounts of a fleet: each from a secret of its own.
    $null = New-RotatedSecret admin @server -Account $shop.Admin
    $fleet = foreach ($number in 1..20) {
        New-RotatedSecret "fleet/$number" @server -UserName "fleet_$number" -CreateAccount -SuperuserSecretId admin -Strategy SingleUser -Schedule 'rate(30 days)'
    }
    $null = New-RotatedSecret app @server -Account $shop.App -SuperuserSecretId admin -Schedule 'cron(0 0 * * ? *)'
    $null = New-RotatedSecret reports @server -Account $shop.Reports
    function Get-Screen ($InputObject, $Width) { $InputObject | Out-String -Width $Width | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } }

    # A pwsh that was installed as a .NET tool is an argument of dotnet.
    function Invoke-DueScript {
        $pwsh = (Get-Process -Id $PID).Path
        $tool = @(if ([System.IO.Path]::GetFileNameWithoutExtension($pwsh) -eq 'dotnet') { [System.Environment]::GetCommandLineArgs()[0] })
        & $pwsh @tool -NoProfile -NonInteractive -File (Join-Path $modulePath Runbooks Invoke-DueRotation.ps1) @args
    }
}

AfterAll {
    Stop-Shop $shop
    if (Test-Path $log) { Remove-Item $log }
    Remove-Module RotationPS -ErrorAction Ignore
}

Describe 'A schedule' {
    It 'is kept and told' {
        $terms = @{ Schedule = 'cron(0 8 1 * ? *)'; Window = '4h'; TimeZone = 'Europe/Berlin'; NotBetween = '2026-12-20/2027-01-05', '2027-12-20/2028-01-05' }
        $secret = Set-SingleUserRotation reports @vault @terms
        foreach ($name in $terms.Keys) { $secret.$name | Should -Be $terms.$name }
        (Get-RotatedSecret reports @vault).Schedule | Should -Be 'cron(0 8 1 * ? *)'
    }

    It 'changes only in what is given' {
        $secret = Set-SingleUserRotation reports @vault -Window 2h
        $secret.Window | Should -Be 2h
        $secret.Schedule | Should -Be 'cron(0 8 1 * ? *)'
    }

    It 'rotates in all its windows again once the ranges are taken away' {
        (Set-SingleUserRotation reports @vault -NotBetween '').NotBetween | Should -BeNullOrEmpty
    }

    It 'is taken away with all that belongs to it' {
        $secret = Set-SingleUserRotation reports @vault -Schedule ''
        foreach ($name in 'Schedule', 'Window', 'TimeZone', 'NextRotation') { $secret.$name | Should -BeNullOrEmpty }
    }

    It 'is refused with what to write: <Terms.Values>' -ForEach @(
        @{ Terms = @{ Schedule = 'every day' }; Advice = 'rate\(30 days\)' }
        @{ Terms = @{ Schedule = 'cron(5 8 1 * ? *)' }; Advice = 'Write 0 as the minutes' }
        @{ Terms = @{ Schedule = 'rate(4 hours)'; Window = '9h' }; Advice = 'a window of 4h or less' }
        @{ Terms = @{ Schedule = 'rate(30 days)'; TimeZone = 'Europe/Nowhere' }; Advice = 'Europe/Berlin' }
        @{ Terms = @{ Schedule = 'rate(30 days)'; NotBetween = '2027-01-05/2026-12-20' }; Advice = 'ends before it begins' }
    ) {
        $null = Set-SingleUserRotation reports @vault @Terms -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -Be 'InvalidParameter,RotationPS.Commands.SetSingleUserRotationCommand'
        $refused[0].Exception.Message | Should -Match $Advice
    }
}

Describe 'The list of the fleet' {
    It 'reads as text in CSV and in JSON' {
        $null = Set-SingleUserRotation reports @vault -Schedule 'rate(30 days)' -NotBetween 2026-12-20/2027-01-05, 2027-12-20/2028-01-05
        $secret = Get-RotatedSecret reports @vault
        ($secret | ConvertTo-Csv | ConvertFrom-Csv).NotBetween | Should -Be '2026-12-20/2027-01-05, 2027-12-20/2028-01-05'
        ($secret | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json).NotBetween.Count | Should -Be 2
        ($secret | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json).Strategy | Should -Be SingleUser
        "$secret" | Should -Be reports
        $null = Set-SingleUserRotation reports @vault -Schedule ''
    }

    It 'takes names with wildcards' {
        @(Get-RotatedSecret fleet/* @vault).Count | Should -Be 20
        (Get-RotatedSecret nothing* @vault) | Should -BeNullOrEmpty
    }

    It 'says that a secret does not exist' {
        Get-RotatedSecret nobody @vault -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'ResourceNotFound,RotationPS.Commands.GetRotatedSecretCommand'
    }

    It 'has nothing that is due as long as no window has opened' {
        Get-RotatedSecret -Due @vault | Should -BeNullOrEmpty
        Get-RotatedSecret -Overdue @vault | Should -BeNullOrEmpty
        Get-RotatedSecret -Stuck @vault | Should -BeNullOrEmpty
    }

    It 'fits on a screen of <Width> columns' -ForEach @(
        @{ Width = 80; Columns = 'Name +State +LastRotated +NextRotation +UserName' }
        @{ Width = 120; Columns = 'Name +State +LastRotated +NextRotation +UserName +NextUserName +Host' }
    ) {
        $screen = Get-Screen (Get-RotatedSecret app @vault) $Width
        $screen | Should -Match "(?m)^$Columns *\r?$"
        $screen | Should -Match '(?m)^app +Ready +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d \d\d:\d\d +app '
    }
}

Describe 'What is due' {
    It 'is nothing at first, and each secret says until when' {
        $results = @(Invoke-SecretRotation -Due @vault)
        $results.Count | Should -Be 21
        $results.Status | Select-Object -Unique | Should -Be NotDue
        $results.Reason | Should -Match '^Its next window opens '
        Get-Screen $results 80 | Should -Match '(?m)^fleet/1 +NotDue until \d{4}-\d\d-\d\d +\d\.\d{3} fleet_1\b'
    }

    It 'is listed and not touched with -WhatIf' {
        foreach ($number in 1..3) { Set-SecretAge $shop "fleet/$number" '30' }
        $before = Get-SecretStageLabel fleet/1 @vault -IncludeDeprecated | ConvertTo-Json
        Invoke-SecretRotation -Due -Name fleet/* @vault -WhatIf | Where-Object Status -NE NotDue | Should -BeNullOrEmpty
        @(Get-RotatedSecret -Due @vault).Name | Sort-Object | Should -Be fleet/1, fleet/2, fleet/3
        Get-SecretStageLabel fleet/1 @vault -IncludeDeprecated | ConvertTo-Json | Should -Be $before
    }

    It 'is rotated, once' {
        $results = Invoke-SecretRotation -Due @vault
        @($results | Where-Object Status -EQ Rotated).Name | Sort-Object | Should -Be fleet/1, fleet/2, fleet/3
        'fleet/1', 'fleet/2', 'fleet/3' | Test-RotatedSecret @vault -Quiet | Should -Be $true, $true, $true
        Invoke-SecretRotation -Due @vault | Where-Object Status -EQ Rotated | Should -BeNullOrEmpty
    }

    It 'was missed where a window has closed' {
        Set-SecretAge $shop app '3'
        (Get-RotatedSecret -Overdue @vault).Name | Should -Be app
        (Get-RotatedSecret -Overdue @vault | Invoke-SecretRotation @vault).Status | Should -Be Rotated
        Get-RotatedSecret -Overdue @vault | Should -BeNullOrEmpty
    }

    It 'is shared out by shards without a gap' {
        $names = foreach ($index in 0..2) { (Invoke-SecretRotation -Due -ShardIndex $index -ShardCount 3 @vault).Name }
        @($names | Sort-Object) | Should -Be @((Invoke-SecretRotation -Due @vault).Name | Sort-Object)
        { Invoke-SecretRotation -Due -ShardIndex 3 -ShardCount 3 @vault } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}

Describe 'Many at a time' {
    It 'end well, each with another password' {
        $before = $fleet | Get-RotatedCredential @vault | ForEach-Object { $_.GetNetworkCredential().Password }
        $results = @($fleet | Invoke-SecretRotation @vault -ThrottleLimit 8)
        $results.Count | Should -Be 20
        $results.Status | Select-Object -Unique | Should -Be Rotated
        $fleet | Get-RotatedCredential @vault | ForEach-Object { $_.GetNetworkCredential().Password } | Should -Not -BeIn $before
    }

    It 'stop after the canaries where one fails' {
        $results = 'nobody', 'reports', 'fleet/1' | Invoke-SecretRotation @vault -Canary 2 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -WarningVariable warned
        ($results | Where-Object SecretId -EQ fleet/1).Status | Should -Be NotBegun
        "$warned" | Should -Match 'failed, so no further one is begun'
    }

    It 'are followed by a script, which has the result' {
        $restarted = [System.Collections.Generic.List[string]]::new()
        $null = 'fleet/1', 'fleet/2' | Invoke-SecretRotation @vault -AfterRotation { $restarted.Add("$($_.Name) $($_.Status)") }
        @($restarted | Sort-Object) | Should -Be 'fleet/1 Rotated', 'fleet/2 Rotated'
    }

    It 'say that the script has failed, and that the secret has been rotated' {
        $result = Invoke-SecretRotation fleet/1 @vault -AfterRotation { throw 'the service is away' } -ErrorAction SilentlyContinue -ErrorVariable failed
        $result.Status | Should -Be Rotated
        $failed[0].FullyQualifiedErrorId | Should -Be 'AfterRotationFailed,RotationPS.Commands.InvokeSecretRotationCommand'
        $failed[0].Exception.Message | Should -Match 'the service is away\. Do by hand'
        Test-RotatedSecret fleet/1 @vault -Quiet | Should -BeTrue
    }

    It 'write a log of JSON without a password' {
        $null = 'fleet/1', 'nobody' | Invoke-SecretRotation @vault -LogPath $log -ErrorAction SilentlyContinue
        $lines = Get-Content $log | ConvertFrom-Json
        @($lines | Where-Object { $_.secret -eq 'fleet/1' -and $_.step -eq 'Rotation' }).outcome | Should -Be Rotated
        @($lines | Where-Object secret -EQ nobody).failureKind | Should -Be ResourceNotFound
        (Get-Content $log -Raw).Contains((Get-RotatedCredential fleet/1 @vault).GetNetworkCredential().Password) | Should -BeFalse
    }

    It 'do not begin where the log cannot be written' {
        { Invoke-SecretRotation fleet/1 @vault -LogPath (Join-Path $vault.VaultPath nowhere rotation.jsonl) } |
            Should -Throw -ErrorId 'LogInaccessible,RotationPS.Commands.InvokeSecretRotationCommand'
    }

    It 'are seen as they are done, not when all are' {
        $rows = [System.Collections.Generic.List[string]]::new()
        $seen = & {
            foreach ($id in 'fleet/1', 'fleet/2') { Invoke-SecretRotation $id @vault; $rows.Add($id) }
        } | Out-String -Stream -Width 80 | ForEach-Object { "$($rows.Count) $_" }
        @($seen -match '^0 .*fleet/1 ').Count | Should -Be 1
    }

    It 'work from several runspaces' {
        $results = 'fleet/1', 'fleet/2', 'fleet/3', 'fleet/4' | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:modulePath
            $vault = $using:vault
            Invoke-SecretRotation $_ @vault
        }
        @($results).Count | Should -Be 4
        $results.Status | Select-Object -Unique | Should -Be Rotated
    }

    It 'work in a job' {
        $job = Start-Job { Import-Module $using:modulePath; $vault = $using:vault; Get-RotatedSecret fleet/* @vault | Invoke-SecretRotation @vault }
        $results = @($job | Receive-Job -Wait -AutoRemoveJob)
        $results.Count | Should -Be 20
        $results.Status | Select-Object -Unique | Should -Be Rotated
    }

    It 'make one version of a secret that several rotate at once' {
        $before = @(Get-SecretStageLabel fleet/5 @vault -IncludeDeprecated).Count
        $results = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:modulePath
            $vault = $using:vault
            Invoke-SecretRotation fleet/5 @vault
        }
        $results.Status | Should -Not -Contain Failed
        @(Get-SecretStageLabel fleet/5 @vault -IncludeDeprecated).Count | Should -BeLessOrEqual ($before + @($results | Where-Object Status -EQ Rotated).Count)
    }
}

Describe 'The unattended script' {
    It 'ends with 0 and says how many' {
        Set-SecretAge $shop fleet/7 '30'
        $lines = @(Invoke-DueScript -VaultPath $vault.VaultPath)
        $LASTEXITCODE | Should -Be 0
        $lines | Should -Match '^RotationPS: 1 rotated, 0 failed, 20 not due, \d+ s$'
    }

    It 'ends with 1 where a secret fails, and names it' {
        Set-SecretAge $shop fleet/8 '30'
        $null = New-RotatedSecret intruder @server -Account (Get-RotatedCredential fleet/8 @vault)
        $null = Invoke-SecretRotation intruder @vault
        $lines = @(Invoke-DueScript -VaultPath $vault.VaultPath)
        $LASTEXITCODE | Should -Be 1
        $lines[0] | Should -Match '^RotationPS: 0 rotated, 1 failed, 20 not due, \d+ s$'
        $lines[1] | Should -Match '^FAILED fleet/8 LoginFailed: '
    }

    It 'ends with 2 where there is no vault' {
        $lines = @(Invoke-DueScript -VaultPath "$($vault.VaultPath)-nowhere")
        $LASTEXITCODE | Should -Be 2
        $lines | Should -Match '^RotationPS: nothing done: There is no vault in '
    }
}

Describe 'A password for its consumers' {
    It 'needs no escaping where it is used' {
        $null = Invoke-SecretRotation fleet/9 @vault -PasswordFor Uri, Shell
        (Get-RotatedCredential fleet/9 @vault).GetNetworkCredential().Password | Should -MatchExactly '^[A-Za-z0-9._]{32,}$'
    }

    It 'is not kept beside the next one where PostgreSQL cannot' {
        $null = New-RotatedSecret dual @server -Account (Get-RotatedCredential reports @vault) -DualPassword -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].Exception.Message | Should -Match 'Leave out -DualPassword'
        { Get-RotatedSecret dual @vault -ErrorAction Stop } | Should -Throw -ErrorId 'ResourceNotFound,*'
    }
}

Describe 'MariaDB' {
    BeforeAll {
        $branch = Open-Branch $shop
        $server = $branch.Server
        $null = New-RotatedSecret branch/admin @server -Account $branch.Admin
        $null = New-RotatedSecret branch/app @server -Account $branch.App -SuperuserSecretId branch/admin
    }

    It 'lets its users take turns' {
        foreach ($user in 'app_clone', 'app', 'app_clone') {
            $before = Get-RotatedCredential branch/app @vault
            (Invoke-SecretRotation branch/app @vault).UserName | Should -Be $user
            Test-BranchLogin $shop $before | Should -BeTrue
            Test-BranchLogin $shop (Get-RotatedCredential branch/app @vault) | Should -BeTrue
        }
    }

    It 'has clones with the rights of their base' {
        Compare-RotatedAccount branch/app @vault | Should -BeNullOrEmpty
        Test-RotatedSecret branch/app @vault -Quiet | Should -BeTrue
    }

    It 'rotates beside PostgreSQL' {
        $results = 'branch/app', 'app' | Invoke-SecretRotation @vault
        @($results.Engine | Sort-Object) | Should -Be mariadb, postgres
        $results.Status | Select-Object -Unique | Should -Be Rotated
    }
}

Describe 'Completion' {
    It 'offers <Expected> after <Line>' -ForEach @(
        @{ Line = 'Invoke-SecretRotation app -PasswordFor '; Expected = 'AdoNet', 'Jdbc', 'Odbc', 'Shell', 'Uri', 'Xml' }
        @{ Line = 'Invoke-SecretRotation app -AfterRotationFailure '; Expected = 'Continue', 'Stop' }
        @{ Line = 'New-RotatedSecret app mariadb db -CloneMode '; Expected = 'ActAs', 'Copy', 'Existing', 'Member', 'SharedOwner' }
        @{ Line = 'Get-RotatedSecret -Stu'; Expected = '-Stuck' }
        @{ Line = 'Invoke-SecretRotation -Due -Sha'; Expected = '-ShardCount', '-ShardIndex' }
        @{ Line = 'Set-SingleUserRotation app -NotB'; Expected = '-NotBetween' }
    ) {
        @((TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Sort-Object) | Should -Be $Expected
    }
}

Describe 'The page on fleets' {
    It 'says what to type' {
        Get-Help about_RotationPS_Fleets | Out-String | Should -Match 'Invoke-SecretRotation -Due'
    }

    It 'has schedules that can be given' {
        $schedules = [regex]::Matches((Get-Help about_RotationPS_Fleets | Out-String), "-Schedule '([^']+)'").ForEach({ $_.Groups[1].Value }) | Sort-Object -Unique
        $schedules.Count | Should -BeGreaterThan 3
        foreach ($schedule in $schedules) { (Set-SingleUserRotation reports @vault -Schedule $schedule).Schedule | Should -Be $schedule }
        $null = Set-SingleUserRotation reports @vault -Schedule ''
    }
}
