using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Lambda.Tests.Stage;

namespace RotationPS.Lambda.Tests;

/// <summary>Rotations from beginning to end, as the service's scheduler drives them.</summary>
public sealed class WholeRotationTests(StageServer server)
{
    [Fact]
    public async Task A_single_user_gets_a_new_password_each_time()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);
        var first = (await service.FindAsync(StageLabel.Current))!;

        for (var rotation = 0; rotation < 2; rotation++)
        {
            await service.AssertCurrentAsync(await service.RotateAsync());
        }

        var last = (await service.FindAsync(StageLabel.Current))!;
        Assert.Equal(first.UserName, last.UserName);
        Assert.False(await service.LogsInAsync(first));
    }

    [Fact]
    public async Task Two_users_take_turns_and_AWSCURRENT_logs_in_after_every_step()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.Alternating);
        var users = new List<string>();

        for (var rotation = 0; rotation < 4; rotation++)
        {
            var token = await service.BeginAsync();
            foreach (var step in Service.Steps)
            {
                await service.CallAsync(step, token);
                await service.AssertNothingLostAsync(RotationStrategy.Alternating);
            }

            await service.AssertCurrentAsync(token);
            users.Add((await service.FindAsync(StageLabel.Current))!.UserName.Value);
        }

        Assert.Equal([service.Clone, service.User, service.Clone, service.User], users);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task A_rotation_writes_twice_to_the_service_and_leaves_AWSPENDING_beside_AWSCURRENT(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        for (var rotation = 1; rotation <= 2; rotation++)
        {
            var token = await service.RotateAsync();

            var writes = service.Endpoint.Calls.Select(call => call.Operation).Where(operation => operation is "PutSecretValue" or "UpdateSecretVersionStage");
            Assert.Equal(Enumerable.Repeat(new[] { "PutSecretValue", "UpdateSecretVersionStage" }, rotation).SelectMany(pair => pair), writes);
            Assert.Equal(token, (await service.DescribeAsync()).Holder(StageLabel.Pending));
            await service.AssertCurrentAsync(token);
        }

        // Somebody who rotates by hand begins a version of his own, and takes AWSPENDING off as usual.
        Assert.Equal(RotationStatus.Rotated, (await service.InvokeAsync()).Status);
        Assert.Null((await service.DescribeAsync()).Holder(StageLabel.Pending));
    }

    [Fact]
    public async Task Each_step_logs_one_line_that_is_also_its_answer()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);
        var arn = (await service.DescribeAsync()).Arn;
        var token = await service.BeginAsync();

        foreach (var step in Service.Steps)
        {
            var answer = await service.CallAsync(step, token);
            var line = service.Log[^1];
            Assert.Equal(line.ToJsonString(), answer.ToJsonString());
            Assert.Equal(arn, (string?)line["secret"]);
            Assert.Equal(step, (string?)line["step"]);
            Assert.Equal(token.Value, (string?)line["versionId"]);
            Assert.Equal("Done", (string?)line["outcome"]);
            Assert.True((double?)line["durationMs"] >= 0);
            Assert.EndsWith("Z", (string?)line["time"]);
        }

        Assert.Equal(Service.Steps.Length, service.Log.Count);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task No_password_stands_in_the_logs_of_function_or_server(RotationStrategy strategy)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, strategy);
        var passwords = new List<string> { (await service.FindAsync(StageLabel.Current))!.Password.Reveal() };
        for (var rotation = 0; rotation < 2; rotation++)
        {
            await service.RotateAsync();
            passwords.Add((await service.FindAsync(StageLabel.Current))!.Password.Reveal());
        }

        var logs = service.LogText + await server.PostgreSql.ReadLogAsync();

        Assert.Equal(3, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.DoesNotContain(password, logs));
    }

    [Fact]
    public async Task The_usual_path_has_no_refused_login()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);

        await service.RotateAsync();

        Assert.DoesNotContain($"password authentication failed for user \"{service.User}\"", await server.PostgreSql.ReadLogAsync());
    }
}
