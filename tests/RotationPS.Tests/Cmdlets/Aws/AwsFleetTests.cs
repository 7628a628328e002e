using System.Text.Json;
using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>A fleet in Secrets Manager.</summary>
public sealed class AwsFleetTests(CmdletServer server) : AwsTests(server)
{
    [Fact]
    public void A_search_that_is_denied_is_an_error_and_a_line_of_the_log()
    {
        MakeSingleUserSecret();
        Endpoint.Behaviour.Deny("secretsmanager:ListSecrets");
        var path = Path.Combine(Folder, "rotation.log");

        var run = Try("Invoke-SecretRotation -Due @aws -LogPath $args[0]", path);

        Assert.StartsWith("AccessDenied,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(path))).RootElement;
        Assert.Equal("Search", line.GetProperty("step").GetString());
        Assert.Equal("AccessDenied", line.GetProperty("failureKind").GetString());
    }

    [Fact]
    public void A_secret_whose_rotation_is_enabled_in_AWS_is_left_alone_when_due_and_fails_when_named()
    {
        Run("New-RotatedSecret app @server -Account $app -Schedule 'rate(30 days)'");
        Endpoint.State("app").RotationEnabled = true;

        var left = Assert.Single(Run("Invoke-SecretRotation -Due @aws"));
        Assert.Equal("NotDue", left.Text("Status"));
        Assert.StartsWith("A rotation function rotates it", left.Text("Reason"));
        Assert.Empty(Run("Get-RotatedSecret -Due @aws"));

        var named = Try(Rotate);
        Assert.StartsWith("AnotherWriter,", Assert.Single(named.Errors).FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("function")]
    [InlineData("replica")]
    [InlineData("service")]
    public async Task What_is_rotated_elsewhere_is_neither_due_nor_overdue_nor_stuck(string elsewhere)
    {
        Age = TimeSpan.FromDays(2);
        Run("'app', 'ours' | ForEach-Object { New-RotatedSecret $_ @server -Account $app -Schedule 'rate(4 hours)' }");
        Age = TimeSpan.Zero;
        var state = Endpoint.State("app");
        (state.RotationEnabled, state.PrimaryRegion, state.OwningService) =
            (elsewhere is "function", elsewhere is "replica" ? "eu-west-1" : null, elsewhere is "service" ? "rds" : null);

        Assert.Equal(["ours"], Run("Get-RotatedSecret @aws -Overdue").Select(secret => secret.Text("Name")));
        Assert.Equal(["ours"], Run("Get-RotatedSecret @aws -Due -Overdue -Stuck").Select(secret => secret.Text("Name")));
        var listed = Run("Get-RotatedSecret @aws").ToDictionary(secret => secret.Text("Name"), secret => (State: secret.Text("State"), Next: secret.Text("NextRotation")));
        Assert.Equal("Overdue", listed["ours"].State);
        Assert.Equal(("Ready", ""), listed["app"]);

        await Store.PutAsync(AppSecret, new VersionId(Guid.NewGuid().ToString()), new SecretText(await CurrentTextAsync()), [StageLabel.Pending], Cancellation);
        Assert.Empty(Run("Get-RotatedSecret @aws -Stuck"));
        Assert.Equal("Unfinished", Run("Get-RotatedSecret app @aws").Single().Text("State"));
    }

    [Fact]
    public void A_schedule_without_effect_is_told_of()
    {
        Run("New-RotatedSecret app @server -Account $app");
        Endpoint.State("app").RotationEnabled = true;

        var run = Try("Set-RotationSchedule app @aws -Schedule 'rate(30 days)'");

        Assert.Contains("'app' has no effect with Invoke-SecretRotation -Due. A rotation function rotates it", Assert.Single(run.Messages));
        Assert.Equal("rate(30 days)", Assert.Single(run.Output).Text("Schedule"));
    }

    [Theory]
    [InlineData("Set-RotationSchedule app @aws -NotBetween 2036-01-01/2036-01-02", "")]
    [InlineData("Set-SingleUserRotation app @aws -NotBetween 2036-01-01/2036-01-02", "")]
    [InlineData("Set-SingleUserRotation app @aws -DualPassword:$false -Force", "")]
    [InlineData("Set-AlternatingRotation app @aws -NotBetween 2036-01-01/2036-01-02", "-SuperuserSecretId admin")]
    [InlineData("Set-AlternatingRotation app @aws -CloneMode Member -Force", "-SuperuserSecretId admin")]
    public void A_change_tells_of_what_a_function_rotates_the_same_as_a_search(string script, string strategy)
    {
        Age = TimeSpan.FromDays(2);
        Run($"New-RotatedSecret admin @server -Account $admin; New-RotatedSecret app @server -Account $app -Schedule 'rate(4 hours)' {strategy}");
        Endpoint.State("app").RotationEnabled = true;

        var changed = Assert.Single(Run(script));

        Assert.Equal(("Ready", ""), (changed.Text("State"), changed.Text("NextRotation")));
        var listed = Assert.Single(Run("Get-RotatedSecret app @aws"));
        Assert.All(changed.Properties.Select(property => property.Name), name => Assert.Equal(listed.Text(name), changed.Text(name)));
    }

    [Theory]
    [InlineData("$arn", "prod/app-b")]
    [InlineData("$arn.Substring(0, $arn.Length - 6) + '*'", "prod/app-b")]
    [InlineData("$arn.Substring(0, $arn.Length - 3) + '??*'", "prod/app-b")]
    [InlineData("$arn.Substring(0, $arn.IndexOf('app-b')) + '*'", "prod/app", "prod/app-b")]
    [InlineData("$arn.Substring(0, $arn.IndexOf('app-b')) + 'app-*'", "prod/app", "prod/app-b")]
    public async Task An_ARN_does_not_have_the_whole_account_listed(string pattern, params string[] expected)
    {
        Run("'prod/app-b', 'prod/app', 'test/app' | ForEach-Object { New-RotatedSecret $_ @server -Account $app }");
        foreach (var number in Enumerable.Range(0, 100))
        {
            await Store.CreateAsync(new NewSecret { Name = $"key/{number}", Text = new SecretText("key"), Token = new VersionId(Guid.NewGuid().ToString()) }, Cancellation);
        }

        var arn = (await Store.DescribeAsync(new SecretId("prod/app-b"), Cancellation)).Arn;
        Endpoint.ForgetCalls();

        var found = Run($"$arn = $args[0]; Get-RotatedSecret ({pattern}) @aws", arn);

        Assert.Equal(expected, found.Select(secret => secret.Text("Name")).Order());
        Assert.Equal(1, Endpoint.CallCounts()["ListSecrets"]);
    }

    [Fact]
    public void Names_are_completed_with_one_call_that_lists_them()
    {
        MakeAlternatingSecret();
        Endpoint.ForgetCalls();

        var offered = Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches.CompletionText",
            $"Invoke-SecretRotation -EndpointUrl {Endpoint.Url} -Region {Region} -AccessKey '{Endpoint.Key.AccessKeyId}' -SecretKey '{Endpoint.Key.SecretAccessKey}' -SecretId ap");

        Assert.Equal("app", $"{Assert.Single(offered)}");
        Assert.Equal(("ListSecrets", 1), Assert.Single(Endpoint.CallCounts().Select(count => (count.Key, count.Value))));
    }

    [Theory]
    [InlineData("-Name 'app?*', '[a]pp', 'app'")]
    [InlineData("-Name 'äpp*', 'app'")]
    [InlineData("-Name '!nothing*', 'app'")]
    [InlineData("-Tag @{ 'Größe' = 'k*' }")]
    public async Task Names_and_tags_that_a_filter_of_the_service_does_not_take_find_what_they_should(string search)
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret other @server -Account $admin");
        await Store.TagAsync(AppSecret, new Dictionary<string, string> { ["Größe"] = "klein" }, Cancellation);

        Assert.Equal("app", Assert.Single(Run($"Get-RotatedSecret @aws {search}")).Text("Name"));
    }
}
