using System.Diagnostics;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using System.Text.Json;
using RotationPS.Engine.Passwords;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>-PasswordFor: passwords that their consumers need not escape.</summary>
public sealed class PasswordForTests(CmdletServer server) : CmdletTests(server)
{
    private static readonly PasswordPolicy ForShells = new() { Consumers = [PasswordConsumer.Shell] };

    [Fact]
    public async Task A_rotation_makes_a_longer_password_for_all_consumers_and_it_logs_in()
    {
        MakeSingleUserSecret();

        var result = Assert.Single(Run("Invoke-SecretRotation app @vault -PasswordFor Uri, Jdbc, Odbc, AdoNet, Shell, Xml"));

        Assert.Equal("Rotated", result.Text("Status"));
        var password = await PasswordAsync("app");
        Assert.Matches("^[A-Za-z0-9._]+$", password);
        Assert.Equal(35, password.Length);
        await AssertCurrentLogsInAsync();
    }

    [Fact]
    public async Task A_new_account_has_such_a_password_from_the_first()
    {
        Run("New-RotatedSecret admin @server -Account $admin");

        Run("New-RotatedSecret made @server -UserName $args[0] -CreateAccount -SuperuserSecretId admin -PasswordFor Uri", $"made_{Tag}");

        Assert.Matches("^[A-Za-z0-9._~-]+$", await PasswordAsync("made"));
    }

    [Fact]
    public void A_consumer_that_is_not_known_is_refused_with_the_ones_that_are()
    {
        MakeSingleUserSecret();

        var run = Try("Invoke-SecretRotation app @vault -PasswordFor Yaml");

        Assert.Empty(run.Output);
        Assert.Contains("Uri, Jdbc, Odbc, AdoNet, Shell, Xml", Assert.Single(run.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_for_shells_is_one_plain_word_to_PowerShell()
    {
        foreach (var password in Passwords(500))
        {
            var command = Parser.ParseInput($"mysql --password {password} -e {password}", out _, out var errors).Find(ast => ast is CommandAst, true) as CommandAst;

            Assert.Empty(errors);
            Assert.Equal(2, command!.CommandElements.OfType<StringConstantExpressionAst>().Count(word => word.Value == password));
        }
    }

    [Fact]
    public async Task A_password_for_shells_is_one_plain_word_to_the_systems_own_shell()
    {
        var passwords = Passwords(100).ToList();
        var (shell, option, print) = OperatingSystem.IsWindows() ? ("cmd.exe", "/c", "echo") : ("/bin/sh", "-c", "printf '%s\\n'");
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true };
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(string.Join("&&", passwords.Select(password => $"{print} {password}")));
        using var process = Process.Start(start)!;

        var printed = await process.StandardOutput.ReadToEndAsync(Cancellation);

        Assert.Equal(passwords, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    private static IEnumerable<string> Passwords(int count)
    {
        var generator = new PasswordGenerator(RandomNumberGenerator.Create());
        return Enumerable.Range(0, count).Select(_ => generator.Generate(ForShells, "").Reveal());
    }

    private async Task<string> PasswordAsync(string secret)
    {
        using var json = JsonDocument.Parse(await Contents.CurrentAsync(secret, Cancellation));
        return json.RootElement.GetProperty("password").GetString()!;
    }
}
