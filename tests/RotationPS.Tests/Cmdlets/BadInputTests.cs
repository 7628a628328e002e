using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Whatever is wrong with a secret, an account or a server: the error says so, and nothing has changed.</summary>
public sealed class BadInputTests(CmdletServer server) : CmdletTests(server)
{
    // HOST, PORT, USER and WORD stand for what is right.
    [Theory]
    [InlineData("SecretNotJson", "JSON object", "WORD")]
    [InlineData("SecretNotJson", "JSON object", """["postgres", "WORD"]""")]
    [InlineData("SecretNotJson", "line 1, byte", """{"engine":"postgres","password":"WORD" """)]
    [InlineData("SecretKeyMissing", "'engine'", """{"host":"HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("SecretKeyMissing", "'host'", """{"engine":"postgres","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("SecretKeyMissing", "'username'", """{"engine":"postgres","host":"HOST","port":PORT,"password":"WORD"}""")]
    [InlineData("SecretKeyMissing", "'password'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER"}""")]
    [InlineData("SecretKeyWrongCase", "'Engine'", """{"Engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("SecretKeyWrongCase", "'Host'", """{"engine":"postgres","Host":"HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("SecretKeyWrongCase", "'userName'", """{"engine":"postgres","host":"HOST","port":PORT,"userName":"USER","password":"WORD"}""")]
    [InlineData("SecretKeyWrongCase", "'passWord'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","passWord":"WORD"}""")]
    [InlineData("SecretKeyWrongCase", "'MasterArn'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","MasterArn":"admin"}""")]
    [InlineData("SecretKeyInvalid", "'password'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":""}""")]
    [InlineData("SecretKeyInvalid", "'ssl'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","ssl":"perhaps"}""")]
    [InlineData("EngineUnknown", "'postgre'", """{"engine":"postgre","host":"HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("EngineUnknown", "aurora-mysql, aurora-postgresql, mariadb, mysql, postgres, redshift, sqlserver", """{"engine":"Postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("PortOutOfRange", "'port'", """{"engine":"postgres","host":"HOST","port":0,"username":"USER","password":"WORD"}""")]
    [InlineData("PortOutOfRange", "'port'", """{"engine":"postgres","host":"HOST","port":65536,"username":"USER","password":"WORD"}""")]
    [InlineData("PortOutOfRange", "'port'", """{"engine":"postgres","host":"HOST","port":-5432,"username":"USER","password":"WORD"}""")]
    [InlineData("PortOutOfRange", "'port'", """{"engine":"postgres","host":"HOST","port":"five","username":"USER","password":"WORD"}""")]
    [InlineData("Unreachable", "'db.rotationps.invalid' does not resolve", """{"engine":"postgres","host":"db.rotationps.invalid","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("Unreachable", "'host'", """{"engine":"postgres","host":"HOST,HOST","port":PORT,"username":"USER","password":"WORD"}""")]
    [InlineData("Unreachable", "Nothing listens", """{"engine":"postgres","host":"HOST","port":1,"username":"USER","password":"WORD"}""")]
    [InlineData("LoginFailed", "password authentication failed", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"not WORD"}""")]
    [InlineData("LoginFailed", "'username'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"not USER","password":"WORD"}""")]
    [InlineData("DatabaseNotFound", "'dbname'", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","dbname":"warehouse"}""")]
    [InlineData("TlsRefused", "ssl", """{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","ssl":true}""")]
    [InlineData("NameTooLong", "64 bytes", """{"engine":"postgres","host":"HOST","port":PORT,"username":"a123456789b123456789c123456789d123456789e123456789f123456789g123","password":"WORD"}""")]
    public async Task A_secret_that_cannot_be_rotated_stays_as_it_is(string kind, string words, string text)
    {
        await Contents.AddAsync("app", Fill(text), Cancellation);
        var before = await StateAsync();

        var run = Try("Invoke-SecretRotation app @vault -Verbose -Debug");

        Assert.Contains(words, Refusal.Assert(run, kind, "InvokeSecretRotation", "app"));
        var result = Assert.Single(run.Output);
        Assert.Equal("Failed", result.Text("Status"));
        Assert.Equal(kind, result.Text("FailureKind"));
        Assert.Equal("app", result.Text("SecretId"));
        AssertKeepsQuiet(run);
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("SecretNotJson", "WORD")]
    [InlineData("SecretKeyMissing", """{"username":"USER"}""")]
    [InlineData("SecretKeyWrongCase", """{"username":"USER","Password":"WORD"}""")]
    [InlineData("PortOutOfRange", """{"engine":"postgres","host":"HOST","username":"USER","password":"WORD","port":70000}""")]
    public async Task The_other_cmdlets_refuse_a_bad_secret_alike(string kind, string text)
    {
        Run("New-RotatedSecret admin @server -Account $admin");
        await Contents.AddAsync("app", Fill(text), Cancellation);
        var before = await StateAsync();

        Refusal.Assert(Try("Get-RotatedCredential app @vault"), kind, "GetRotatedCredential", "app");
        Refusal.Assert(Try("Invoke-SecretRotation app @vault -WhatIf"), kind, "InvokeSecretRotation", "app");
        Refusal.Assert(Try("Set-AlternatingRotation app admin @vault"), kind, "SetAlternatingRotation", "app");
        Refusal.Assert(Try("Set-SingleUserRotation app @vault"), kind, "SetSingleUserRotation", "app");
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("Compare-RotatedAccount")]
    [InlineData("Get-RotatedCredential")]
    [InlineData("Get-RotationPermission")]
    [InlineData("Get-SecretStageLabel")]
    [InlineData("Invoke-SecretRotation")]
    [InlineData("Repair-SecretRotation", "-Action Resume")]
    [InlineData("Set-AlternatingRotation", "-SuperuserSecretId admin")]
    [InlineData("Set-RotationSchedule", "-Schedule 'rate(30 days)'")]
    [InlineData("Set-SingleUserRotation")]
    [InlineData("Test-RotatedSecret")]
    [InlineData("Undo-SecretRotation")]
    public void A_name_with_a_wildcard_is_refused_with_the_way_to_search(string command, string more = "")
    {
        MakeSingleUserSecret();
        foreach (var name in new[] { "app*", "ap?" })
        {
            var run = Try($"{command} '{name}' @vault {more}");

            Assert.EndsWith($"Get-RotatedSecret '{name}' | {command}.", Refusal.Assert(run, "ResourceNotFound", command.Replace("-", string.Empty), name));
            Assert.Empty(run.Output);
        }
    }

    [Fact]
    public async Task An_expired_account_of_a_single_user_is_refused_with_the_hint()
    {
        MakeSingleUserSecret();
        await Server.ExecuteAsync($"ALTER ROLE {App} VALID UNTIL '2020-01-01'");

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "LoginFailed", "InvokeSecretRotation");

        Assert.Contains("VALID UNTIL", message);
    }

    [Fact]
    public async Task An_expired_account_of_alternating_users_is_called_expired()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"ALTER ROLE {App} VALID UNTIL '2020-01-01'");

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "AccountExpired", "InvokeSecretRotation");

        Assert.Contains("2020-01-01", message);
    }

    [Fact]
    public async Task A_base_that_expires_while_its_clone_has_the_turn_is_called_expired()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault");
        await Server.ExecuteAsync($"ALTER ROLE {App} VALID UNTIL '2020-01-01'");

        await AssertRefusedAsync("Invoke-SecretRotation app @vault", "AccountExpired", "InvokeSecretRotation");
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_that_may_not_log_in_is_called_locked(bool alternating)
    {
        MakeSecret(alternating);
        await Server.ExecuteAsync($"ALTER ROLE {App} NOLOGIN");

        await AssertRefusedAsync("Invoke-SecretRotation app @vault", "AccountLocked", "InvokeSecretRotation");
    }

    [Fact]
    public async Task A_superuser_without_rights_is_refused()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"ALTER ROLE {Admin} NOSUPERUSER");

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "PermissionDenied", "InvokeSecretRotation");

        Assert.Contains("CREATEROLE", message);
    }

    [Fact]
    public async Task A_superuser_with_a_wrong_password_is_named()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"ALTER ROLE {Admin} PASSWORD 'another'");

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "LoginFailed", "InvokeSecretRotation");

        Assert.Contains("superuser of the secret 'admin'", message);
    }

    [Fact]
    public async Task A_superuser_of_another_server_is_refused()
    {
        MakeAlternatingSecret();
        var elsewhere = (await Contents.CurrentAsync("admin", Cancellation)).Replace(Server.Host, "db.example.com");
        await Contents.PutAsync("admin", elsewhere, ["AWSCURRENT"], Cancellation);

        await AssertRefusedAsync("Invoke-SecretRotation app @vault", "SuperuserElsewhere", "InvokeSecretRotation");
    }

    [Fact]
    public async Task A_superusers_secret_that_is_missing_is_named()
    {
        await Contents.AddAsync("app", Fill("""{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","masterarn":"nobody"}"""), Cancellation);

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "ResourceNotFound", "InvokeSecretRotation");

        Assert.Contains("'nobody'", message);
    }

    [Fact]
    public async Task An_account_that_is_its_own_superuser_is_refused()
    {
        await Contents.AddAsync("app", Fill("""{"engine":"postgres","host":"HOST","port":PORT,"username":"USER","password":"WORD","masterarn":"app"}"""), Cancellation);

        await AssertRefusedAsync("Invoke-SecretRotation app @vault", "SuperuserIsAccount", "InvokeSecretRotation");
    }

    [Fact]
    public async Task An_account_with_the_clones_name_that_is_not_ours_is_left_alone()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"CREATE ROLE {Clone} LOGIN PASSWORD 'theirs'");

        var message = await AssertRefusedAsync("Invoke-SecretRotation app @vault", "CloneNotOurs", "InvokeSecretRotation");

        Assert.Contains("-AdoptClone", message);
        Assert.True(await LogsInAsync(Clone, "theirs"));
    }

    [Fact]
    public async Task An_account_with_the_clones_name_can_be_adopted()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"CREATE ROLE {Clone} LOGIN PASSWORD 'theirs'");

        var result = Assert.Single(Run("Invoke-SecretRotation app @vault -AdoptClone"));

        Assert.Equal(Clone, result.Text("UserName"));
        Assert.False(await LogsInAsync(Clone, "theirs"));
        await AssertCurrentLogsInAsync();
        Run("Invoke-SecretRotation app @vault; Invoke-SecretRotation app @vault");
        Assert.Equal(Clone, (await AssertCurrentLogsInAsync()).UserName);
    }

    [Fact]
    public async Task A_pending_version_for_another_account_is_not_finished()
    {
        MakeSingleUserSecret();
        var foreign = (await Contents.CurrentAsync("app", Cancellation)).Replace(App, Admin);
        await Contents.PutAsync("app", foreign, ["AWSPENDING"], Cancellation);

        await AssertRefusedAsync("Invoke-SecretRotation app @vault", "PendingForeign", "InvokeSecretRotation");
    }

    [Fact]
    public async Task A_password_that_no_policy_allows_is_refused()
    {
        MakeSingleUserSecret();

        await AssertRefusedAsync(
            "Invoke-SecretRotation app @vault -ExcludeNumbers -ExcludePunctuation -ExcludeUppercase -ExcludeLowercase",
            "PasswordPolicyInvalid",
            "InvokeSecretRotation");
    }

    [Theory]
    [InlineData("Invoke-SecretRotation nobody @vault", "InvokeSecretRotation")]
    [InlineData("Invoke-SecretRotation nobody @vault -WhatIf", "InvokeSecretRotation")]
    [InlineData("Get-SecretStageLabel nobody @vault", "GetSecretStageLabel")]
    [InlineData("Get-RotatedCredential nobody @vault", "GetRotatedCredential")]
    [InlineData("Set-AlternatingRotation nobody admin @vault", "SetAlternatingRotation")]
    [InlineData("Set-SingleUserRotation nobody @vault", "SetSingleUserRotation")]
    public async Task A_secret_that_does_not_exist_is_named(string script, string command)
    {
        MakeAlternatingSecret();
        Assert.Contains("nobody", await AssertRefusedAsync(script, "ResourceNotFound", command, "nobody"));
    }

    [Theory]
    [InlineData("Get-RotatedCredential app AWSPREVIOUS @vault", "AWSPREVIOUS")]
    [InlineData("Get-RotatedCredential app awscurrent @vault", "awscurrent")]
    [InlineData("Get-RotatedCredential app -VersionId 01234567-89ab-cdef-0123-456789abcdef @vault", "01234567-89ab-cdef-0123-456789abcdef")]
    public async Task A_version_that_does_not_exist_is_named(string script, string words)
    {
        MakeSingleUserSecret();
        Assert.Contains(words, await AssertRefusedAsync(script, "ResourceNotFound", "GetRotatedCredential"));
    }

    [Theory]
    [InlineData("AfterRotationTimeout", "120")]
    [InlineData("AfterRotationFailure", "Stop")]
    public async Task What_belongs_to_a_script_is_refused_without_one(string name, string value)
    {
        MakeSingleUserSecret();

        Assert.StartsWith($"-{name} was given without -AfterRotation.", await AssertRefusedAsync($"Invoke-SecretRotation app @vault -{name} {value}", "InvalidParameter", "InvokeSecretRotation", name));
    }

    [Theory]
    [InlineData("Invoke-SecretRotation app @vault", "InvokeSecretRotation")]
    [InlineData("Get-SecretStageLabel app @vault", "GetSecretStageLabel")]
    [InlineData("Get-RotatedCredential app @vault", "GetRotatedCredential")]
    [InlineData("Set-AlternatingRotation app admin @vault", "SetAlternatingRotation")]
    [InlineData("Set-SingleUserRotation app @vault", "SetSingleUserRotation")]
    public void A_vault_that_does_not_exist_is_not_made_by_asking(string script, string command)
    {
        Assert.Contains("New-RotatedSecret", Refusal.Assert(Try(script), "VaultNotFound", command, VaultPath));
        Assert.False(Directory.Exists(VaultPath));
    }

    [Theory]
    [InlineData("Invoke-SecretRotation app", "InvokeSecretRotation")]
    [InlineData("Get-SecretStageLabel app", "GetSecretStageLabel")]
    [InlineData("Get-RotatedCredential app", "GetRotatedCredential")]
    [InlineData("Get-RotationPermission app", "GetRotationPermission")]
    [InlineData("Set-AlternatingRotation app admin", "SetAlternatingRotation")]
    [InlineData("Set-SingleUserRotation app", "SetSingleUserRotation")]
    [InlineData("New-RotatedSecret app postgres localhost -Account $app", "NewRotatedSecret", "app")]
    public void Without_a_vault_and_a_Region_the_error_says_what_to_name(string script, string command, string? target = null) =>
        Assert.Contains("-Region", Refusal.Assert(Try(script), "RegionMissing", command, target));

    [Theory]
    [InlineData("Invoke-SecretRotation app @vault -Region eu-central-1", "InvokeSecretRotation", "-Region")]
    [InlineData("Invoke-SecretRotation -Due @vault -ProfileName ops", "InvokeSecretRotation", "-ProfileName")]
    [InlineData("Get-RotatedSecret @vault -EndpointUrl http://localhost", "GetRotatedSecret", "-EndpointUrl")]
    [InlineData("Get-RotatedCredential app @vault -Credential 7", "GetRotatedCredential", "-Credential")]
    [InlineData("$PSDefaultParameterValues['*:VaultPath'] = $vault.VaultPath; Test-RotatedSecret app -AccessKey a -SecretKey b", "TestRotatedSecret", "-AccessKey")]
    [InlineData("$PSDefaultParameterValues['*:Region'] = 'eu-central-1'; Get-SecretStageLabel app @vault", "GetSecretStageLabel", "-Region")]
    public void A_vault_and_AWS_at_once_are_refused_whatever_is_a_default(string script, string command, string named)
    {
        MakeSingleUserSecret();

        var message = Refusal.Assert(Try(script), "InvalidParameter", command, VaultPath);

        Assert.Contains($" {named} means AWS", message);
        Assert.Contains("$PSDefaultParameterValues['Disabled'] = $true", message);
    }

    [Fact]
    public void What_the_refusal_says_sets_a_default_aside_and_an_empty_text_names_nothing()
    {
        MakeSingleUserSecret();
        Run("$PSDefaultParameterValues['*:VaultPath'] = $vault.VaultPath");
        Assert.Single(Run("Get-SecretStageLabel app -Region '' -ProfileName ''"));

        Run("$PSDefaultParameterValues['Disabled'] = $true");

        Refusal.Assert(Try("Get-SecretStageLabel app -Region eu-central-1"), "CredentialsMissing", "GetSecretStageLabel", "app");
    }

    [Theory]
    [InlineData("Invoke-SecretRotation app", "InvokeSecretRotation")]
    [InlineData("Get-SecretStageLabel app", "GetSecretStageLabel")]
    [InlineData("Get-RotatedCredential app", "GetRotatedCredential")]
    [InlineData("Get-RotationPermission app", "GetRotationPermission")]
    [InlineData("Set-AlternatingRotation app admin", "SetAlternatingRotation")]
    [InlineData("Set-SingleUserRotation app", "SetSingleUserRotation")]
    public void Without_a_vault_and_AWS_credentials_the_error_says_what_to_give(string script, string command) =>
        Assert.Contains("-ProfileName", Refusal.Assert(Try($"{script} -Region eu-central-1"), "CredentialsMissing", command, "app"));

    [Fact]
    public async Task A_secret_that_fails_does_not_stop_the_others()
    {
        MakeSingleUserSecret();
        await Contents.AddAsync("bad", "not JSON", Cancellation);

        var run = Try("'bad', 'nobody', 'app' | Invoke-SecretRotation @vault");

        Assert.Equal(["ResourceNotFound", "SecretNotJson"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order());
        Assert.Equal(["app Rotated", "bad Failed", "nobody Failed"], run.Output.Select(result => $"{result.Text("SecretId")} {result.Text("Status")}").Order());
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task With_error_action_stop_a_failure_ends_it_and_what_is_not_begun_stays_as_it_is()
    {
        MakeSingleUserSecret();
        await Contents.AddAsync("bad", "not JSON", Cancellation);
        var before = await StateAsync();

        var run = Try("'bad', 'app' | Invoke-SecretRotation @vault -ThrottleLimit 1 -StopAfterFailures 1 -ErrorAction Stop");

        Assert.Contains(run.Errors, error => error.FullyQualifiedErrorId == "SecretNotJson,RotationPS.Commands.InvokeSecretRotationCommand");
        Assert.Equal(before, await StateAsync());
    }

    private string Fill(string text) => text
        .Replace("HOST", Server.Host)
        .Replace("PORT", $"{Server.Port}")
        .Replace("USER", App)
        .Replace("WORD", AppPassword);

    /// <summary>Asserts that a script is refused and has changed nothing, and gives the message.</summary>
    private async Task<string> AssertRefusedAsync(string script, string kind, string command, string target = "app")
    {
        var before = await StateAsync();
        var run = Try(script);
        var message = Refusal.Assert(run, kind, command, target);
        AssertKeepsQuiet(run);
        Assert.Equal(before, await StateAsync());
        return message;
    }

    /// <summary>Neither the message nor what lies underneath says a password.</summary>
    private void AssertKeepsQuiet(CmdletRun run) => Assert.DoesNotContain(AppPassword, Everything.Of(run) + Session.Host.Shown);
}
