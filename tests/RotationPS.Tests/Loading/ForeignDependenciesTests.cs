using System.Reflection;
using RotationPS.Tests.Shell;
using Xunit;

namespace RotationPS.Tests.Loading;

/// <summary>A session in which another module has loaded older copies of what the module uses too.</summary>
public sealed class ForeignDependenciesTests : IDisposable
{
    private const string Script = """
        param($Module, $AwsSdk, $Npgsql)
        $foreign = foreach ($path in $AwsSdk, $Npgsql) { [System.Reflection.Assembly]::LoadFrom($path).GetName().Version.Major }
        Import-Module $Module

        $nobody = @{ EndpointUrl = 'http://127.0.0.1:1'; Region = 'eu-central-1' }
        $account = [pscredential]::new('app', [System.Net.NetworkCredential]::new('', 'secret').SecurePassword)
        try { Get-SecretStageLabel app @nobody -Credential ([Amazon.Runtime.BasicAWSCredentials]::new('key', 'secret')) -ErrorAction Stop }
        catch { "AWS: $($_.FullyQualifiedErrorId)" }
        try { New-RotatedSecret app postgres 127.0.0.1 -Port 1 -Account $account -VaultPath ./vault -ErrorAction Stop }
        catch { "PostgreSQL: $($_.FullyQualifiedErrorId)" }

        "Loaded first: $foreign"
        "Seen by others: $([Amazon.RegionEndpoint].Assembly.GetName().Version.Major) $([Npgsql.NpgsqlConnection].Assembly.GetName().Version.Major)"
        "Still theirs: $([Amazon.RegionEndpoint]::GetBySystemName('eu-central-1').DisplayName), $([Npgsql.NpgsqlConnectionStringBuilder]::new('Host=x').Host)"
        exit 0
        """;

    private readonly ShellProcess _shell = new();

    [Fact]
    public async Task Neither_disturbs_the_other()
    {
        var result = await _shell.RunAsync(Script, "-Module", StagedModule.Folder, "-AwsSdk", PathOf("ForeignAwsSdk"), "-Npgsql", PathOf("ForeignNpgsql"));

        Assert.Contains("AWS: Unreachable,RotationPS.Commands.GetSecretStageLabelCommand", result.Output);
        Assert.Contains("PostgreSQL: Unreachable,RotationPS.Commands.NewRotatedSecretCommand", result.Output);
        Assert.Contains("Loaded first: 3 8", result.Output);
        Assert.Contains("Seen by others: 3 8", result.Output);
        Assert.Contains("Still theirs: Europe (Frankfurt), x", result.Output);
    }

    public void Dispose() => _shell.Dispose();

    private static string PathOf(string name) =>
        typeof(ForeignDependenciesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == name).Value!;
}
