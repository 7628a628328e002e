using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>The clock of this machine is two hours behind: AWS refuses the first signature, and the SDK corrects itself.</summary>
public sealed class AwsClockTests(CmdletServer server) : AwsTests(server)
{
    private protected override TimeSpan ClockSkew => TimeSpan.FromHours(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_two_hours_off_does_not_keep_a_secret_from_rotating(bool alternating)
    {
        MakeSecret(alternating);

        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }

    [Fact]
    public async Task A_clock_that_is_set_right_while_the_session_lives_does_not_keep_a_secret_from_rotating()
    {
        MakeSecret(alternating: false);
        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));

        AwsClock.Skew = TimeSpan.Zero;

        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }
}
