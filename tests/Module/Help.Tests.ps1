BeforeDiscovery {
    . "$PSScriptRoot/Shop.ps1"
    $cmdlets = (Import-PowerShellDataFile (Join-Path $modulePath RotationPS.psd1)).CmdletsToExport
}

BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
}

AfterAll { Remove-Module RotationPS -ErrorAction Ignore }

Describe 'The help of <_>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $_ -Full
        $command = Get-Command $_
    }

    It 'has a synopsis that is not its syntax' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$($command.Name) *"
    }

    It 'has a description' {
        ($help.description.Text -join '').Length | Should -BeGreaterThan 40
    }

    It 'has an example that calls it' {
        @($help.examples.example).Count | Should -BeGreaterThan 0
        ($help.examples.example.code -join "`n") | Should -Match $command.Name
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $parameter = $help.parameters.parameter | Where-Object name -EQ $name
            ($parameter.description.Text -join '') | Should -Not -BeNullOrEmpty -Because "-$name has to be explained"
        }
    }
}
