BeforeAll {
    . "$PSScriptRoot/Shop.ps1"
    Import-StagedModule
    $assembly = (Get-Command Invoke-SecretRotation).ImplementingType.Assembly
    $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly)
    function Get-Assembly ($Name) { $context.LoadFromAssemblyName([System.Reflection.AssemblyName]::new($Name)) }
}

AfterAll { Remove-Module RotationPS -ErrorAction Ignore }

Describe 'What the module ships' {
    It 'lives in a context of its own' {
        $context.Name | Should -Be RotationPS
        $context | Should -Not -Be ([System.Runtime.Loader.AssemblyLoadContext]::Default)
    }

    It 'has <_> for itself' -ForEach 'RotationPS.Engine', 'RotationPS.Stores', 'RotationPS.Targets', 'Cronos', 'Npgsql', 'MySqlConnector', 'Microsoft.Data.Sqlite', 'Microsoft.AspNetCore.DataProtection' {
        $shipped = Get-Assembly $_
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($shipped) | Should -Be $context
        $shipped.Location | Should -BeLike "$(Join-Path $modulePath bin)*"
    }

    It 'shares <_> with the session' -ForEach 'System.Management.Automation', 'System.Text.Json', 'System.Diagnostics.DiagnosticSource', 'System.Configuration.ConfigurationManager' {
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext((Get-Assembly $_)) |
            Should -Be ([System.Runtime.Loader.AssemblyLoadContext]::Default)
    }

    It 'leaves nothing but its loader in the session''s context' {
        $shared = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies |
            Where-Object { -not $_.IsDynamic -and $_.Location.StartsWith($modulePath) }
        @($shared.GetName().Name) | Should -Be 'RotationPS.Loader'
    }

    It 'is the same assembly after another import' {
        Import-Module $modulePath -Force
        (Get-Command Invoke-SecretRotation).ImplementingType.Assembly | Should -Be $assembly
    }
}
