using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What a person sees of the output.</summary>
public sealed class ViewTests(CmdletServer server) : CmdletTests(server)
{
    [Theory]
    [InlineData("New-RotatedSecret other @server -Account $app", "Name State LastRotated NextRotation UserName NextUserName Host")]
    [InlineData("Set-SingleUserRotation app @vault", "Name State LastRotated NextRotation UserName NextUserName Host")]
    [InlineData("Invoke-SecretRotation app @vault", "Name Status Seconds UserName")]
    [InlineData("Get-SecretStageLabel app @vault", "Name StageLabel VersionId CreatedDate")]
    public void Output_is_a_table_with_its_columns(string script, string columns)
    {
        MakeSingleUserSecret();

        Run($"{script} | Out-Default");

        Assert.Matches($@"(?m)^{columns.Replace(" ", " +")} *\r?$", Session.Host.Shown);
        Assert.Matches(@"(?m)^(app|other) +\w", Session.Host.Shown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Two_accounts_that_alternate_are_shown_in_the_order_of_their_turns(int rotations)
    {
        MakeAlternatingSecret();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            Run("Invoke-SecretRotation app @vault");
        }

        var (current, next) = rotations == 0 ? (App, Clone) : (Clone, App);

        var secret = Assert.Single(Run("Get-RotatedSecret app @vault"));
        Run("Get-RotatedSecret app @vault | Out-Default");

        Assert.Equal((current, next, Clone), (secret.Text("UserName"), secret.Text("NextUserName"), secret.Text("CloneUserName")));
        // A name that does not fit its column is cut.
        var (first, second) = rotations == 0 ? (App, $@"{App}_\S+") : ($@"{App}_\S+", App);
        Assert.Matches($"(?m)^app .* {first} +{second} ", Session.Host.Shown);
    }

    [Fact]
    public void A_failed_rotation_shows_its_kind_and_the_id_that_was_given()
    {
        MakeSingleUserSecret();

        Try("Invoke-SecretRotation nobody @vault -ErrorAction SilentlyContinue | Out-Default");

        Assert.Matches(@"(?m)^nobody +Failed: ResourceNotFound ", Session.Host.Shown);
    }

    [Theory]
    [InlineData(80, 16)]
    [InlineData(120, 56)]
    public void Every_kind_of_failure_is_whole_in_the_table_of_rotations(int columns, int accountName)
    {
        var account = new string('a', accountName);

        Run(
            "$columns, $account, $kinds = $args; $Host.UI.RawUI.BufferSize = [System.Management.Automation.Host.Size]::new($columns, 3000); "
            + "$kinds | ForEach-Object { [pscustomobject]@{ PSTypeName = 'RotationPS.Output.SecretRotationResult'; Name = 'app'; Status = 'Failed'; "
            + "FailureKind = $_; UserName = $account; Duration = [timespan]::FromSeconds(123) } } | Out-Default",
            columns,
            account,
            Enum.GetNames<FailureKind>());

        Assert.All(Enum.GetNames<FailureKind>(), kind => Assert.Matches($@"(?m)^app +Failed: {kind} +123\D000 {account}\s*$", Session.Host.Shown));
    }

    [Theory]
    [InlineData("Get-RotatedSecret app @vault")]
    [InlineData("Get-SecretStageLabel app @vault")]
    [InlineData("Invoke-SecretRotation app -Due @vault")]
    public void A_date_has_the_year_that_the_messages_have_whatever_the_calendar(string script)
    {
        Run("New-RotatedSecret app @server -Account $app -Schedule 'rate(30 days)'");

        // In Thailand it is the year 543 more.
        Run($"[System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo('th-TH'); {script} | Out-Default");

        Assert.Matches($@"(?m)^app .*\b{DateTime.Now.Year.ToString(CultureInfo.InvariantCulture)[..3]}\d-\d\d-\d\d", Session.Host.Shown);
    }

    [Fact]
    public void The_labels_of_a_version_stand_together()
    {
        MakeSingleUserSecret();

        Run("Invoke-SecretRotation app @vault | Out-Null; Get-SecretStageLabel app @vault | Out-Default");

        Assert.Matches(@"(?m)^app +AWSCURRENT +[0-9a-f-]{36} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", Session.Host.Shown);
    }
}
