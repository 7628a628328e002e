BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    $promised = @((Import-PowerShellDataFile (Join-Path $modulePath RotationPS.psd1)).CmdletsToExport | Sort-Object)
    function Get-Imported { @((Get-Command -Module RotationPS).Name | Sort-Object) }
}

AfterAll { Remove-Module RotationPS -ErrorAction Ignore }

Describe 'Importing the module' {
    BeforeEach {
        Remove-Module RotationPS -ErrorAction Ignore
        Import-Module $modulePath
    }

    It 'brings the cmdlets of the manifest' {
        Get-Imported | Should -Be $promised
    }

    It 'brings nothing but cmdlets' {
        (Get-Command -Module RotationPS).CommandType | Should -Be (@('Cmdlet') * $promised.Count)
    }

    It 'keeps the cmdlets when it is imported again' {
        Import-Module $modulePath
        Get-Imported | Should -Be $promised
    }

    It 'keeps the cmdlets however often an import is forced' {
        Import-Module $modulePath -Force
        Import-Module $modulePath -Force
        Get-Imported | Should -Be $promised
    }

    It 'takes the cmdlets away when it is removed' {
        Remove-Module RotationPS
        Get-Imported | Should -BeNullOrEmpty
        Get-Command $promised[0] -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'brings them back after removal' {
        Remove-Module RotationPS
        Import-Module $modulePath
        Get-Imported | Should -Be $promised
    }

    It 'works in a second runspace and leaves this one alone' {
        $other = [powershell]::Create()
        try {
            $names = $other.AddScript('Import-Module $args[0]; (Get-Command -Module RotationPS).Name; Remove-Module RotationPS').AddArgument($modulePath).Invoke()
            $other.Streams.Error | Should -BeNullOrEmpty
            @($names | Sort-Object) | Should -Be $promised
        }
        finally {
            $other.Dispose()
        }
        Get-Imported | Should -Be $promised
    }

    It 'brings them to a process that has nothing of it yet' {
        # A pwsh that was installed as a .NET tool is an argument of dotnet.
        $pwsh = (Get-Process -Id $PID).Path
        $tool = @(if ([System.IO.Path]::GetFileNameWithoutExtension($pwsh) -eq 'dotnet') { [System.Environment]::GetCommandLineArgs()[0] })
        $names = & $pwsh @tool -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; (Get-Command -Module RotationPS).Name"
        @($names | Sort-Object) | Should -Be $promised
    }
}
