using System.Text.Json.Nodes;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using RotationPS.Tests.Cmdlets;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>The unattended script with the real cmdlet, a vault and a server.</summary>
public sealed class DueRotationOfVaultTests(CmdletServer server) : CmdletTests(server)
{
    // A window that opens with each UTC day and lasts as long.
    private const string Daily = "cron 0 0 all all none all";

    private static readonly TimeSpan _old = TimeSpan.FromDays(2);

    private static string Script => Path.Combine(StandInModule.ShippedFolder, "Invoke-DueRotation.ps1");

    private string LogPath => Path.Combine(Folder, "rotation.jsonl");

    [Fact]
    public async Task It_rotates_what_is_due_and_tells_of_the_rest()
    {
        await AddAsync("due", AppPassword, _old);
        await AddAsync("locked-out", "no-such-password", _old);
        await AddAsync("later", AppPassword, TimeSpan.Zero);

        var lines = Rotate(out var code);

        Assert.StartsWith("RotationPS: 1 rotated, 1 failed, 1 not due, ", lines[0]);
        Assert.StartsWith("FAILED locked-out LoginFailed: ", lines[1]);
        Assert.Equal(1, code);
        Assert.DoesNotContain("no-such-password", string.Join('\n', lines));
        var current = await AssertCurrentLogsInAsync("due");
        Assert.DoesNotContain(current.GetNetworkCredential().Password, string.Join('\n', lines) + await File.ReadAllTextAsync(LogPath, Cancellation));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_due()
    {
        await AddAsync("due", AppPassword, _old);
        Rotate(out _);

        var lines = Rotate(out var code);

        Assert.StartsWith("RotationPS: 0 rotated, 0 failed, 1 not due, ", Assert.Single(lines));
        Assert.Equal(0, code);
    }

    [Fact]
    public void Without_a_vault_nothing_is_done()
    {
        var lines = Rotate(out var code);

        Assert.StartsWith("RotationPS: nothing done: ", Assert.Single(lines));
        Assert.Contains("vault", lines[0]);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task It_takes_lists_as_the_cmdlet_does_and_says_where_they_fit_nothing()
    {
        await AddAsync("prod/app", AppPassword, _old);
        await AddAsync("test/app", AppPassword, _old);

        Assert.StartsWith("RotationPS: nothing done: No secret with a schedule fits -SecretId and -Tag; ", Assert.Single(Rotate(out var code, "-SecretId prod/* -Tag team=shop")));
        Assert.Equal(2, code);
        Assert.StartsWith("RotationPS: nothing done: There is no secret 'prod/App' with a schedule.", Assert.Single(Rotate(out code, "-SecretId prod/App")));
        Assert.Equal(2, code);
        Assert.StartsWith("RotationPS: nothing done: 'app[4' is no pattern with wildcards", Assert.Single(Rotate(out code, "-SecretId app[4")));
        Assert.Equal(2, code);
        Assert.StartsWith("RotationPS: 1 rotated, ", Assert.Single(Rotate(out _, "-SecretId 'prod/*,nothing*' -PasswordFor 'Uri,Shell' -PasswordLength 40")));
        Assert.Matches("^[A-Za-z0-9._]{41,}$", (await AssertCurrentLogsInAsync("prod/app")).GetNetworkCredential().Password);
        Assert.Single(await Contents.LinesAsync(Cancellation), line => line.StartsWith("test/app ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-PasswordLength forty", "-PasswordLength takes a whole number from 8 to 4096.")]
    [InlineData("-TestTimeout 3601", "-TestTimeout takes a whole number from 0 to 3600.")]
    [InlineData("-FinishTimeout 1.5", "-FinishTimeout takes a whole number from 0 to 3600.")]
    [InlineData("-PasswordFor Url", "-PasswordFor takes Uri, Jdbc, Odbc, AdoNet, Shell, Xml, and a comma between any two.")]
    public void It_names_the_range_and_the_words_of_the_cmdlet(string arguments, string told)
    {
        Assert.Equal([$"RotationPS: nothing done: {told}"], Rotate(out var code, arguments));
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task What_a_failed_canary_has_kept_from_being_begun_is_named_with_its_reason()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await AddAsync(name, "no-such-password", _old);
        }

        var lines = Run("& $args[0] -VaultPath $args[1] -Canary 1", Script, VaultPath).Select(line => $"{line}").ToList();

        Assert.StartsWith("RotationPS: 0 rotated, 1 failed, 2 not begun, 0 not due, ", lines[0]);
        Assert.Equal(2, lines.Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, "^NOTBEGUN [abc]: .+[.]$")));
    }

    [Fact]
    public void Without_AWS_credentials_it_names_none_of_the_parameters_that_only_the_cmdlets_have()
    {
        var output = Run("& $args[0] -Region eu-central-1; $LASTEXITCODE", Script).Select(line => $"{line}").ToList();

        Assert.StartsWith("RotationPS: nothing done: There are no AWS credentials: ", output[0]);
        Assert.EndsWith(" Give -ProfileName, give this machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", output[0]);
        Assert.DoesNotContain("-Credential", output[0]);
        Assert.Equal("2", output[1]);
    }

    [Fact]
    public void Every_parameter_of_it_is_one_of_the_cmdlet()
    {
        var parameters = Run("(Get-Command Invoke-SecretRotation).Parameters.Keys").Select(name => (string)name.BaseObject).ToHashSet();

        Assert.Subset(parameters, StandInModule.Parameters("Invoke-DueRotation.ps1").ToHashSet());
    }

    private IReadOnlyList<string> Rotate(out int code, string more = "")
    {
        var output = Run(
            $"& $args[0] -VaultPath $args[1] -LogPath $args[2] -ThrottleLimit 2 -ServerLimit 4 -StopAfterFailures 9 -Canary 0 -ShardIndex 0 -ShardCount 1 {more}; $LASTEXITCODE",
            Script,
            VaultPath,
            LogPath);
        code = (int)output[^1].BaseObject;
        return [.. output.SkipLast(1).Select(line => (string)line.BaseObject)];
    }

    /// <summary>Adds a secret of that age that is due every day.</summary>
    private async Task AddAsync(string name, string password, TimeSpan age)
    {
        var json = new JsonObject
        {
            ["engine"] = "postgres",
            ["host"] = Server.Host,
            ["port"] = Server.Port,
            ["dbname"] = "postgres",
            ["username"] = App,
            ["password"] = password,
            ["ssl"] = false,
        };
        using var vault = VaultStore.OpenOrCreate(VaultPath, new FormerClock(age));
        var secret = new NewSecret
        {
            Name = name,
            Text = new SecretText(json.ToJsonString()),
            Token = new VersionId(Guid.NewGuid().ToString()),
            Tags = new Dictionary<string, string> { ["RotationPS:Schedule"] = Daily },
        };
        await vault.CreateAsync(secret, Cancellation);
    }

    private sealed class FormerClock(TimeSpan age) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - age;
    }
}
