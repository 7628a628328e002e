using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Refused logins count toward lock-outs, and every login costs: a normal rotation needs few and has none refused.</summary>
public sealed class LoginCountTests(CmdletServer server) : CmdletTests(server)
{
    [Fact]
    public async Task A_single_user_rotates_with_two_logins_and_none_refused()
    {
        MakeSingleUserSecret();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal((2, 0), await CountAsync());
        }
    }

    [Fact]
    public async Task Alternating_users_rotate_with_three_logins_and_none_refused()
    {
        MakeAlternatingSecret();

        foreach (var _ in Enumerable.Range(0, 4))
        {
            Assert.Equal((3, 0), await CountAsync());
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_plan_costs_the_login_of_a_superuser_and_no_other(bool alternating, int logins)
    {
        MakeSecret(alternating);

        Assert.Equal((logins, 0), await CountAsync("Invoke-SecretRotation app @vault -WhatIf"));
    }

    /// <summary>The logins of this test's accounts during a script, and those refused; all of them must be closed again.</summary>
    private async Task<(int Accepted, int Refused)> CountAsync(string script = "Invoke-SecretRotation app @vault")
    {
        var start = (await Server.ReadLogAsync()).Length;
        Run(script);
        var lines = (await Server.ReadLogAsync())[start..].Split('\n').Where(line => line.Contains(Tag, StringComparison.Ordinal)).ToList();
        return (
            lines.Count(line => line.Contains("connection authorized:", StringComparison.Ordinal)),
            lines.Count(line => line.Contains("FATAL:", StringComparison.Ordinal)));
    }
}
