using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Lambda.Tests.Stage;
using RotationPS.Servers;

namespace RotationPS.Lambda.Tests;

/// <summary>Steps that are asked for again, out of turn, or beside another rotation: no credential is ever lost.</summary>
public sealed class RepeatedStepTests(StageServer server)
{
    public static TheoryData<RotationStrategy> Strategies => [RotationStrategy.SingleUser, RotationStrategy.Alternating];

    public static TheoryData<RotationStrategy, int> Gaps => new MatrixTheoryData<RotationStrategy, int>(
        [RotationStrategy.SingleUser, RotationStrategy.Alternating],
        [0, 1, 2, 3]);

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Every_step_may_come_twice(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        for (var rotation = 0; rotation < 2; rotation++)
        {
            var token = await service.BeginAsync();
            foreach (var step in Service.Steps)
            {
                await service.CallAsync(step, token);
                var again = await service.CallAsync(step, token);
                Assert.Equal(step == "finishSecret" ? "AlreadyCurrent" : "Done", (string?)again["outcome"]);
                await service.AssertNothingLostAsync(strategy);
            }

            await service.AssertCurrentAsync(token);
        }
    }

    [Theory]
    [MemberData(nameof(Gaps))]
    public async Task A_rotation_from_outside_before_any_step_finishes_the_services_own_version(RotationStrategy strategy, int before)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var token = await service.BeginAsync();
        foreach (var step in Service.Steps.Take(before))
        {
            await service.CallAsync(step, token);
        }

        var outcome = await service.InvokeAsync();

        Assert.Null(outcome.Failure);
        Assert.Equal(token, outcome.VersionId);
        Assert.Equal(token, (await service.DescribeAsync()).Holder(StageLabel.Pending));
        foreach (var step in Service.Steps.Skip(before))
        {
            Assert.Equal("AlreadyCurrent", (string?)(await service.CallAsync(step, token))["outcome"]);
        }

        await service.AssertCurrentAsync(token);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_service_that_was_overtaken_twice_does_no_harm(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var token = await service.BeginAsync();
        await service.CallAsync("createSecret", token);
        Assert.Null((await service.InvokeAsync()).Failure);
        var last = await service.InvokeAsync();
        Assert.Null(last.Failure);

        foreach (var step in Service.Steps)
        {
            var refused = await Assert.ThrowsAsync<RotationException>(() => service.CallAsync(step, token));
            Assert.StartsWith("InvalidRequest: ", refused.Message);
        }

        await service.AssertCurrentAsync(last.VersionId!);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_version_that_the_secret_does_not_have_is_refused(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var token = await service.BeginAsync();
        var other = new VersionId(Guid.NewGuid().ToString());

        foreach (var step in Service.Steps)
        {
            var refused = await Assert.ThrowsAsync<RotationException>(() => service.CallAsync(step, other));
            Assert.StartsWith("InvalidRequest: ", refused.Message);
            Assert.Contains(other.Value, refused.Message);
        }

        await service.CallAllAsync(token);
        await service.AssertCurrentAsync(token);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Steps_in_the_wrong_order_fail_and_the_right_order_still_comes_through(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var token = await service.BeginAsync();
        foreach (var step in Service.Steps.Skip(1))
        {
            Assert.StartsWith("InvalidRequest: ", (await Assert.ThrowsAsync<RotationException>(() => service.CallAsync(step, token))).Message);
        }

        await service.CallAsync("createSecret", token);
        foreach (var step in Service.Steps.Skip(2))
        {
            Assert.StartsWith("LoginFailed: ", (await Assert.ThrowsAsync<RotationException>(() => service.CallAsync(step, token))).Message);
            await service.AssertNothingLostAsync(RotationStrategy.Alternating);
        }

        await service.CallAllAsync(token);
        await service.AssertCurrentAsync(token);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, "createSecret", "PutSecretValue")]
    [InlineData(RotationStrategy.SingleUser, "finishSecret", "UpdateSecretVersionStage")]
    [InlineData(RotationStrategy.Alternating, "createSecret", "PutSecretValue")]
    [InlineData(RotationStrategy.Alternating, "finishSecret", "UpdateSecretVersionStage")]
    public async Task A_write_that_is_denied_fails_the_step_and_the_next_call_completes_it(RotationStrategy strategy, string failing, string operation)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var token = await service.BeginAsync();
        foreach (var step in Service.Steps)
        {
            if (step == failing)
            {
                service.Endpoint.Behaviour.Deny($"secretsmanager:{operation}");
                var denied = await Assert.ThrowsAsync<RotationException>(() => service.CallAsync(step, token));
                Assert.StartsWith("AccessDenied: ", denied.Message);
                Assert.Null(denied.InnerException);
                Assert.Equal("AccessDenied", (string?)service.Log[^1]["failureKind"]);
                Assert.Equal("Failed", (string?)service.Log[^1]["outcome"]);
                await service.AssertNothingLostAsync(strategy);
                service.Endpoint.Behaviour.Clear();
            }

            await service.CallAsync(step, token);
        }

        await service.AssertCurrentAsync(token);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser, EndpointFault.AnswerLost)]
    [InlineData(RotationStrategy.SingleUser, EndpointFault.AnswerReset)]
    [InlineData(RotationStrategy.SingleUser, EndpointFault.Throttled)]
    [InlineData(RotationStrategy.Alternating, EndpointFault.AnswerLost)]
    [InlineData(RotationStrategy.Alternating, EndpointFault.AnswerReset)]
    [InlineData(RotationStrategy.Alternating, EndpointFault.Throttled)]
    public async Task A_service_that_answers_badly_at_any_call_loses_no_credential(RotationStrategy strategy, EndpointFault fault)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        foreach (var operation in new[] { "GetSecretValue", "DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage" })
        {
            var token = await service.BeginAsync();
            foreach (var step in Service.Steps)
            {
                service.Endpoint.Behaviour.Next(fault, calls: 2, operation);
                await CallUntilDoneAsync(service, step, token);
                await service.AssertNothingLostAsync(strategy);
                service.Endpoint.Behaviour.Clear();
            }

            await service.AssertCurrentAsync(token);
        }
    }

    /// <summary>The service asks for a step that failed a few times more.</summary>
    private static async Task CallUntilDoneAsync(Service service, string step, VersionId token)
    {
        for (var call = 0; call < 3; call++)
        {
            try
            {
                await service.CallAsync(step, token);
                return;
            }
            catch (RotationException failure)
            {
                Assert.StartsWith($"{failure.Kind}: ", failure.Message);
                service.Endpoint.Behaviour.Clear();
            }
        }

        Assert.Fail($"{step} never succeeded.");
    }
}
