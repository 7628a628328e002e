using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>A password is in the vault, in the server as a verifier, and in a PSCredential; nowhere else.</summary>
public sealed class SecrecyTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public async Task Neither_the_log_nor_any_stream_nor_any_object_has_a_password()
    {
        const string Common = "-Verbose -Debug -InformationAction Continue";
        var start = (await Server.ReadLogAsync()).Length;

        var run = Try($$"""
            New-RotatedSecret admin @server -Account $admin {{Common}}
            New-RotatedSecret app @server -Account $app -SuperuserSecretId admin -Description d -Tag @{ team = 'shop' } {{Common}}
            New-RotatedSecret made @server -UserName "made_$($args[0])" -CreateAccount -SuperuserSecretId admin -RotateImmediately {{Common}}
            1..3 | ForEach-Object { Invoke-SecretRotation app @vault {{Common}} }
            Invoke-SecretRotation app, made, admin @vault -WhatIf {{Common}}
            Set-SingleUserRotation made @vault {{Common}}
            Invoke-SecretRotation made, admin @vault {{Common}}
            Set-AlternatingRotation made admin @vault {{Common}}
            Get-SecretStageLabel app, made, admin @vault -IncludeDeprecated {{Common}}
            Invoke-SecretRotation nobody @vault {{Common}}
            """, Tag);
        var tables = Try("Invoke-SecretRotation app, made @vault | Out-Default");
        var credentials = Try($"'app', 'made', 'admin' | Get-RotatedCredential @vault {Common}");

        Assert.Single(run.Errors);
        Assert.Empty(tables.Errors);
        Assert.Equal(3, credentials.Output.Count);
        var shown = Session.Host.Shown;
        Assert.Contains("SetSecret: ", shown);
        Assert.Contains("What if: ", shown);
        Assert.Contains("PASSWORD '********'", shown);
        var log = (await Server.ReadLogAsync())[start..];
        Assert.Contains("PASSWORD 'SCRAM-SHA-256$", log);

        var passwords = await Contents.PasswordsAsync(Cancellation);
        Assert.Equal(11, passwords.Count);
        var (given, messages) = (Everything.Of(run), string.Join('\n', credentials.Messages));
        foreach (var password in passwords.Append(AppPassword).Append(AdminPassword))
        {
            Assert.DoesNotContain(password, log);
            Assert.DoesNotContain(password, shown);
            Assert.DoesNotContain(password, messages);
            Assert.DoesNotContain(password, given);
            Assert.DoesNotContain(Escaped(password), given);
        }
    }

    [Fact]
    public async Task A_failing_rotation_keeps_quiet_too()
    {
        MakeAlternatingSecret();
        await Server.ExecuteAsync($"CREATE ROLE {Clone}");
        var beforeSet = Try("Invoke-SecretRotation app @vault -Verbose -Debug");

        // With one connection allowed, the one that sets the password leaves none to test it with.
        await Server.ExecuteAsync($"ALTER ROLE {App} CONNECTION LIMIT 1");
        var afterSet = Try("New-RotatedSecret single @server -Account $app; Invoke-SecretRotation single @vault -TestTimeout 0 -Verbose -Debug");

        Assert.Single(beforeSet.Errors);
        Assert.Single(afterSet.Errors);
        var passwords = await Contents.PasswordsAsync(Cancellation);
        Assert.Equal(3, passwords.Count);
        var text = Everything.Of(beforeSet) + Everything.Of(afterSet) + Session.Host.Shown;
        Assert.All(passwords, password => Assert.DoesNotContain(password, text));
    }

    /// <summary>A password as XML has it.</summary>
    private static string Escaped(string password) => System.Security.SecurityElement.Escape(password);
}
