using RotationPS.Engine.Secrets;
using RotationPS.Servers;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Whatever becomes of a call, nothing has changed or the next run completes the rotation.</summary>
public sealed class AwsFaultTests(CmdletServer server) : AwsTests(server)
{
    // More than the SDK ever tries.
    private const int Always = 100;

    private static readonly TimeSpan _atOnce = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("secretsmanager:GetSecretValue")]
    [InlineData("secretsmanager:DescribeSecret")]
    [InlineData("secretsmanager:PutSecretValue")]
    [InlineData("kms:Decrypt")]
    [InlineData("kms:GenerateDataKey")]
    public async Task An_action_denied_before_the_password_is_set_changes_nothing(string action)
    {
        MakeSingleUserSecret();
        var before = await StateAsync();
        Endpoint.Behaviour.Deny(action);

        var message = Refusal.Assert(Try(Rotate), "AccessDenied", "InvokeSecretRotation", "app");

        Assert.Contains($"Allow this identity {(action.StartsWith("kms:", StringComparison.Ordinal) ? "kms:Decrypt and kms:GenerateDataKey" : $"the action {action}")}", message);
        Assert.Equal(before, await StateAsync());
        Endpoint.Behaviour.Allow(action);
        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }

    [Fact]
    public async Task The_denied_secret_of_the_superuser_is_named_and_nothing_changes()
    {
        MakeAlternatingSecret();
        var before = await StateAsync();
        Endpoint.Behaviour.Deny("secretsmanager:GetSecretValue", "admin");

        Assert.Contains("admin", Refusal.Assert(Try(Rotate), "AccessDenied", "InvokeSecretRotation", "app"));
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Labels_that_may_not_be_moved_leave_a_rotation_that_the_next_run_finishes(bool alternating)
    {
        const string Action = "secretsmanager:UpdateSecretVersionStage";
        MakeSecret(alternating);
        Endpoint.Behaviour.Deny(Action);

        Assert.Contains(Action, Refusal.Assert(Try(Rotate), "AccessDenied", "InvokeSecretRotation", "app"));
        await AssertCurrentLogsInAsync();
        Assert.Contains(Action, Refusal.Assert(Try(Rotate), "AccessDenied", "InvokeSecretRotation", "app"));
        await AssertCurrentLogsInAsync();
        var pending = await HolderAsync(StageLabel.Pending);
        Endpoint.Behaviour.Allow(Action);

        var result = await AssertCompletesAsync();
        Assert.Equal("Resumed", result.Text("Status"));
        Assert.Equal(pending, result.Text("VersionId"));
    }

    [Theory]
    [InlineData(EndpointFault.Throttled)]
    [InlineData(EndpointFault.ServerError)]
    [InlineData(EndpointFault.Unavailable)]
    [InlineData(EndpointFault.Refused)]
    public async Task A_fault_that_passes_is_not_noticed(EndpointFault fault)
    {
        MakeSingleUserSecret();
        foreach (var operation in new[] { "GetSecretValue", "DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage" })
        {
            Endpoint.Behaviour.Next(fault, calls: 1, operation);
        }

        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }

    [Theory]
    [InlineData(EndpointFault.ServerError, "GetSecretValue", "InternalServiceError", "500")]
    [InlineData(EndpointFault.Unavailable, "PutSecretValue", "InternalServiceError", "503")]
    [InlineData(EndpointFault.Refused, "DescribeSecret", "Unreachable", "-EndpointUrl")]
    [InlineData(EndpointFault.NotJson, "GetSecretValue", "AnswerNotUnderstood", "proxy")]
    [InlineData(EndpointFault.NotJson, "DescribeSecret", "AnswerNotUnderstood", "proxy")]
    [InlineData(EndpointFault.NotJson, "PutSecretValue", "AnswerNotUnderstood", "proxy")]
    public async Task A_fault_that_stays_before_the_password_is_set_changes_nothing(EndpointFault fault, string operation, string kind, string words)
    {
        MakeSingleUserSecret();
        var before = await StateAsync();
        Endpoint.Behaviour.Next(fault, Always, operation);

        Assert.Contains(words, Refusal.Assert(Try(Rotate), kind, "InvokeSecretRotation", "app"));
        Assert.Equal(before, await StateAsync());
        Endpoint.Behaviour.Clear();
        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }

    [Theory]
    [InlineData(EndpointFault.ServerError, "InternalServiceError")]
    [InlineData(EndpointFault.Unavailable, "InternalServiceError")]
    [InlineData(EndpointFault.NotJson, "AnswerNotUnderstood")]
    [InlineData(EndpointFault.Refused, "Unreachable")]
    public async Task A_fault_that_stays_at_the_move_of_AWSCURRENT_is_resumed(EndpointFault fault, string kind)
    {
        MakeSingleUserSecret();
        Endpoint.Behaviour.Next(fault, Always, "UpdateSecretVersionStage");

        Assert.Contains("AWSCURRENT is refused until", Refusal.Assert(Try($"{Rotate} -FinishTimeout 0"), kind, "InvokeSecretRotation", "app"));
        Endpoint.Behaviour.Clear();

        Assert.Equal("Resumed", (await AssertCompletesAsync()).Text("Status"));
    }

    [Theory]
    [InlineData(EndpointFault.AnswerLost, "PutSecretValue", 0)]
    [InlineData(EndpointFault.AnswerLost, "UpdateSecretVersionStage", 0)]
    [InlineData(EndpointFault.AnswerLost, "UpdateSecretVersionStage", 1)]
    [InlineData(EndpointFault.AnswerReset, "PutSecretValue", 0)]
    [InlineData(EndpointFault.AnswerReset, "UpdateSecretVersionStage", 0)]
    [InlineData(EndpointFault.AnswerReset, "UpdateSecretVersionStage", 1)]
    [InlineData(EndpointFault.AnswerCut, "PutSecretValue", 0)]
    [InlineData(EndpointFault.AnswerCut, "UpdateSecretVersionStage", 0)]
    [InlineData(EndpointFault.AnswerCut, "UpdateSecretVersionStage", 1)]
    public async Task A_write_whose_answer_is_lost_leads_to_one_new_version(EndpointFault fault, string operation, int after)
    {
        MakeAlternatingSecret();
        Endpoint.Behaviour.Next(fault, calls: 1, operation, after);

        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
        Assert.Contains(Clone, await CurrentTextAsync());
        Assert.Equal(2, (await Store.ListVersionsAsync(AppSecret, includeDeprecated: true, Cancellation)).Count);
    }

    [Theory]
    [InlineData("GetSecretValue")]
    [InlineData("DescribeSecret")]
    [InlineData("PutSecretValue")]
    public async Task An_endpoint_that_never_answers_is_left_at_once_on_stop(string operation)
    {
        MakeSingleUserSecret();
        var before = await StateAsync();
        Endpoint.ForgetCalls();
        Endpoint.Behaviour.Next(EndpointFault.NoAnswer, Always, operation);
        using var running = Session.Start(Rotate);
        await CalledAsync(operation);

        await running.StopAsync().WaitAsync(_atOnce, Cancellation);

        var run = running.WaitForEnd();
        Assert.True(run.WasStopped);
        Assert.Empty(run.Errors);
        Assert.Equal(before, await StateAsync());
        Endpoint.Behaviour.Clear();
        Assert.Equal("Rotated", (await AssertCompletesAsync()).Text("Status"));
    }

    /// <summary>Returns when the operation was called.</summary>
    private async Task CalledAsync(string operation)
    {
        for (var next = Endpoint.NextCall; Endpoint.Calls.All(call => call.Operation != operation); next = Endpoint.NextCall)
        {
            await next.WaitAsync(_atOnce, Cancellation);
        }
    }
}
