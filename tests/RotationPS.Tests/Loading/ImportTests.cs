using System.Management.Automation;
using System.Management.Automation.Language;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>However a session comes by the module, and however often, it has all its cmdlets, and none when it is removed.</summary>
public sealed class ImportTests : IDisposable
{
    private static readonly string[] _promised = Promised();

    private readonly EngineSession _session = new();

    [Fact]
    public void The_first_import_brings_the_cmdlets_of_the_manifest()
    {
        _session.ImportModule();

        Assert.Equal(_promised, _session.Cmdlets());
    }

    [Fact]
    public void The_cmdlets_belong_to_the_module()
    {
        _session.ImportModule();

        Assert.Equal("RotationPS", _session.Run("(Get-Command $args[0]).Source", _promised[0]).Single().ToString());
    }

    [Fact]
    public void A_second_import_changes_nothing()
    {
        _session.ImportModule();
        _session.ImportModule();

        Assert.Equal(_promised, _session.Cmdlets());
    }

    [Fact]
    public void A_forced_import_keeps_the_cmdlets_every_time()
    {
        _session.ImportModule();
        _session.Run("Import-Module $args[0] -Force; Import-Module $args[0] -Force", StagedModule.Folder);

        Assert.Equal(_promised, _session.Cmdlets());
    }

    [Fact]
    public void A_forced_import_works_where_everything_asks_what_if()
    {
        _session.ImportModule();
        _session.Run("$global:WhatIfPreference = $true; $global:ConfirmPreference = 'Low'");
        _session.Run("Import-Module $args[0] -Force", StagedModule.Folder);

        Assert.Equal(_promised, _session.Cmdlets());
    }

    [Fact]
    public void Removal_takes_the_cmdlets_away()
    {
        _session.ImportModule();
        _session.Run("Remove-Module RotationPS");

        Assert.Empty(_session.Cmdlets());
        Assert.Empty(_session.Run("Get-Command $args[0] -ErrorAction Ignore", _promised[0]));
    }

    [Fact]
    public void An_import_after_removal_brings_the_cmdlets_back()
    {
        _session.ImportModule();
        _session.Run("Remove-Module RotationPS");
        _session.ImportModule();

        Assert.Equal(_promised, _session.Cmdlets());
    }

    [Fact]
    public void Two_sessions_of_one_process_share_the_assembly_and_not_the_module()
    {
        using var other = new EngineSession();
        _session.ImportModule();
        other.ImportModule();
        _session.Run("Remove-Module RotationPS");

        Assert.Equal(_promised, other.Cmdlets());
        Assert.Empty(_session.Cmdlets());
    }

    [Fact]
    public async Task Many_sessions_can_import_at_once()
    {
        var imports = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var session = new EngineSession();
            session.ImportModule();
            return session.Cmdlets();
        }));

        Assert.All(await Task.WhenAll(imports), cmdlets => Assert.Equal(_promised, cmdlets));
    }

    [Fact]
    public void Another_module_can_import_it_for_itself()
    {
        _session.Run(
            """
            $folder = $args[0]
            New-Module -Name Outer {
                param($folder)
                Import-Module $folder
                function Get-InnerCommand { (Get-Command -Module RotationPS).Name }
            } -ArgumentList $folder | Import-Module
            """,
            StagedModule.Folder);

        Assert.Empty(_session.Cmdlets());
        Assert.Equal(_promised, _session.Run("Get-InnerCommand").Select(name => name.ToString()).Order());
    }

    [Fact]
    public void Its_script_calls_no_cmdlet_that_the_engine_lacks()
    {
        var engine = _session.Run("Get-Command -CommandType Cmdlet").Select(command => ((CommandInfo)command.BaseObject).Name);
        var script = Parser.ParseFile(Path.Combine(StagedModule.Folder, "RotationPS.psm1"), out _, out var errors);
        var called = script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true)
            .Select(node => ((CommandAst)node).GetCommandName().Split('\\')[^1]);

        Assert.Empty(errors);
        Assert.Empty(called.Except(engine, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_manifest_has_the_version_of_the_assembly()
    {
        _session.ImportModule();

        var version = _session.Run("(Get-Module RotationPS).Version.ToString()").Single().ToString();
        Assert.Equal(LoadedModule.Assembly.GetName().Version!.ToString(3), version);
    }

    public void Dispose() => _session.Dispose();

    private static string[] Promised()
    {
        using var session = new EngineSession();
        return [.. session.Run("(Test-ModuleManifest $args[0]).ExportedCmdlets.Keys", StagedModule.Manifest).Select(name => name.ToString()).Order()];
    }
}
