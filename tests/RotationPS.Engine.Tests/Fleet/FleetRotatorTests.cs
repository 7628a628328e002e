using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

public sealed class FleetRotatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_secrets_are_rotated_once_several_at_a_time(bool alternating)
    {
        var scene = await FleetScene.CreateAsync(45, alternating);

        await scene.RotateAsync([.. Enumerable.Range(0, 45).Select(FleetScene.NameOf)]);

        Assert.Equal(45, scene.Outcomes.Count());
        Assert.All(scene.Outcomes, outcome => Assert.Equal(RotationStatus.Rotated, outcome.Status));
        for (var index = 0; index < 45; index++)
        {
            Assert.Equal(2, await scene.VersionsAsync(FleetScene.NameOf(index)));
            Assert.True(await scene.CurrentLogsInAsync(FleetScene.NameOf(index)));
        }

        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_secret_that_comes_by_its_name_and_by_its_ARN_is_rotated_once()
    {
        var scene = await FleetScene.CreateAsync(2);
        var arn = (await scene.Store.DescribeAsync(new SecretId("app-00"), Token)).Arn;

        await scene.RotateAsync("app-00", arn, "app-01", "app-00", arn);

        Assert.Equal(["app-00", "app-01"], scene.Outcomes.Select(outcome => outcome.Name).Order());
        Assert.Equal(2, await scene.VersionsAsync("app-00"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_are_rotated_at_a_time_than_the_throttle_lets(int limit)
    {
        var scene = await FleetScene.CreateAsync(20);
        scene.Options = scene.Options with { ThrottleLimit = limit, ServerLimit = 1000 };

        await scene.RotateAsync([.. Enumerable.Range(0, 20).Select(FleetScene.NameOf)]);

        Assert.Equal(20, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.InRange(scene.Hooks.MostSessions, 1, limit * FleetOptions.ConnectionsPerRotation);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(6, true)]
    public async Task A_server_has_no_more_connections_than_its_limit(int limit, bool alternating)
    {
        var scene = await FleetScene.CreateAsync(30, alternating);
        scene.Options = scene.Options with { ThrottleLimit = 16, ServerLimit = limit };

        await scene.RotateAsync([.. Enumerable.Range(0, 30).Select(FleetScene.NameOf)]);

        Assert.Equal(30, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.InRange(scene.Hooks.MostSessions, 1, limit);
    }

    [Fact]
    public async Task A_superusers_connection_serves_one_account_after_the_other()
    {
        var scene = await FleetScene.CreateAsync(40, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 4 };

        await scene.RotateAsync([.. Enumerable.Range(0, 40).Select(FleetScene.NameOf)]);

        Assert.Equal(40, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        
        // One for each worker; one more where a worker came before the last one had given its own back.
        Assert.InRange(scene.Target.Logins.Count(login => login.User == "boss"), 1, 10);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_superusers_of_many_servers_keep_few_connections_open(int workers)
    {
        var scene = await FleetScene.CreateAsync(0);
        scene.Options = scene.Options with { ThrottleLimit = workers };
        string[] fleet = [.. Enumerable.Range(0, 30).Select(FleetScene.NameOf)];
        foreach (var name in fleet)
        {
            await scene.AddAlternatingAsync(name, $"{name}.example.com");
        }

        await scene.RotateAsync(fleet);

        Assert.Equal(30, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));

        // Two at work for each worker, and two that wait.
        Assert.InRange(scene.Hooks.MostSessions, 1, 4 * workers);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task The_superusers_connections_that_have_waited_longest_are_closed_first()
    {
        var scene = await FleetScene.CreateAsync(4, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        await scene.AddAlternatingAsync("one", "one.example.com");
        await scene.AddAlternatingAsync("two", "two.example.com");
        await scene.AddAlternatingAsync("three", "three.example.com");

        await scene.RotateAsync("app-00", "one", "app-01", "two", "app-02", "three", "app-03");

        Assert.Equal(7, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(4, scene.Target.Logins.Count(login => login.User == "boss"));
    }

    [Fact]
    public async Task A_superusers_connection_that_died_while_it_waited_costs_no_rotation()
    {
        var scene = await FleetScene.CreateAsync(6, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        var locks = 0;
        scene.Hooks.Before = call =>
        {
            if (call.Operation is TargetOperation.Lock && Interlocked.Increment(ref locks) == 3)
            {
                scene.Target.CutSessions("boss");
            }

            return Task.CompletedTask;
        };

        await scene.RotateAsync([.. Enumerable.Range(0, 6).Select(FleetScene.NameOf)]);

        Assert.All(scene.Outcomes, outcome => Assert.Equal(RotationStatus.Rotated, outcome.Status));
        Assert.Equal(2, scene.Target.Logins.Count(login => login.User == "boss"));
    }

    [Fact]
    public async Task A_superusers_connection_that_died_does_not_hide_why_an_account_is_refused()
    {
        var scene = await FleetScene.CreateAsync(1, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        var boss = await scene.Store.DescribeAsync(new SecretId("boss"), Token);
        scene.Target.AddAccount("odd", "of-odd");
        await scene.AddAsync("odd", "not-of-odd", boss.Arn);
        scene.Hooks.Before = call =>
        {
            if (call is { Operation: TargetOperation.LogIn, User: "odd" })
            {
                scene.Target.CutSessions("boss");
            }

            return Task.CompletedTask;
        };

        await scene.RotateAsync("app-00", "odd");

        Assert.Equal(FailureKind.LoginFailed, Assert.Single(scene.Outcomes, outcome => outcome.Failure is not null).Failure!.Kind);
    }

    [Fact]
    public async Task A_superusers_wrong_password_is_tried_once_and_not_for_every_account()
    {
        var scene = await FleetScene.CreateAsync(12, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        scene.Target.RemoveAccount("boss");
        scene.Target.AddAccount("boss", "another password", superuser: true);

        await scene.RotateAsync([.. Enumerable.Range(0, 12).Select(FleetScene.NameOf)]);

        Assert.Equal(12, scene.Outcomes.Count());
        Assert.All(scene.Outcomes, outcome => Assert.Contains("'boss' cannot log in", outcome.Failure!.Message));
        Assert.Single(scene.Target.Logins, login => login.User == "boss");
    }

    [Fact]
    public async Task A_superuser_whose_secret_is_corrected_meanwhile_serves_the_rest_of_the_fleet()
    {
        var scene = await FleetScene.CreateAsync(6, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        scene.Target.RemoveAccount("boss");
        scene.Target.AddAccount("boss", "another password", superuser: true);
        scene.FollowUp = async token =>
        {
            if (scene.Outcomes.Count() == 2)
            {
                var corrected = new SecretText(Scenes.Scene.Account("boss", "another password").ToJsonString());
                await scene.Store.PutAsync(new SecretId("boss"), Scenes.Scene.Id("corrected"), corrected, [StageLabel.Current], token);
            }
        };

        await scene.RotateAsync([.. Enumerable.Range(0, 6).Select(FleetScene.NameOf)]);

        Assert.Equal(2, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Failed));
        Assert.Equal(4, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task A_superuser_that_is_rotated_in_the_same_run_goes_on_with_its_new_password()
    {
        var scene = await FleetScene.CreateAsync(10, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        scene.Hooks.Before = call =>
        {
            // A connection that has failed is not handed on, so the next account needs a new login.
            if (call is { Operation: TargetOperation.CheckSuperuser, Account: "app-03" })
            {
                throw new RotationException(FailureKind.ServerError, "The server fails.", "Try again.");
            }

            return Task.CompletedTask;
        };

        await scene.RotateAsync("app-00", "app-01", "boss", "app-02", "app-03", "app-04");

        Assert.Equal("app-03", Assert.Single(scene.Outcomes, outcome => outcome.Status is RotationStatus.Failed).Name);
        Assert.Equal(5, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task A_superuser_that_a_broken_off_run_left_with_its_pending_password_is_refused_once_and_not_for_every_account()
    {
        var scene = await FleetScene.CreateAsync(6, alternating: true);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        var pending = new SecretText(Scenes.Scene.Account("boss", "pending password").ToJsonString());
        await scene.Store.PutAsync(new SecretId("boss"), Scenes.Scene.Id("pending"), pending, [StageLabel.Pending], Token);
        scene.Target.RemoveAccount("boss");
        scene.Target.AddAccount("boss", "pending password", superuser: true);
        scene.Hooks.Before = call =>
        {
            // Each account needs a new login, for the connection of the last one dies before it can be handed on.
            if (call is { Operation: TargetOperation.LogIn, User: not "boss" } && !call.User.EndsWith("_clone", StringComparison.Ordinal))
            {
                scene.Target.CutSessions("boss");
            }

            return Task.CompletedTask;
        };

        await scene.RotateAsync([.. Enumerable.Range(0, 6).Select(FleetScene.NameOf)]);

        Assert.All(scene.Outcomes, outcome => Assert.Equal(RotationStatus.Rotated, outcome.Status));
        Assert.Single(scene.Target.Logins, login => login.User == "boss" && !login.Succeeded);
    }

    [Fact]
    public async Task After_so_many_failures_no_further_secret_is_begun()
    {
        var scene = await FleetScene.CreateAsync(30);
        scene.Options = scene.Options with { ThrottleLimit = 1, StopAfterFailures = 3 };
        scene.Target.RejectPassword = _ => true;

        await scene.RotateAsync([.. Enumerable.Range(0, 30).Select(FleetScene.NameOf)]);

        Assert.Equal(3, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Failed));
        Assert.Equal("3 secrets failed, so no further one is begun.", scene.StopReason);
        Assert.Equal(Enumerable.Range(3, 27).Select(FleetScene.NameOf), scene.NotBegun.Select(outcome => outcome.Name));
        Assert.All(scene.NotBegun, outcome => Assert.Equal((scene.StopReason, null), (outcome.Reason, outcome.Failure)));
    }

    [Fact]
    public async Task The_others_follow_only_if_the_canaries_come_off()
    {
        var scene = await FleetScene.CreateAsync(10);
        scene.Options = scene.Options with { Canary = 2 };
        scene.Target.RemoveAccount("app-01");

        await scene.RotateAsync([.. Enumerable.Range(0, 10).Select(FleetScene.NameOf)]);

        Assert.Equal(8, scene.NotBegun.Count());
        Assert.Equal(10, scene.Outcomes.Count());
        Assert.Equal("1 secret of the first 2 failed, so no further one is begun.", scene.StopReason);
        Assert.Equal(1, await scene.VersionsAsync("app-02"));

        scene.Target.AddAccount("app-01", "first-of-app-01");
        await scene.RotateAsync([.. Enumerable.Range(1, 9).Select(FleetScene.NameOf)]);
        Assert.Equal(10, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated or RotationStatus.Resumed));
    }

    [Fact]
    public async Task A_stop_finishes_what_is_between_set_and_finish_and_leaves_the_rest_untouched()
    {
        var scene = await FleetScene.CreateAsync(12);
        scene.Options = scene.Options with { ThrottleLimit = 3 };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var set = new System.Collections.Concurrent.ConcurrentBag<string>();
        scene.Hooks.Before = async call =>
        {
            if (call.Operation is TargetOperation.ChangeOwn)
            {
                set.Add(call.Account);
                await stop.CancelAsync();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            scene.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids([.. Enumerable.Range(0, 12).Select(FleetScene.NameOf)]), Token), stop.Token));

        Assert.InRange(set.Count, 1, 3);
        for (var index = 0; index < 12; index++)
        {
            var name = FleetScene.NameOf(index);
            Assert.True(await scene.CurrentLogsInAsync(name), name);
            var current = (await scene.Store.DescribeAsync(new SecretId(name), Token)).Holder(StageLabel.Current);
            Assert.Equal(set.Contains(name), current != Scenes.Scene.Id(name));
        }

        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task What_was_read_before_another_machine_rotated_costs_nothing()
    {
        var scene = await FleetScene.CreateAsync(3);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        var other = new Rotator(scene.Environment);
        var isDone = false;
        scene.Hooks.Before = async call =>
        {
            if (!isDone && call is { Operation: TargetOperation.LogIn, User: "app-00" })
            {
                isDone = true;
                await other.RotateAsync(new SecretId("app-02"), scene.Options.Rotation, _ => { }, Token);
            }
        };

        await scene.RotateAsync("app-00", "app-01", "app-02");

        Assert.Equal(RotationStatus.AlreadyCurrent, scene.Outcomes.Single(outcome => outcome.Name == "app-02").Status);
        Assert.Equal(2, await scene.VersionsAsync("app-02"));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_fails_alone()
    {
        var scene = await FleetScene.CreateAsync(2);

        await scene.RotateAsync("app-00", "nobody", "app-01");

        Assert.Equal(2, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(FailureKind.ResourceNotFound, scene.Outcomes.Single(outcome => outcome.SecretId.Value == "nobody").Failure!.Kind);
    }

    [Fact]
    public async Task An_error_that_nobody_has_foreseen_is_that_of_its_secret_and_the_others_go_on()
    {
        var scene = await FleetScene.CreateAsync(6, alternating: true);
        var fault = new InvalidCastException("This may hold a password.");
        scene.Hooks.Before = call => call is { Operation: TargetOperation.Lock, Account: "app-02" } ? throw fault : Task.CompletedTask;

        await scene.RotateAsync([.. Enumerable.Range(0, 6).Select(FleetScene.NameOf)]);

        Assert.Equal(5, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        var failed = scene.Outcomes.Single(outcome => outcome.Name == "app-02");
        Assert.Equal(RotationStatus.Failed, failed.Status);
        Assert.Equal(FailureKind.Unexpected, failed.Failure!.Kind);
        Assert.Null(failed.Failure.InnerException);
        Assert.Contains("'app-02' ended with an error that this module does not know: System.InvalidCastException, thrown by RotationPS.", failed.Failure.Message);
        Assert.DoesNotContain("password", failed.Failure.Message);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task Where_there_is_no_memory_the_run_ends_and_no_secret_is_to_blame()
    {
        var scene = await FleetScene.CreateAsync(2);
        scene.Options = scene.Options with { ThrottleLimit = 1 };
        scene.Hooks.Before = call => call is { Operation: TargetOperation.LogIn, User: "app-00" } ? throw new InsufficientMemoryException() : Task.CompletedTask;

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => scene.RotateAsync("app-00", "app-01"));

        Assert.Empty(scene.Outcomes);
    }

    [Fact]
    public async Task A_driver_that_gives_up_by_itself_is_no_stop()
    {
        var scene = await FleetScene.CreateAsync(3);
        scene.Hooks.Before = call => call is { Operation: TargetOperation.LogIn, User: "app-01" } ? throw new TaskCanceledException() : Task.CompletedTask;

        await scene.RotateAsync("app-00", "app-01", "app-02");

        Assert.Equal(FailureKind.Unexpected, Assert.Single(scene.Outcomes, outcome => outcome.Failure is not null).Failure!.Kind);
        Assert.Equal(2, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task What_is_not_approved_is_left_without_a_word()
    {
        var scene = await FleetScene.CreateAsync(2);

        await scene.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids("app-00", "app-01"), Token), Token, member => Task.FromResult(member.Name == "app-01"));

        Assert.Equal("app-01", Assert.Single(scene.Outcomes).Name);
        Assert.Equal(1, await scene.VersionsAsync("app-00"));
    }
}
