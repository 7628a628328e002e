using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>-WhatIf shows and changes nothing, -Confirm asks, -Force does not ask.</summary>
public sealed class ConsentTests(CmdletServer server) : CmdletTests(server)
{
    [Theory]
    [InlineData("Invoke-SecretRotation app @vault -WhatIf")]
    [InlineData("Invoke-SecretRotation app @vault -Force -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Invoke-SecretRotation app @vault")]
    [InlineData("New-RotatedSecret other @server -Account $app -RotateImmediately -WhatIf")]
    [InlineData("New-RotatedSecret other @server -UserName other -CreateAccount -SuperuserSecretId admin -WhatIf")]
    [InlineData("Set-SingleUserRotation app @vault -WhatIf")]
    [InlineData("Set-AlternatingRotation single admin @vault -WhatIf")]
    public async Task What_if_changes_nothing(string script)
    {
        MakeAlternatingSecret();
        Run("New-RotatedSecret single @server -Account $app");
        var before = await StateAsync();

        Assert.Empty(Run(script));

        Assert.Contains("What if: ", Session.Host.Shown);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public void What_if_does_not_even_make_the_vaults_folder()
    {
        Assert.Empty(Run("New-RotatedSecret app @server -Account $app -WhatIf"));

        Assert.False(Directory.Exists(VaultPath));
    }

    [Fact]
    public void The_plan_of_a_single_user_names_account_statement_and_labels()
    {
        MakeSingleUserSecret();
        var current = Current();

        Run("Invoke-SecretRotation app @vault -WhatIf");
        var planned = Session.Host.Shown;
        var result = Assert.Single(Run("Invoke-SecretRotation app @vault"));

        Assert.Contains($"single user): a new password for '{App}' at {Server.Host}:{Server.Port}, set by '{App}'", planned);
        Assert.Contains($"ALTER ROLE \"{App}\" PASSWORD '********'", planned);
        Assert.Contains($"AWSCURRENT from version {current}", planned);
        Assert.Contains($"to version {result.Text("VersionId")}", planned);
        Assert.Contains($"AWSPREVIOUS to version {current}", planned);
    }

    [Fact]
    public void The_plan_of_alternating_users_names_the_clone_and_then_the_base()
    {
        MakeAlternatingSecret();
        Run("Invoke-SecretRotation app @vault -WhatIf");
        var first = Session.Host.Shown;
        Run("Invoke-SecretRotation app @vault");
        Run("Invoke-SecretRotation app @vault -WhatIf");
        var second = Session.Host.Shown[first.Length..];

        Assert.Contains($"alternating users): a new password for '{Clone}'", first);
        Assert.Contains($"set by '{Admin}'", first);
        Assert.Contains($"CREATE ROLE \"{Clone}\"", first);
        Assert.Contains($"GRANT \"{App}\" TO \"{Clone}\"", first);
        Assert.Contains("'********'", first);
        Assert.Contains($"a new password for '{App}'", second);
        Assert.Contains($"ALTER ROLE \"{App}\" PASSWORD '********'", second);
        Assert.DoesNotContain("CREATE ROLE", second);
    }

    [Theory]
    [InlineData("Invoke-SecretRotation app @vault -Confirm", "PASSWORD '********'")]
    [InlineData("Set-SingleUserRotation app @vault -Confirm", "single user")]
    [InlineData("Set-AlternatingRotation single admin @vault -Confirm", "'admin'")]
    [InlineData("New-RotatedSecret other @server -Account $app -Confirm", "Make a secret")]
    [InlineData("$ConfirmPreference = 'Low'; Invoke-SecretRotation app @vault", "app")]
    public async Task Confirm_asks_and_no_changes_nothing(string script, string words)
    {
        MakeAlternatingSecret();
        Run("New-RotatedSecret single @server -Account $app");
        var before = await StateAsync();

        Assert.Empty(Run(script));

        Assert.Contains(words, Assert.Single(Session.Host.Questions));
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("Set-SingleUserRotation app @vault -Schedule nonsense -WhatIf")]
    [InlineData("Set-SingleUserRotation app @vault -Window 4h -WhatIf")]
    [InlineData("Set-AlternatingRotation app @vault -Schedule 'rate(1 hour)' -WhatIf")]
    [InlineData("New-RotatedSecret app @server -Account $app -Schedule nonsense -WhatIf")]
    public void What_if_refuses_a_schedule_that_cannot_be(string script)
    {
        MakeAlternatingSecret();

        var run = Try(script);

        Assert.StartsWith("InvalidParameter,", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.DoesNotContain("What if: ", Session.Host.Shown);
    }

    [Theory]
    [InlineData("Set-SingleUserRotation app @vault", "'app'", "single user")]
    [InlineData("Set-AlternatingRotation app @vault", "'app'", "alternating users")]
    [InlineData("New-RotatedSecret other @server -Account $app", "other", "Make a secret")]
    public void What_if_says_the_schedule(string script, params string[] words)
    {
        MakeAlternatingSecret();

        Run($"{script} -Schedule 'cron(0 8 1 * ? *)' -Window 4h -TimeZone Europe/Berlin -NotBetween 2026-12-20/2027-01-05, 2027-03-01/2027-03-02 -WhatIf");

        Assert.All(
            [.. words, "Schedule: cron(0 8 1 * ? *). Window: 4h. Time zone: Europe/Berlin. Not between: 2026-12-20/2027-01-05, 2027-03-01/2027-03-02."],
            word => Assert.Contains(word, Session.Host.Shown));
    }

    [Fact]
    public void What_if_says_that_a_schedule_goes()
    {
        MakeSingleUserSecret();

        Run("Set-SingleUserRotation app @vault -Schedule '' -NotBetween '' -WhatIf");

        Assert.Contains("Schedule: none. Not between: none.", Session.Host.Shown);
        Assert.DoesNotContain("Window", Session.Host.Shown);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-Force", 0)]
    [InlineData("-Force -Confirm", 1)]
    public void Force_answers_for_a_change_of_strategy_too(string options, int questions)
    {
        MakeSingleUserSecret();
        Session.Host.Approves = true;

        Run($"$ConfirmPreference = 'Medium'; Set-SingleUserRotation app @vault -Schedule 'rate(30 days)' {options}");

        Assert.Equal(questions, Session.Host.Questions.Count);
        Assert.Equal("rate(30 days)", Assert.Single(Run("Get-RotatedSecret app @vault")).Text("Schedule"));
    }

    [Fact]
    public async Task Confirm_asks_and_yes_rotates()
    {
        MakeSingleUserSecret();
        Session.Host.Approves = true;

        Assert.Equal("Rotated", Assert.Single(Run("Invoke-SecretRotation app @vault -Confirm")).Text("Status"));

        Assert.Single(Session.Host.Questions);
        await AssertCurrentLogsInAsync();
    }

    [Theory]
    [InlineData("Invoke-SecretRotation app @vault")]
    [InlineData("Invoke-SecretRotation app @vault -Force")]
    [InlineData("$ConfirmPreference = 'Low'; Invoke-SecretRotation app @vault -Force")]
    public void Without_confirm_or_with_force_nobody_is_asked(string script)
    {
        MakeSingleUserSecret();

        Assert.Equal("Rotated", Assert.Single(Run(script)).Text("Status"));

        Assert.Empty(Session.Host.Questions);
    }

    private string Current() => Assert.Single(Run("Get-SecretStageLabel app AWSCURRENT @vault")).Text("VersionId");
}
