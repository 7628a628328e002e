using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Set-RotationSchedule, and what the changes of strategy say where somebody may have wanted that.</summary>
public sealed class SetRotationScheduleTests(CmdletServer server) : FleetTests(server)
{
    [Fact]
    public async Task A_schedule_changes_and_nothing_else_does()
    {
        Run("New-RotatedSecret admin @server -Account $admin; New-RotatedSecret pair @server -Account $app -SuperuserSecretId admin -Schedule 'rate(30 days)'");
        var before = await StateAsync();

        var run = Try("Set-RotationSchedule pair @vault -Schedule 'cron(0 8 1 * ? *)' -Window 4h");

        Assert.Empty(run.Errors);
        Assert.Empty(run.Messages);
        var changed = Assert.Single(run.Output);
        Assert.Equal(("Alternating", "cron(0 8 1 * ? *)", "4h"), (changed.Text("Strategy"), changed.Text("Schedule"), changed.Text("Window")));
        Assert.Equal(before, await StateAsync());
        Assert.Equal(string.Empty, Assert.Single(Run("Set-RotationSchedule pair @vault -Schedule ''")).Text("Schedule"));
        Assert.Empty((await Contents.DescribeAsync("pair", Cancellation)).Tags);
    }

    [Fact]
    public async Task A_fleet_of_both_strategies_comes_down_the_pipeline()
    {
        await AddAsync("single", ("RotationPS:Schedule", "rate 30 days"));
        Run("New-RotatedSecret admin @server -Account $admin; New-RotatedSecret pair @server -Account $app -SuperuserSecretId admin -Schedule 'rate(12 hours)'");

        var changed = Run("Get-RotatedSecret @vault | Where-Object Schedule | Set-RotationSchedule @vault -NotBetween 2036-12-20/2037-01-05");

        Assert.Equal(
            ["pair Alternating rate(12 hours) 2036-12-20/2037-01-05", "single SingleUser rate(30 days) 2036-12-20/2037-01-05"],
            changed.Select(secret => $"{secret.Text("Name")} {secret.Text("Strategy")} {secret.Text("Schedule")} {secret.Text("NotBetween")}").Order());
    }

    [Fact]
    public async Task A_damaged_tag_is_mended_by_another_schedule()
    {
        await AddAsync("reports", ("RotationPS:Schedule", "every day"), ("RotationPS:Window", "2h"));

        Assert.Equal("cron(0 8 * * ? *)", Assert.Single(Run("Set-RotationSchedule reports @vault -Schedule 'cron(0 8 * * ? *)'")).Text("Schedule"));
    }

    [Fact]
    public async Task A_secret_that_nobody_understands_loses_its_schedule_with_a_warning()
    {
        await Contents.AddAsync("broken", "{", Cancellation, tags: new Dictionary<string, string> { ["RotationPS:Schedule"] = "rate 30 days", ["team"] = "shop" });

        var run = Try("Set-RotationSchedule broken @vault -Schedule ''");

        Assert.Empty(run.Errors);
        Assert.Empty(run.Output);
        Assert.StartsWith("The secret 'broken' has no schedule now, and cannot be shown. ", Assert.Single(run.Messages));
        Assert.Equal(["team"], (await Contents.DescribeAsync("broken", Cancellation)).Tags.Keys);
    }

    [Theory]
    [InlineData("Set-RotationSchedule @vault -Window 3h", "SetRotationSchedule")]
    [InlineData("Set-SingleUserRotation @vault -Window 3h", "SetSingleUserRotation")]
    public async Task An_error_names_its_secret_though_an_ARN_came_down_the_pipeline(string script, string cmdlet)
    {
        await AddAsync("reports");
        var arn = (await Contents.DescribeAsync("reports", Cancellation)).Arn;

        Assert.StartsWith("Secret 'reports': ", Refusal.Assert(Try($"Get-RotatedSecret reports @vault | {script}"), "InvalidParameter", cmdlet, arn));
    }

    [Fact]
    public async Task A_tag_that_stays_and_is_damaged_is_not_blamed_on_the_caller()
    {
        await AddAsync("reports", ("RotationPS:Schedule", "rate 30 days"), ("RotationPS:Window", "wide"));

        var message = Refusal.Assert(Try("Set-RotationSchedule reports @vault -Schedule 'rate(10 days)'"), "InvalidParameter", "SetRotationSchedule", "reports");

        Assert.Contains("The secret's tag 'RotationPS:Window' with the value 'wide' cannot be used.", message);
        Assert.EndsWith("-Window 1h, or take it off with -Window ''.", message);
    }

    [Fact]
    public async Task What_if_names_secrets_that_came_down_the_pipeline()
    {
        await AddAsync("reports");

        Assert.Empty(Run("Get-RotatedSecret reports @vault | Set-RotationSchedule @vault -Schedule 'rate(30 days)' -WhatIf"));

        Assert.Contains("Change the schedule of the secret 'reports'. Schedule: rate(30 days).", Session.Host.Shown);
    }

    [Theory]
    [InlineData("Set-RotationSchedule app", "Change the schedule of the secret 'app'. Schedule: rate(30 days).")]
    [InlineData("Set-SingleUserRotation app", "Change the secret 'app'. Rotate with a single user from now on. Schedule: rate(30 days).")]
    public void Verbose_says_in_a_sentence_what_is_changed(string command, string sentence)
    {
        MakeSingleUserSecret();

        var messages = Try($"{command} @vault -Schedule 'rate(30 days)' -Verbose").Messages;

        Assert.Contains(sentence, messages);
        Assert.DoesNotContain(messages, message => message.Contains("Performing the operation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-WhatIf")]
    [InlineData("-Confirm")]
    public async Task Nothing_changes_unless_it_is_approved(string question)
    {
        await AddAsync("reports");

        Assert.Empty(Try($"Set-RotationSchedule reports @vault -Schedule 'rate(30 days)' {question}").Output);

        Assert.Empty((await Contents.DescribeAsync("reports", Cancellation)).Tags);
    }

    [Theory]
    [InlineData("reports", "InvalidParameter", null)]
    [InlineData("reports -Window 4h", "InvalidParameter", "reports")]
    [InlineData("reports -Schedule 'every day'", "InvalidParameter", "reports")]
    [InlineData("apikey -Schedule 'rate(30 days)'", "SecretNotJson", "apikey")]
    [InlineData("nobody -Schedule 'rate(30 days)'", "ResourceNotFound", "nobody")]
    public async Task What_cannot_be_is_refused_and_nothing_changes(string arguments, string kind, string? secret)
    {
        await AddAsync("reports");
        await Contents.AddAsync("apikey", "not a database", Cancellation);

        foreach (var question in new[] { string.Empty, " -WhatIf" })
        {
            Refusal.Assert(Try($"Set-RotationSchedule {arguments} @vault{question}"), kind, "SetRotationSchedule", secret);
        }

        Assert.Empty((await Contents.DescribeAsync("reports", Cancellation)).Tags);
        Assert.Empty((await Contents.DescribeAsync("apikey", Cancellation)).Tags);
    }

    [Theory]
    [InlineData("Set-SingleUserRotation pair @vault -Schedule 'rate(30 days)'", true)]
    [InlineData("Set-SingleUserRotation pair @vault", false)]
    [InlineData("Set-AlternatingRotation pair @vault -Schedule 'rate(30 days)'", false)]
    public void A_change_of_strategy_that_comes_with_a_schedule_is_told_of(string script, bool isTold)
    {
        Run("New-RotatedSecret admin @server -Account $admin; New-RotatedSecret pair @server -Account $app -SuperuserSecretId admin");

        var run = Try($"{script} -WarningVariable told -WarningAction SilentlyContinue; $told");

        Assert.Empty(run.Errors);
        var warnings = run.Output.Skip(1).Select(warning => warning.ToString()).ToList();
        Assert.Equal(isTold ? 1 : 0, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("'pair' rotates with a single user from now on, and no longer with alternating users", warning));
    }
}
