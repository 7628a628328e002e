using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What Get-SecretStageLabel and Get-RotatedCredential give.</summary>
public sealed class ReadingTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public void Versions_are_listed_newest_first_with_their_labels()
    {
        var secret = MakeSingleUserSecret();
        var rotated = Run("1..2 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("VersionId")).ToList();

        var versions = Run("Get-SecretStageLabel app @vault");

        Assert.Equal([$"AWSCURRENT {rotated[1]}", $"AWSPREVIOUS {rotated[0]}"], versions.Select(version => $"{version.Labels} {version.Text("VersionId")}"));
        Assert.All(versions, version => Assert.Equal(secret.Text("ARN"), version.Text("ARN")));
        Assert.All(versions, version => Assert.Equal("app", version.Text("Name")));
        Assert.All(versions, version => Assert.InRange((DateTime)version.Value("CreatedDate")!, DateTime.Now.AddMinutes(-5), DateTime.Now.AddMinutes(5)));
    }

    [Fact]
    public void Deprecated_versions_are_listed_on_demand()
    {
        MakeSingleUserSecret();
        Run("1..2 | ForEach-Object { Invoke-SecretRotation app @vault }");

        Assert.Equal(["AWSCURRENT", "AWSPREVIOUS", ""], Run("Get-SecretStageLabel app @vault -IncludeDeprecated").Select(version => version.Labels));
    }

    [Fact]
    public async Task Labels_choose_versions()
    {
        MakeSingleUserSecret();
        Run("Invoke-SecretRotation app @vault");
        await Contents.PutAsync("app", await Contents.CurrentAsync("app", Cancellation), ["AWSPENDING", "mine"], Cancellation);

        var pending = Assert.Single(Run("Get-SecretStageLabel app AWSPENDING @vault"));
        Assert.Equal("AWSPENDING mine", pending.Labels);

        // Export-Csv writes what ToString of a property's value says.
        Assert.Equal("AWSPENDING, mine", pending.Value("StageLabel")!.ToString());
        Assert.Equal("AWSPENDING mine", Assert.Single(Run("Get-SecretStageLabel app -StageLabel AWSPENDING, mine @vault")).Labels);
        Assert.Equal(2, Run("Get-SecretStageLabel app -StageLabel mine, AWSCURRENT @vault").Count);
        Assert.Empty(Run("Get-SecretStageLabel app awscurrent @vault"));
    }

    [Fact]
    public void A_credential_is_that_of_the_version_asked_for()
    {
        MakeSingleUserSecret();
        Run("1..2 | ForEach-Object { Invoke-SecretRotation app @vault }");
        var versions = Run("Get-SecretStageLabel app @vault -IncludeDeprecated").Select(version => version.Text("VersionId")).ToList();
        string Password(string parameters) => Assert.Single(Run($"Get-RotatedCredential app {parameters} @vault")).Password;

        var passwords = versions.ConvertAll(version => Password($"-VersionId {version}"));

        Assert.Equal(3, passwords.Distinct().Count());
        Assert.Equal(AppPassword, passwords[2]);
        Assert.Equal(passwords[0], Password(""));
        Assert.Equal(passwords[0], Password("AWSCURRENT"));
        Assert.Equal(passwords[1], Password("-StageLabel AWSPREVIOUS"));
        Assert.Equal(passwords[1], Password($"-StageLabel AWSPREVIOUS -VersionId {versions[1]}"));
        Refusal.Assert(Try($"Get-RotatedCredential app AWSCURRENT -VersionId {versions[1]} @vault"), "InvalidRequest", "GetRotatedCredential", "app");
    }

    [Fact]
    public async Task A_secret_with_user_name_and_password_alone_gives_a_credential()
    {
        await Contents.AddAsync("master", """{"username":"postgres","password":"a \"quoted\" pässword"}""", Cancellation);

        var credential = Assert.Single(Run("Get-RotatedCredential master @vault"));

        Assert.Equal("postgres", credential.Text("UserName"));
        Assert.Equal("a \"quoted\" pässword", credential.Password);
    }

    [Fact]
    public void A_relative_vault_path_is_relative_to_the_location()
    {
        MakeSingleUserSecret();

        Assert.Single(Run("$ExecutionContext.SessionState.Path.SetLocation($args[0]) | Out-Null; Get-RotatedCredential app -VaultPath ./vault", Folder));
    }
}
