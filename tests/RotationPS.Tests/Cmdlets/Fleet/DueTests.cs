using System.Text.Json;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Fleet;

/// <summary>Invoke-SecretRotation -Due.</summary>
public sealed class DueTests(CmdletServer server) : FleetTests(server)
{
    [Fact]
    public async Task What_is_due_is_rotated_and_the_rest_is_told_with_its_reason()
    {
        await AddDueAsync("due");
        await AddAsync("later", ("RotationPS:Schedule", "rate 30 days"));
        await AddAsync("unscheduled");

        var results = Run("Invoke-SecretRotation -Due @vault").ToDictionary(result => result.Text("Name"));

        Assert.Equal(["due", "later"], results.Keys.Order());
        Assert.Equal("Rotated", results["due"].Text("Status"));
        Assert.StartsWith("Its window is open until ", results["due"].Text("Reason"));
        Assert.Equal("NotDue", results["later"].Text("Status"));
        Assert.StartsWith("Its next window opens ", results["later"].Text("Reason"));
        Assert.InRange((DateTime)results["later"].Value("NextRotation")!, DateTime.Now.AddDays(26), DateTime.Now.AddDays(30));
        await AssertCurrentLogsInAsync("due");
        Assert.Equal(1, await VersionsAsync("later"));
        Assert.Equal(1, await VersionsAsync("unscheduled"));
    }

    [Fact]
    public async Task What_is_not_due_promises_nothing_of_the_time_that_is_left()
    {
        for (var index = 0; index < 4; index++)
        {
            await AddAsync($"later{index}", ("RotationPS:Schedule", "rate 30 days"));
        }

        var run = Try("Invoke-SecretRotation -Due @vault");

        var shown = run.Messages.Where(message => message.Contains("not due", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, progress => Assert.Contains("sec = -1", progress));
    }

    [Fact]
    public async Task Twice_in_a_row_rotates_once()
    {
        await AddDueAsync("due");

        Run("Invoke-SecretRotation -Due @vault");
        var again = Assert.Single(Run("Invoke-SecretRotation -Due @vault"));

        Assert.Equal("NotDue", again.Text("Status"));
        Assert.Equal(2, await VersionsAsync("due"));
    }

    [Fact]
    public async Task WhatIf_lists_what_is_due_and_changes_nothing()
    {
        await AddDueAsync("due");
        await AddAsync("later", ("RotationPS:Schedule", "rate 30 days"));
        var before = await StateAsync();

        var output = Run("Invoke-SecretRotation -Due @vault -WhatIf");

        Assert.Equal("later", Assert.Single(output).Text("Name"));
        Assert.Contains($"What if: Rotate the secret 'due' (now '{User("due")}' at {Server.Host}). Its window is open until", Session.Host.Shown);
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData(true, "Rotated")]
    [InlineData(false, null)]
    public async Task Confirm_asks_for_each(bool approves, string? status)
    {
        await AddDueAsync("due");
        Session.Host.Approves = approves;

        var output = Run("Invoke-SecretRotation -Due @vault -Confirm");

        Assert.Contains("'due' (", Assert.Single(Session.Host.Questions));
        Assert.Equal(status, output.SingleOrDefault()?.Text("Status"));
    }

    [Fact]
    public async Task Names_and_tags_say_which_are_looked_at()
    {
        await AddDueAsync("prod/one");
        await AddDueAsync("prod/two");
        await AddDueAsync("test/one");
        await AddAsync("prod/tagged", ("RotationPS:Schedule", "cron 0 0 all all none all"), ("team", "shop"));

        var tagged = Run("Invoke-SecretRotation -Due -Tag @{ team = 's*' } @vault -WhatIf; Invoke-SecretRotation -Due -Tag @{ team = 's*' } @vault");
        var named = Run("Invoke-SecretRotation -Due -Name prod/t*, prod/o* @vault");

        Assert.Equal(["prod/tagged"], tagged.Select(result => result.Text("Name")));
        Assert.Equal(["prod/one", "prod/tagged", "prod/two"], named.Select(result => result.Text("Name")).Order());
        Assert.Equal(1, await VersionsAsync("test/one"));
    }

    [Fact]
    public async Task A_name_without_a_secret_or_a_schedule_is_an_error()
    {
        await AddDueAsync("due");
        await AddAsync("unscheduled");

        var run = Try("Invoke-SecretRotation -Due -Name due, unscheduled, nobody, none* @vault");

        Assert.Equal("Rotated", Assert.Single(run.Output).Text("Status"));
        Assert.Equal(["nobody", "unscheduled"], run.Errors.Select(error => (string)error.TargetObject).Order());
        Assert.All(run.Errors, error => Assert.StartsWith("ResourceNotFound,", error.FullyQualifiedErrorId));
    }

    [Fact]
    public async Task Secrets_that_come_down_the_pipeline_are_rotated_if_it_is_their_time()
    {
        await AddDueAsync("due");
        await AddDueAsync("other");
        await AddAsync("later", ("RotationPS:Schedule", "rate 30 days"));
        await AddAsync("unscheduled");

        var run = Try("Get-RotatedSecret due, later, unscheduled @vault | Invoke-SecretRotation -Due @vault");
        var named = Run("'oth*', 'later' | Invoke-SecretRotation -Due @vault");

        Assert.Equal(["due Rotated", "later NotDue"], run.Output.Select(result => $"{result.Text("Name")} {result.Text("Status")}").Order());
        Assert.StartsWith("ResourceNotFound,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.Contains("secret:unscheduled-", (string)run.Errors[0].TargetObject);
        Assert.Equal(["later NotDue", "other Rotated"], named.Select(result => $"{result.Text("Name")} {result.Text("Status")}").Order());
    }

    [Fact]
    public async Task A_pipeline_without_secrets_rotates_none()
    {
        await AddDueAsync("due");

        var run = Try("Get-RotatedSecret none* @vault | Invoke-SecretRotation -Due @vault");

        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Contains("No secret came down the pipeline, so none is looked at.", run.Messages);
        Assert.Equal(1, await VersionsAsync("due"));
    }

    [Theory]
    [InlineData("-SecretId DUE*", "No secret with a schedule has a name that -SecretId asks for; case matters.")]
    [InlineData("-Tag @{ Team = 'shop' }", "No secret with a schedule has the tags that -Tag asks for; case matters.")]
    [InlineData("-SecretId due -Tag @{ team = 'Shop' }", "No secret with a schedule has a name and the tags that -SecretId and -Tag ask for; case matters.")]
    [InlineData("-SecretId due, none* -Tag @{ team = 'shop' }", null)]
    [InlineData("-SecretId none -ErrorAction SilentlyContinue", null)]
    [InlineData("-Tag @{ team = 'none' } -ShardIndex 0 -ShardCount 2", null)]
    public async Task A_search_that_finds_nothing_at_all_says_so(string options, string? warning)
    {
        await AddAsync("due", ("RotationPS:Schedule", "rate 30 days"), ("team", "shop"));

        var run = Try($"Invoke-SecretRotation -Due @vault {options}");

        Assert.Equal(warning, run.Messages.SingleOrDefault(message => message.StartsWith("No secret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Machines_share_a_fleet()
    {
        for (var index = 0; index < 8; index++)
        {
            await AddDueAsync($"part{index}");
        }

        var first = Run("Invoke-SecretRotation -Due -ShardIndex 0 -ShardCount 2 @vault");
        var second = Run("Invoke-SecretRotation -Due -ShardIndex 1 -ShardCount 2 @vault");

        Assert.Equal(8, first.Concat(second).Select(result => result.Text("Name")).Distinct().Count());
        Assert.All(first.Concat(second), result => Assert.Equal("Rotated", result.Text("Status")));
    }

    [Fact]
    public void A_shard_that_there_is_not_is_refused()
    {
        Run("New-RotatedSecret app @server -Account $app");

        var run = Try("Invoke-SecretRotation -Due -ShardIndex 2 -ShardCount 2 @vault");

        Assert.StartsWith("InvalidParameter,", Assert.Single(run.Errors).FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-ShardCount 3", "-ShardIndex")]
    [InlineData("-ShardIndex 0", "-ShardCount")]
    [InlineData("-ShardIndex 1", "-ShardCount")]
    public async Task A_shard_needs_both_its_numbers(string given, string missing)
    {
        await AddDueAsync("due");

        var run = Try($"Invoke-SecretRotation -Due {given} @vault");

        Assert.StartsWith("InvalidParameter,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.Contains($"without {missing}", run.Errors[0].Exception.Message);
        Assert.Equal(1, await VersionsAsync("due"));
    }

    [Fact]
    public async Task A_due_secret_that_fails_is_an_error_and_the_others_are_rotated()
    {
        await AddDueAsync("due");
        await AddDueAsync("gone");
        await Server.ExecuteAsync($"DROP ROLE {User("gone")}");

        var run = Try("Invoke-SecretRotation -Due @vault");

        Refusal.Assert(run, "LoginFailed", "InvokeSecretRotation", run.Output.Single(result => result.Text("Name") == "gone").Text("ARN"));
        Assert.Equal("Rotated", run.Output.Single(result => result.Text("Name") == "due").Text("Status"));
        Assert.StartsWith($"Secret 'gone': ", run.Errors[0].Exception.Message);
    }

    [Fact]
    public void An_error_that_names_its_secret_does_not_name_it_twice()
    {
        MakeSingleUserSecret();

        Assert.StartsWith("There is no secret 'nobody'. ", Assert.Single(Try("Invoke-SecretRotation app, nobody @vault").Errors).Exception.Message);
    }

    [Fact]
    public async Task Every_step_and_every_secret_whose_time_it_is_is_a_line_of_the_log()
    {
        await AddDueAsync("due");
        await AddAsync("later", ("RotationPS:Schedule", "rate 30 days"));
        var path = Path.Combine(Folder, "rotation.log");

        Run("Invoke-SecretRotation -Due @vault -LogPath $args[0]; Invoke-SecretRotation -Due @vault -LogPath $args[0]", path);

        var text = await File.ReadAllTextAsync(path, Cancellation);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["Plan", "Lock", "CreateSecret", "SetSecret", "TestSecret", "FinishSecret"], lines.Select(line => line.GetProperty("step").GetString()).Where(step => step != "Rotation"));
        Assert.Equal(["Rotated"], lines.Where(line => line.GetProperty("step").GetString() == "Rotation").Select(line => line.GetProperty("outcome").GetString()));
        var rotated = lines.Single(line => line.GetProperty("outcome").GetString() == "Rotated");
        Assert.Equal("due", rotated.GetProperty("secret").GetString());
        Assert.True(rotated.GetProperty("durationMs").GetDouble() > 0);
        Assert.True(rotated.GetProperty("time").GetDateTime() > DateTime.UtcNow.AddMinutes(-5));
        Assert.Equal(rotated.GetProperty("versionId").GetString(), lines.Single(line => line.GetProperty("step").GetString() == "SetSecret").GetProperty("versionId").GetString());
        Assert.All(await Contents.PasswordsAsync(Cancellation), password => Assert.DoesNotContain(password, text));
    }

    [Theory]
    [InlineData("Invoke-SecretRotation -Due @vault -WhatIf -LogPath $args[0]")]
    [InlineData("$WhatIfPreference = $true; Invoke-SecretRotation -Due @vault -LogPath $args[0]")]
    public async Task WhatIf_writes_no_log(string script)
    {
        await AddDueAsync("due");
        await AddAsync("blackout", ("RotationPS:Schedule", "rate 30 days"), ("RotationPS:NotBetween", "2020-01-01/2120-01-01"));
        var path = Path.Combine(Folder, "rotation.log");

        Assert.Equal("blackout", Assert.Single(Run(script, path)).Text("Name"));

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_before_anything_changes()
    {
        await AddDueAsync("due");

        var run = Try("Invoke-SecretRotation -Due @vault -LogPath $args[0]", Path.Combine(Folder, "no", "such", "folder", "rotation.log"));

        Assert.StartsWith("LogInaccessible,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.Equal(1, await VersionsAsync("due"));
    }

    [Theory]
    [InlineData("Env:\\rotation.log")]
    [InlineData("nosuchdrive:\\rotation.log")]
    [InlineData(".")]
    public async Task A_log_that_is_no_file_is_told_before_anything_changes(string path)
    {
        await AddDueAsync("due");

        var run = Try("Invoke-SecretRotation -Due @vault -LogPath $args[0]", path);

        Assert.StartsWith("LogInaccessible,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.Equal(1, await VersionsAsync("due"));
    }

    [Fact]
    public async Task A_log_is_found_from_where_the_session_is()
    {
        await AddDueAsync("due");

        Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[0]); Invoke-SecretRotation -Due @vault -LogPath [log].txt", Folder);

        Assert.True(File.Exists(Path.Combine(Folder, "[log].txt")));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-Force", 0)]
    [InlineData("-Force -Confirm", 1)]
    public async Task Force_answers_for_what_is_due_too(string options, int questions)
    {
        await AddDueAsync("due");
        Session.Host.Approves = true;

        var results = Run($"$ConfirmPreference = 'Low'; Invoke-SecretRotation -Due @vault {options}");

        Assert.Equal("Rotated", Assert.Single(results).Text("Status"));
        Assert.Equal(questions, Session.Host.Questions.Count);
    }

    [Fact]
    public async Task Force_with_WhatIf_changes_nothing()
    {
        await AddDueAsync("due");

        Run("Invoke-SecretRotation -Due @vault -Force -WhatIf; Invoke-SecretRotation due @vault -Force -WhatIf");

        Assert.Equal(1, await VersionsAsync("due"));
    }
}
