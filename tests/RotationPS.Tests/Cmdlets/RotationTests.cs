using System.Management.Automation;
using Npgsql;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What Invoke-SecretRotation is for.</summary>
public sealed class RotationTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public async Task A_single_user_gets_a_new_password_and_the_old_one_ends()
    {
        var secret = MakeSingleUserSecret();
        var first = Assert.Single(Run("Get-SecretStageLabel app @vault")).Text("VersionId");

        var result = Assert.Single(Run("Invoke-SecretRotation app @vault"));

        Assert.Equal("app", result.Text("SecretId"));
        Assert.Equal("app", result.Text("Name"));
        Assert.Equal(secret.Text("ARN"), result.Text("ARN"));
        Assert.Equal("SingleUser", result.Text("Strategy"));
        Assert.Equal("postgres", result.Text("Engine"));
        Assert.Equal(App, result.Text("UserName"));
        Assert.Equal(App, result.Text("PreviousUserName"));
        Assert.Equal(first, result.Text("PreviousVersionId"));
        Assert.Equal("Rotated", result.Text("Status"));
        Assert.Null(result.Value("FailureKind"));
        Assert.True((TimeSpan)result.Value("Duration")! > TimeSpan.Zero);
        Assert.Equal(
            ["Plan", "Lock", "CreateSecret", "SetSecret", "TestSecret", "FinishSecret"],
            ((IEnumerable<object>)result.Value("Steps")!).Select(step => PSObject.AsPSObject(step).Text("Step")));
        Assert.Equal(
            [$"AWSCURRENT {result.Text("VersionId")}", $"AWSPREVIOUS {first}"],
            Run("Get-SecretStageLabel app @vault").Select(version => $"{version.Labels} {version.Text("VersionId")}").Order());
        Assert.NotEqual(AppPassword, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password);
        Assert.False(await LogsInAsync(App, AppPassword));
    }

    [Fact]
    public async Task Alternating_users_take_turns_and_the_one_in_use_is_not_touched()
    {
        MakeAlternatingSecret();
        await using var held = await Server.ConnectAsync(App, AppPassword);
        var users = new List<string>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var before = await AssertCurrentLogsInAsync();
            users.Add(Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("UserName"));
            Assert.True(await LogsInAsync(before.UserName, before.GetNetworkCredential().Password));
            await AssertCurrentLogsInAsync();
        }

        Assert.Equal([Clone, App, Clone, App], users);
        await using var command = new NpgsqlCommand("SELECT 1", held);
        Assert.Equal(1, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task What_the_clone_makes_belongs_to_its_base()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"CREATE SCHEMA {App} AUTHORIZATION {App}; ALTER ROLE {App} SET statement_timeout = '77s'");
        Run("Invoke-SecretRotation app @vault");

        var current = await AssertCurrentLogsInAsync();
        await using var connection = await Server.ConnectAsync(current.UserName, current.GetNetworkCredential().Password);
        await using var command = new NpgsqlCommand($"CREATE TABLE {App}.t (); SHOW statement_timeout", connection);
        Assert.Equal("77s", await command.ExecuteScalarAsync(Cancellation));
        Assert.Equal(App, await Server.ScalarAsync($"SELECT tableowner FROM pg_tables WHERE schemaname = '{App}'"));
        await Server.ExecuteAsync($"DROP SCHEMA {App} CASCADE");
    }

    [Fact]
    public async Task A_key_that_is_not_known_survives()
    {
        await Contents.AddAsync(
            "app",
            $$"""{"engine":"aurora-postgresql","host":"{{Server.Host}}","port":"{{Server.Port}}","username":"{{App}}","password":"{{AppPassword}}","team":{"of":["shop",1.50]} }""",
            Cancellation);

        Run("Invoke-SecretRotation app @vault");

        Assert.Contains("\"team\":{\"of\":[\"shop\",1.50]}", await Contents.CurrentAsync("app", Cancellation));
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData("", @"^[!-~]{32}\z")]
    [InlineData("", "^[^:/@\"'\\\\]*\\z")]
    [InlineData("-PasswordLength 8", @"^[!-~]{8}\z")]
    [InlineData("-PasswordLength 200 -ExcludePunctuation", @"^[0-9A-Za-z]{200}\z")]
    [InlineData("-PasswordLength 200 -ExcludeNumbers", @"^[^0-9]{200}\z")]
    [InlineData("-PasswordLength 200 -ExcludeUppercase", @"^[^A-Z]{200}\z")]
    [InlineData("-PasswordLength 200 -ExcludeLowercase", @"^[^a-z]{200}\z")]
    [InlineData("-PasswordLength 200 -ExcludeCharacters 'aeiouAEIOU'", @"^[^aeiouAEIOU]{200}\z")]
    [InlineData("-PasswordLength 8 -ExcludeCharacters ''", @"(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])(?=.*[^0-9A-Za-z])")]
    [InlineData("-RequireEachIncludedType:$false -ExcludeNumbers -ExcludePunctuation -ExcludeUppercase", @"^[a-z]{32}\z")]
    public async Task The_password_is_as_the_parameters_have_it(string parameters, string pattern)
    {
        MakeSingleUserSecret();

        Run($"Invoke-SecretRotation app @vault {parameters}");

        Assert.Matches(pattern, (await AssertCurrentLogsInAsync()).GetNetworkCredential().Password);
    }

    [Theory]
    [InlineData("-PasswordLength 7")]
    [InlineData("-PasswordLength 4097")]
    [InlineData("-TestTimeout -1")]
    [InlineData("-TestTimeout 3601")]
    public void A_number_out_of_range_does_not_bind(string parameters)
    {
        MakeSingleUserSecret();

        var error = Assert.Single(Try($"Invoke-SecretRotation app @vault {parameters}").Errors);

        Assert.StartsWith("ParameterArgumentValidationError,", error.FullyQualifiedErrorId);
    }

    [Fact]
    public async Task The_verbose_stream_tells_the_steps_and_the_debug_stream_their_times()
    {
        MakeSingleUserSecret();

        var quiet = Try("Invoke-SecretRotation app @vault");
        var talking = Try("Invoke-SecretRotation app @vault -Verbose -Debug");

        Assert.Empty(quiet.Messages);
        Assert.Contains($"app: SetSecret: Setting the password of '{App}'.", talking.Messages);
        Assert.Contains(talking.Messages, message => message.StartsWith("app: FinishSecret: Done after", StringComparison.Ordinal));
        await AssertCurrentLogsInAsync();
    }
}
