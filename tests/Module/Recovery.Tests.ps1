BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
    $shop = Start-Shop
    $vault = $shop.Vault
    $server = $shop.Server
    $null = New-RotatedSecret admin @server -Account $shop.Admin
    $null = New-RotatedSecret app @server -Account $shop.App -SuperuserSecretId admin -RotateImmediately
    $null = New-RotatedSecret reports @server -Account $shop.Reports
    function Get-Screen ($InputObject, $Width) { $InputObject | Out-String -Width $Width | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } }
}

AfterAll {
    Stop-Shop $shop
    Remove-Module RotationPS -ErrorAction Ignore
}

Describe 'A secret that is well' {
    It 'passes its checks' {
        @(Test-RotatedSecret app @vault).Status | Should -Not -Contain Failed
        'app', 'reports' | Test-RotatedSecret @vault -Quiet | Should -Be $true, $true
    }

    It 'needs no repair' {
        (Repair-SecretRotation app @vault).Action | Should -BeNullOrEmpty
    }

    It 'goes back to its former credentials and forward again' {
        $former = Get-RotatedCredential app AWSPREVIOUS @vault
        Undo-SecretRotation app @vault -WhatIf | Should -BeNullOrEmpty
        (Undo-SecretRotation app @vault).Status | Should -Be Rotated
        $now = Get-RotatedCredential app @vault
        $now.UserName | Should -Be $former.UserName
        Test-Login $shop $now | Should -BeTrue
        (Invoke-SecretRotation app @vault).Status | Should -Be Rotated
    }
}

Describe 'A password that was changed behind the secret''s back' {
    BeforeAll {
        $null = New-RotatedSecret thief @server -Account (Get-RotatedCredential reports @vault)
        $null = Invoke-SecretRotation thief @vault
    }

    It 'fails the test of AWSCURRENT' {
        Test-RotatedSecret reports @vault -Quiet | Should -BeFalse
        $failed = Test-RotatedSecret reports @vault | Where-Object Status -EQ Failed
        $failed.Check | Should -Be Current
        $failed.Recommendation | Should -Match 'Repair-SecretRotation'
    }

    It 'is advised upon once, however many checks come down the pipeline' {
        $advice = @(Test-RotatedSecret reports @vault | Repair-SecretRotation @vault)
        $advice.Count | Should -Be 1
        $advice.Action | Should -Be Reconcile
    }

    It 'needs a superuser to be reconciled' {
        $null = Repair-SecretRotation reports Reconcile @vault -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -Be 'NotApplicable,RotationPS.Commands.RepairSecretRotationCommand'
        (Repair-SecretRotation reports Reconcile @vault -SuperuserSecretId admin).Status | Should -Be Reconciled
        Test-RotatedSecret reports @vault -Quiet | Should -BeTrue
    }
}

Describe 'A person' {
    It 'sees the checks of each secret under its name' {
        $screen = Get-Screen (Test-RotatedSecret app @vault) 80
        $screen | Should -Match '(?m)^ +Secret: app\s*$'
        $screen | Should -Match '(?m)^Check +Status +Message *\r?$'
    }

    It 'sees the advice as a list' {
        Get-Screen (Repair-SecretRotation app @vault) 80 | Should -Match '(?m)^Action +: none'
    }

    It 'is offered the actions' {
        $line = 'Repair-SecretRotation app -Action '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be Abandon, Reconcile, Resume
    }

    It 'finds the page that says what to type' {
        Get-Help about_RotationPS_Recovery | Out-String | Should -Match 'Undo-SecretRotation app'
    }

    It 'can leave the work to a job' {
        $job = Start-Job { Import-Module $using:modulePath; $vault = $using:vault; Test-RotatedSecret app @vault -Quiet; Undo-SecretRotation nobody @vault }
        $results = $job | Wait-Job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable failed
        $job | Remove-Job
        $results[0] | Should -BeTrue
        $results[1].Status | Should -Be Failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'ResourceNotFound,RotationPS.Commands.UndoSecretRotationCommand'
    }

    It 'is stopped at the first failure where that is wanted' {
        { Undo-SecretRotation nobody @vault -ErrorAction Stop } | Should -Throw -ErrorId 'ResourceNotFound,RotationPS.Commands.UndoSecretRotationCommand'
    }
}
