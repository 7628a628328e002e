using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What a person sees of the output.</summary>
public sealed class ViewTests(CmdletServer server) : CmdletTests(server)
{
    [Theory]
    [InlineData("New-RotatedSecret other @server -Account $app", "Name State LastRotated NextRotation UserName CloneUserName Host")]
    [InlineData("Set-SingleUserRotation app @vault", "Name State LastRotated NextRotation UserName CloneUserName Host")]
    [InlineData("Invoke-SecretRotation app @vault", "Name Status UserName Seconds VersionId")]
    [InlineData("Get-SecretStageLabel app @vault", "Name StageLabel VersionId CreatedDate")]
    public void Output_is_a_table_with_its_columns(string script, string columns)
    {
        MakeSingleUserSecret();

        Run($"{script} | Out-Default");

        Assert.Matches($@"(?m)^{columns.Replace(" ", " +")} *\r?$", Session.Host.Shown);
        Assert.Matches(@"(?m)^(app|other) +\w", Session.Host.Shown);
    }

    [Fact]
    public void A_failed_rotation_shows_its_kind_and_the_id_that_was_given()
    {
        MakeSingleUserSecret();

        Try("Invoke-SecretRotation nobody @vault -ErrorAction SilentlyContinue | Out-Default");

        Assert.Matches(@"(?m)^nobody +Failed: ResourceNotFound ", Session.Host.Shown);
    }

    [Fact]
    public void The_labels_of_a_version_stand_together()
    {
        MakeSingleUserSecret();

        Run("Invoke-SecretRotation app @vault | Out-Null; Get-SecretStageLabel app @vault | Out-Default");

        Assert.Matches(@"(?m)^app +AWSCURRENT +[0-9a-f-]{36} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", Session.Host.Shown);
    }
}
