using System.Text.RegularExpressions;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>The line of the README that names a vault once and for all.</summary>
public sealed class DefaultVaultTests(CmdletServer server) : CmdletTests(server)
{
    private static string Readme => File.ReadAllText(Path.Combine(StagedModule.RepositoryFolder(), "README.md"));

    [Fact]
    public void It_names_the_vault_to_every_cmdlet()
    {
        MakeSingleUserSecret();

        NameTheVault();

        Assert.Equal("app", Assert.Single(Run("Get-RotatedSecret")).Text("Name"));
        Assert.Single(Run("Get-SecretStageLabel app"));
        Assert.Equal(
            Run("(Get-Command -Module RotationPS).ForEach({ \"${_}:VaultPath\" })").Select(key => $"{key}").Order(),
            Run("$PSDefaultParameterValues.Keys").Select(key => $"{key}").Order());
    }

    [Theory]
    [InlineData("Invoke-DueRotation.ps1")]
    [InlineData("Register-RotationTask.ps1")]
    public void It_names_it_to_no_script(string name)
    {
        var script = Path.Combine(Folder, name);
        File.WriteAllText(script, "[CmdletBinding()] param([string] $VaultPath) \"[$VaultPath]\"");

        NameTheVault();

        Assert.Equal("[]", $"{Assert.Single(Run("& $args[0]", script))}");
    }

    private void NameTheVault()
    {
        var line = Regex.Match(Readme, @"^    (foreach .*\$PSDefaultParameterValues.*) = '~/vault' \}", RegexOptions.Multiline).Groups[1].Value;
        Run($"{line} = '{VaultPath}' }}");
    }
}
