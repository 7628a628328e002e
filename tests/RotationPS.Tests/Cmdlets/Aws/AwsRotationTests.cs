using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Every cmdlet works on Secrets Manager, and within its budget of calls.</summary>
public sealed class AwsRotationTests(CmdletServer server) : AwsTests(server)
{
    [Fact]
    public async Task A_single_user_rotates_with_five_calls()
    {
        MakeSingleUserSecret();

        await RotateTwiceAsync(
            new() { ["GetSecretValue"] = 1, ["DescribeSecret"] = 1, ["PutSecretValue"] = 1, ["UpdateSecretVersionStage"] = 2 },
            App,
            App);
    }

    [Fact]
    public async Task Alternating_users_rotate_with_six_calls()
    {
        MakeAlternatingSecret();

        await RotateTwiceAsync(
            new() { ["GetSecretValue"] = 2, ["DescribeSecret"] = 1, ["PutSecretValue"] = 1, ["UpdateSecretVersionStage"] = 2 },
            Clone,
            App);
    }

    [Fact]
    public async Task A_secret_changes_from_one_strategy_to_the_other()
    {
        MakeSingleUserSecret();
        Run("New-RotatedSecret admin @server -Account $admin");

        Assert.Equal(Clone, Assert.Single(Run("Set-AlternatingRotation app admin @aws")).Text("CloneUserName"));
        Assert.Equal(Clone, (await AssertCompletesAsync()).Text("UserName"));
        Assert.Equal("SingleUser", Assert.Single(Run("Set-SingleUserRotation app @aws")).Text("Strategy"));
        Assert.Equal(Clone, (await AssertCompletesAsync()).Text("UserName"));
    }

    [Fact]
    public async Task The_labels_are_those_that_Secrets_Manager_has()
    {
        MakeSingleUserSecret();
        var first = await HolderAsync(StageLabel.Current);
        Run(Rotate);

        var versions = Run("Get-SecretStageLabel app @aws");

        Assert.Equal(
            new[] { $"{await HolderAsync(StageLabel.Current)} AWSCURRENT", $"{first} AWSPREVIOUS" }.Order(),
            versions.Select(version => $"{version.Text("VersionId")} {version.Text("StageLabel")}").Order());
    }

    [Fact]
    public async Task What_if_and_no_for_an_answer_change_nothing()
    {
        MakeAlternatingSecret();
        var before = await StateAsync();

        Assert.Empty(Run($"{Rotate} -WhatIf"));
        Assert.Empty(Run($"{Rotate} -Confirm"));
        Assert.Equal(before, await StateAsync());
        Assert.DoesNotContain("PutSecretValue", Endpoint.Calls.Skip(2).Select(call => call.Operation));
    }

    private async Task RotateTwiceAsync(Dictionary<string, int> budget, params string[] users)
    {
        foreach (var user in users)
        {
            Endpoint.ForgetCalls();
            var result = Assert.Single(Run(Rotate));
            Assert.Equivalent(budget, Endpoint.CallCounts(), strict: true);
            Assert.Equal("Rotated", result.Text("Status"));
            Assert.Equal(user, result.Text("UserName"));
            await AssertSettledAsync();
        }
    }
}
