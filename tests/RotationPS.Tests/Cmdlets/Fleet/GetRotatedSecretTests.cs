using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Get-RotatedSecret, and the schedules that New- and Set- give a secret.</summary>
public sealed class GetRotatedSecretTests(CmdletServer server) : FleetTests(server)
{
    [Fact]
    public async Task The_fleet_is_listed_with_schedules_and_where_each_stands()
    {
        await AddDueAsync("due");
        await AddAsync("ready", ("RotationPS:Schedule", "rate 30 days"));
        await AddAsync("unscheduled");
        await Contents.AddAsync("apikey", "not a database", Cancellation);

        var secrets = Run("Get-RotatedSecret @vault").ToDictionary(secret => secret.Text("Name"));

        Assert.Equal(["due", "ready", "unscheduled"], secrets.Keys.Order());
        Assert.Equal("rate(30 days)", secrets["ready"].Text("Schedule"));
        Assert.Equal("Ready", secrets["ready"].Text("State"));
        Assert.Equal("cron(0 0 * * ? *)", secrets["due"].Text("Schedule"));
        Assert.Equal("Overdue", secrets["due"].Text("State"));
        Assert.Equal(User("due"), secrets["due"].Text("UserName"));
        Assert.Equal(string.Empty, secrets["unscheduled"].Text("NextRotation"));
        Assert.InRange((DateTime)secrets["due"].Value("LastRotated")!, DateTime.Now.AddDays(-2.1), DateTime.Now.AddDays(-1.9));
    }

    [Fact]
    public async Task Switches_list_what_is_due_overdue_or_stuck()
    {
        await AddDueAsync("due");
        await AddAsync("ready", ("RotationPS:Schedule", "rate 30 days"));
        await AddAsync("stuck");
        await Contents.PutAsync("stuck", await Contents.CurrentAsync("stuck", Cancellation), [StageLabel.Pending.Value], Cancellation);

        Assert.Equal(["due"], Names(Run("Get-RotatedSecret @vault -Due")));
        Assert.Equal(["due"], Names(Run("Get-RotatedSecret @vault -Overdue")));
        Assert.Equal(["stuck"], Names(Run("Get-RotatedSecret @vault -Stuck")));
        Assert.Equal(["due", "stuck"], Names(Run("Get-RotatedSecret @vault -Due -Stuck")));
        Assert.Equal("Rotated", Assert.Single(Run("Get-RotatedSecret @vault -Due | Invoke-SecretRotation @vault")).Text("Status"));
    }

    [Fact]
    public async Task Names_have_wildcards_and_one_that_is_not_there_is_an_error()
    {
        await AddAsync("prod/one");
        await AddAsync("test/one");
        await Contents.AddAsync("prod/key", "not a database", Cancellation);

        Assert.Equal(["prod/one"], Names(Run("Get-RotatedSecret prod/* @vault")));
        Assert.Empty(Run("Get-RotatedSecret nothing* @vault"));
        Refusal.Assert(Try("Get-RotatedSecret nobody @vault"), "ResourceNotFound", "GetRotatedSecret", "nobody");
        Refusal.Assert(Try("Get-RotatedSecret prod/key @vault"), "SecretNotJson", "GetRotatedSecret", "prod/key");
    }

    [Fact]
    public async Task What_is_overdue_stays_overdue_when_its_strategy_changes()
    {
        await AddDueAsync("due");

        Run("New-RotatedSecret admin @server -Account $admin");
        var changed = Assert.Single(Run("Set-AlternatingRotation due admin @vault"));

        Assert.Equal("Alternating", changed.Text("Strategy"));
        Assert.Equal("Overdue", changed.Text("State"));
        Assert.Equal("Warning", Assert.Single(Run("Test-RotatedSecret due @vault"), check => check.Text("Check") == "Age").Text("Status"));
        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation -Due @vault"), result => result.Text("Name") == "due").Text("Status"));
        Assert.Equal("Ready", Assert.Single(Run("Get-RotatedSecret due @vault")).Text("State"));
    }

    [Fact]
    public void Secrets_and_results_have_a_text_that_can_be_read()
    {
        Run("New-RotatedSecret app @server -Account $app -Schedule 'rate(30 days)' -NotBetween 2026-12-20/2027-01-05, 2027-12-20/2028-01-05");
        Assert.Equal("app", $"{Assert.Single(Run("\"$(Get-RotatedSecret @vault)\""))}");
        Assert.Equal("app, nobody", $"{Assert.Single(Run("('app', 'nobody' | Invoke-SecretRotation @vault -Canary 1 -ErrorAction SilentlyContinue) -join ', '"))}");

        // Export-Csv writes what ToString of a property's value says.
        Assert.Equal("2026-12-20/2027-01-05, 2027-12-20/2028-01-05", $"{Assert.Single(Run("(Get-RotatedSecret @vault).NotBetween.ToString()"))}");
        Assert.Matches(@"^(\w+ \d+ ms(, |$))+$", $"{Assert.Single(Run("(Invoke-SecretRotation app @vault).Steps.ToString()"))}");
    }

    [Theory]
    [InlineData("Get-RotatedSecret app[4 @vault", "GetRotatedSecret", "app[4", "'app[4' is no pattern")]
    [InlineData("Get-RotatedSecret -Tag @{ team = 's[' } @vault", "GetRotatedSecret", "", "'s[' is no pattern")]
    [InlineData("Invoke-SecretRotation -Due app[z-a] @vault", "InvokeSecretRotation", "app[z-a]", "'app[z-a]' is no pattern")]
    public async Task A_pattern_that_cannot_be_read_is_refused_in_words_of_ours(string script, string cmdlet, string target, string words)
    {
        await AddDueAsync("due");

        Assert.StartsWith(words, Refusal.Assert(Try(script), "InvalidParameter", cmdlet, target));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("utc")]
    public void UTC_stays_UTC(string zone) =>
        Assert.Equal("UTC", Assert.Single(Run($"New-RotatedSecret app @server -Account $app -Schedule 'rate(30 days)' -TimeZone {zone}")).Text("TimeZone"));

    [Fact]
    public async Task A_secret_whose_schedule_cannot_be_read_is_listed_without_it_beside_its_error()
    {
        await AddAsync("good", ("RotationPS:Schedule", "rate 30 days"));
        await AddAsync("bad", ("RotationPS:Schedule", "rate 3 hours"));

        var run = Try("Get-RotatedSecret @vault");
        var shown = run.Output.Single(secret => secret.Text("Name") == "bad");

        Assert.Equal(2, run.Output.Count);
        Assert.Equal((User("bad"), "postgres", Server.Host), (shown.Text("UserName"), shown.Text("Engine"), shown.Text("Host")));
        Assert.Equal((null, null, null), (shown.Value("State"), shown.Value("Schedule"), shown.Value("NextRotation")));
        Refusal.Assert(run, "InvalidParameter", "GetRotatedSecret", "bad");
        Assert.StartsWith("Secret 'bad': The secret's tag 'RotationPS:Schedule' with the value 'rate 3 hours' cannot be used. ", run.Errors[0].Exception.Message);
        Assert.Empty(Try("Get-RotatedSecret -Due -Overdue @vault").Output);
    }

    [Fact]
    public void A_new_secret_has_its_schedule_and_the_sets_change_it()
    {
        var made = Assert.Single(Run(
            "New-RotatedSecret app @server -Account $app -Schedule 'cron(0 8 1 * ? *)' -Window 4h -TimeZone 'W. Europe Standard Time' -NotBetween 2026-12-20/2027-01-05"));
        Assert.Equal("cron(0 8 1 * ? *)", made.Text("Schedule"));
        Assert.Equal("4h", made.Text("Window"));
        Assert.Equal("Europe/Berlin", made.Text("TimeZone"));
        Assert.Equal("2026-12-20/2027-01-05", made.Text("NotBetween"));

        var changed = Assert.Single(Run("Set-SingleUserRotation app @vault -Window 2h"));
        Assert.Equal("2h", changed.Text("Window"));
        Assert.Equal("cron(0 8 1 * ? *)", changed.Text("Schedule"));

        var none = Assert.Single(Run("Set-SingleUserRotation app @vault -Schedule ''"));
        Assert.Equal(string.Empty, none.Text("Schedule"));
        Assert.Equal(string.Empty, none.Text("NextRotation"));
    }

    [Theory]
    [InlineData("New-RotatedSecret other @server -Account $app -Schedule 'rate(1 hour)'", "NewRotatedSecret", "other")]
    [InlineData("New-RotatedSecret other @server -Account $app -Window 4h", "NewRotatedSecret", "other")]
    [InlineData("Set-SingleUserRotation app @vault -Schedule 'cron(* * * * * *)'", "SetSingleUserRotation", "app")]
    [InlineData("Set-AlternatingRotation app admin @vault -Schedule 'rate(30 days)' -TimeZone Europe/Atlantis", "SetAlternatingRotation", "app")]
    public async Task A_schedule_that_cannot_be_is_refused_and_nothing_changes(string script, string cmdlet, string secret)
    {
        Run("New-RotatedSecret admin @server -Account $admin; New-RotatedSecret app @server -Account $app");
        var before = await StateAsync();

        Refusal.Assert(Try(script), "InvalidParameter", cmdlet, secret);

        Assert.Equal(before, await StateAsync());
        Assert.Empty((await Contents.DescribeAsync("app", Cancellation)).Tags);
    }

    private static IEnumerable<string> Names(IEnumerable<System.Management.Automation.PSObject> secrets) => secrets.Select(secret => secret.Text("Name")).Order();
}
