using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

public sealed class StrategyChangerTests
{
    private static readonly Dictionary<string, (FailureKind Kind, Func<Scene, Task> Spoil)> Obstacles = new()
    {
        ["the superuser's password is wrong"] = (FailureKind.LoginFailed, Do(scene => scene.Target.Find("boss")!.Password = "changed by hand")),
        ["the superuser has no rights"] = (FailureKind.PermissionDenied, Do(scene => scene.Target.Find("boss")!.IsSuperuser = false)),
        ["the superuser lives elsewhere"] = (FailureKind.SuperuserElsewhere, scene => scene.EditAsync(scene.Superuser, json => json["host"] = "other.example.com")),
        ["the superuser is the account"] = (FailureKind.SuperuserIsAccount, scene => scene.EditAsync(scene.Superuser, json => json["username"] = "app")),
        ["the clone is somebody else's"] = (FailureKind.CloneNotOurs, Do(scene => scene.Target.AddAccount("app_clone", "password-of-somebody"))),
        ["the account is gone"] = (FailureKind.AccountNotFound, Do(scene => scene.Target.RemoveAccount("app"))),
        ["a function rotates the secret"] = (FailureKind.AnotherWriter, Do(scene => scene.Store.PrepareRotationEnabled(scene.App))),
        ["a service owns the secret"] = (FailureKind.SecretOwnedByService, Do(scene => scene.Store.PrepareOwningService(scene.App, "rds"))),
        ["the secret is a replica"] = (FailureKind.ReplicaSecret, Do(scene => scene.Store.PrepareReplica(scene.App, "eu-west-1"))),
        ["the secret is marked for deletion"] = (FailureKind.SecretDeleted, Do(scene => scene.Store.PrepareDeletion(scene.App))),
        ["a rotation is unfinished"] = (
            FailureKind.RotationUnfinished, scene => scene.PutPendingAsync(Scene.Id("begun"), json => json["password"] = "begun by another run")),
        ["the server does not answer"] = (FailureKind.Unreachable, Do(scene => scene.Target.IsUnreachable = _ => true)),
    };

    public static TheoryData<string> ObstacleNames => [.. Obstacles.Keys];

    [Fact]
    public async Task A_single_user_becomes_one_of_two_with_the_same_account_and_password()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app", outcome.UserName!.Value);
        var current = await scene.CurrentAsync();
        Assert.Equal(Scene.AppPassword, current.Password.Reveal());
        Assert.StartsWith("arn:", current.SuperuserSecretId!.Value);
        Assert.Equal(["app", "boss"], scene.Target.AccountNames);
        Assert.Null(await scene.HolderAsync(StageLabel.Pending));
        Assert.Empty(scene.Target.ExpectedPasswords);
        Assert.Equal("app_clone", (await scene.RotateAsync()).UserName!.Value);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(0, "app")]
    [InlineData(1, "app_clone")]
    public async Task Either_of_two_users_becomes_a_single_one(int rotations, string user)
    {
        var scene = await Scene.AlternatingAsync();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            await scene.RotateAsync();
        }

        var password = (await scene.CurrentAsync()).Password;
        var outcome = await scene.NewProcess().ToSingleUserAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Null((await scene.CurrentAsync()).SuperuserSecretId);
        Assert.Equal(password, (await scene.CurrentAsync()).Password);
        Assert.Equal(user, (await scene.RotateAsync()).UserName!.Value);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_single_user_keeps_its_former_password_from_now_on_and_no_longer()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.KeepsLastPassword = true;

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().ToSingleUserAsync(keepsFormerPassword: true)).Status);
        Assert.Equal(RotationStatus.AlreadyCurrent, (await scene.NewProcess().ToSingleUserAsync()).Status);
        await scene.RotateAsync();
        Assert.True(scene.Accepts((await scene.DocumentAsync(StageLabel.Previous))!));

        Assert.Equal(RotationStatus.Rotated, (await scene.NewProcess().ToSingleUserAsync(keepsFormerPassword: false)).Status);
        await scene.RotateAsync();
        Assert.False(scene.Accepts((await scene.DocumentAsync(StageLabel.Previous))!));
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Fact]
    public async Task A_server_that_holds_one_password_is_not_asked_to_hold_two()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToSingleUserAsync(keepsFormerPassword: true);
        var found = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().CheckSingleUserAsync(keepsFormerPassword: true));

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Equal(outcome.Failure.Message, found.Message);
        Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Current));
    }

    [Fact]
    public async Task A_clone_that_was_alone_for_a_while_alternates_with_its_old_base_again()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        await scene.NewProcess().ToSingleUserAsync();
        await scene.RotateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app", (await scene.RotateAsync()).UserName!.Value);
        Assert.Equal(["app", "app_clone", "boss"], scene.Target.AccountNames);
    }

    [Fact]
    public async Task AWSCURRENT_logs_in_before_and_after_every_call()
    {
        var scene = await Scene.SingleUserAsync();
        var invariants = new Invariants(scene, RotationStrategy.Alternating);
        var there = scene.NewProcess();
        var back = scene.NewProcess();
        invariants.Watch(there);
        invariants.Watch(back);

        await there.ToAlternatingAsync(scene.Superuser);
        await back.ToSingleUserAsync();

        Assert.Equal(2 * (there.Hooks.Calls.Count + back.Hooks.Calls.Count), invariants.Checks);
        Assert.DoesNotContain(false, scene.Target.Logins.Select(login => login.Succeeded));
    }

    [Fact]
    public async Task A_change_that_has_been_made_already_changes_nothing()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        var alternating = await scene.StateAsync();

        var again = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.AlreadyCurrent, again.Status);
        Assert.Equal(alternating, await scene.StateAsync());

        await scene.NewProcess().ToSingleUserAsync();
        var single = await scene.StateAsync();

        var alone = await scene.NewProcess().ToSingleUserAsync();

        Assert.Equal(RotationStatus.AlreadyCurrent, alone.Status);
        Assert.Equal("prod/app", alone.Name);
        Assert.Equal("app", alone.UserName!.Value);
        Assert.Equal(await scene.HolderAsync(StageLabel.Current), alone.VersionId);
        Assert.Equal(single, await scene.StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_outcome_names_the_strategy_from_now_on(bool isRepeated)
    {
        var scene = await Scene.SingleUserAsync();
        if (isRepeated)
        {
            await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        }

        Assert.Equal(RotationStrategy.Alternating, (await scene.NewProcess().ToAlternatingAsync(scene.Superuser)).Strategy);

        if (isRepeated)
        {
            await scene.NewProcess().ToSingleUserAsync();
        }

        Assert.Equal(RotationStrategy.SingleUser, (await scene.NewProcess().ToSingleUserAsync()).Strategy);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task An_unfinished_rotation_has_to_be_finished_first(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        scene.Target.FailNext(strategy is RotationStrategy.SingleUser ? TargetOperation.ChangeOwn : TargetOperation.EnsureClone, FailureKind.Busy, afterTheWork: true);
        await scene.RotateAsync();
        var before = await scene.StateAsync();

        var outcome = await ChangeAsync(scene, scene.NewProcess(), strategy);

        Assert.Equal(FailureKind.RotationUnfinished, outcome.Failure!.Kind);
        Assert.Contains("Invoke-SecretRotation", outcome.Failure.NextStep);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(RotationStatus.Resumed, (await scene.RotateAsync()).Status);
        Assert.Equal(RotationStatus.Rotated, (await ChangeAsync(scene, scene.NewProcess(), strategy)).Status);
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task After_a_crash_at_any_call_the_same_command_completes_the_change(RotationStrategy from)
    {
        await CrashEverywhereAsync(from, async scene =>
        {
            var outcome = await ChangeAsync(scene, scene.NewProcess(), from);
            Assert.Null(outcome.Failure);
            Assert.Equal(from is RotationStrategy.SingleUser, (await scene.CurrentAsync()).SuperuserSecretId is not null);
            Assert.Equal(Scene.AppPassword, (await scene.CurrentAsync()).Password.Reveal());
        });
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task After_a_crash_at_any_call_a_rotation_completes_the_change_and_rotates(RotationStrategy from)
    {
        await CrashEverywhereAsync(from, async scene =>
        {
            var wasChangeBegun = await scene.HolderAsync(StageLabel.Pending) is not null || await scene.HolderAsync(StageLabel.Current) != Scene.FirstVersion;

            var outcome = await scene.RotateAsync();

            Assert.Null(outcome.Failure);
            Assert.Equal(RotationStatus.Rotated, outcome.Status);
            var current = await scene.CurrentAsync();
            Assert.NotEqual(Scene.AppPassword, current.Password.Reveal());
            Assert.Equal((from is RotationStrategy.Alternating) ^ wasChangeBegun, current.SuperuserSecretId is not null);
        });
    }

    [Fact]
    public async Task A_name_for_the_clone_is_kept_in_the_secret()
    {
        var scene = await Scene.SingleUserAsync();

        await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: "understudy", mode: CloneMode.Member);

        Assert.Contains("\"baseusername\": \"app\"", (await scene.CurrentAsync()).ToText().Reveal());
        Assert.Contains("\"cloneusername\": \"understudy\"", (await scene.CurrentAsync()).ToText().Reveal());
        Assert.Equal(CloneMode.Member, (await scene.CurrentAsync()).CloneMode);
        Assert.Equal("understudy", (await scene.RotateAsync()).UserName!.Value);
        Assert.Equal("app", (await scene.RotateAsync()).UserName!.Value);

        await scene.NewProcess().ToSingleUserAsync();
        Assert.DoesNotContain("username\": \"understudy", (await scene.CurrentAsync()).ToText().Reveal());
    }

    [Fact]
    public async Task An_account_that_has_always_ended_in__clone_is_a_base_of_its_own()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.AddAccount("sheep_clone", "password-of-the-sheep");
        await scene.EditAsync(scene.App, json =>
        {
            json["username"] = "sheep_clone";
            json["password"] = "password-of-the-sheep";
        });

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal(new AccountPair(new AccountName("sheep_clone"), new AccountName("sheep_clone_clone")), (await scene.CurrentAsync()).CustomAccounts);
        Assert.Equal("sheep_clone_clone", (await scene.RotateAsync()).UserName!.Value);
        Assert.Equal("sheep_clone", (await scene.RotateAsync()).UserName!.Value);
    }

    [Theory]
    [InlineData(1, "app_clone")]
    [InlineData(2, "app")]
    public async Task A_pair_that_its_document_names_stays_that_pair_though_no_mark_says_so(int rotations, string current)
    {
        var scene = await Scene.AlternatingAsync();
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            await scene.RotateAsync();
        }

        scene.Target.Find("app_clone")!.CloneOf = null;
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };

        var outcome = await process.ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
        Assert.Equal(current, (await scene.CurrentAsync()).UserName.Value);
        Assert.Equal("app", scene.Target.Find("app_clone")!.CloneOf);
    }

    [Fact]
    public async Task Where_nothing_is_said_of_a_pair_nobody_logs_in()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.IsUnreachable = _ => true;

        Assert.Equal(RotationStatus.AlreadyCurrent, (await scene.NewProcess().ToAlternatingAsync(null)).Status);
        await scene.NewProcess().CheckAlternatingAsync(null);
    }

    [Fact]
    public async Task A_secret_that_does_not_alternate_yet_needs_a_superuser()
    {
        var scene = await Scene.SingleUserAsync();
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(null);

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Contains("-SuperuserSecretId", outcome.Failure.NextStep);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_clone_in_use_is_not_given_another_clone()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: "understudy");

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_clone_in_use_may_be_named_as_what_it_is()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.RotateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: "app_clone");

        Assert.Equal(RotationStatus.AlreadyCurrent, outcome.Status);
    }

    [Fact]
    public async Task An_account_cannot_be_its_own_clone()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: "app");

        Assert.Equal(FailureKind.NotApplicable, outcome.Failure!.Kind);
    }

    [Theory]
    [MemberData(nameof(ObstacleNames))]
    public async Task What_stands_against_it_is_found_before_anything_changes(string obstacle)
    {
        var (kind, spoil) = Obstacles[obstacle];
        var scene = await Scene.SingleUserAsync();
        await spoil(scene);
        var before = await scene.StateAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        var found = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().CheckAlternatingAsync(scene.Superuser));

        Assert.Equal(kind, outcome.Failure!.Kind);
        Assert.Equal(RotationStatus.Failed, outcome.Status);
        Assert.Equal((outcome.Failure.Kind, outcome.Failure.Message), (found.Kind, found.Message));
        Assert.Equal(before, await scene.StateAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_change_that_was_begun_or_a_version_without_a_value_stands_in_nobodys_way(bool hasValue)
    {
        var scene = await Scene.AlternatingAsync();
        if (hasValue)
        {
            await scene.PutPendingAsync(Scene.Id("begun"), json => json.Remove("masterarn"));
        }
        else
        {
            scene.Store.PrepareVersionWithoutValue(scene.App, Scene.Id("begun"), StageLabel.Pending);
        }

        await scene.NewProcess().CheckSingleUserAsync();

        Assert.Equal(hasValue ? RotationStatus.Resumed : RotationStatus.Rotated, (await scene.NewProcess().ToSingleUserAsync()).Status);
    }

    [Fact]
    public async Task Nothing_that_is_unfinished_stands_in_the_way_of_a_change_of_nothing()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
        await scene.PutPendingAsync(Scene.Id("begun"), json => json["password"] = "begun by another run");

        await scene.NewProcess().CheckAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.AlreadyCurrent, (await scene.NewProcess().ToAlternatingAsync(scene.Superuser)).Status);
    }

    [Fact]
    public async Task A_check_alone_finds_nothing_in_the_way_and_changes_nothing()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody");
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };
        var before = await scene.StateAsync();

        await process.CheckAlternatingAsync(scene.Superuser);
        await process.CheckSingleUserAsync();

        Assert.Equal(before, await scene.StateAsync());
        Assert.Null(scene.Target.Find("app_clone")!.CloneOf);
    }

    [Theory]
    [InlineData("a function rotates the secret")]
    [InlineData("a service owns the secret")]
    [InlineData("the secret is a replica")]
    [InlineData("the secret is marked for deletion")]
    [InlineData("a rotation is unfinished")]
    public async Task What_stands_against_a_single_user_is_found_by_a_check_alone(string obstacle)
    {
        var (kind, spoil) = Obstacles[obstacle];
        var scene = await Scene.AlternatingAsync();
        await spoil(scene);

        var found = await Assert.ThrowsAsync<RotationException>(() => scene.NewProcess().CheckSingleUserAsync());

        Assert.Equal(kind, found.Kind);
        Assert.Equal(found.Message, (await scene.NewProcess().ToSingleUserAsync()).Failure!.Message);
    }

    [Fact]
    public async Task A_superuser_that_would_be_the_clone_is_refused()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: "boss");

        Assert.Equal(FailureKind.SuperuserIsAccount, outcome.Failure!.Kind);
    }

    [Fact]
    public async Task A_clone_name_that_is_too_long_is_refused()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(scene.Superuser, cloneUser: new string('c', InMemoryTarget.NameLimit + 1));

        Assert.Equal(FailureKind.NameTooLong, outcome.Failure!.Kind);
    }

    [Fact]
    public async Task A_missing_secret_of_the_superuser_is_reported()
    {
        var scene = await Scene.SingleUserAsync();

        var outcome = await scene.NewProcess().ToAlternatingAsync(new SecretId("prod/nobody"));

        Assert.Equal(FailureKind.ResourceNotFound, outcome.Failure!.Kind);
        Assert.Contains("'prod/nobody'", outcome.Failure.Message);
    }

    [Fact]
    public async Task An_existing_account_becomes_the_clone_where_the_caller_adopts_it()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.AddAccount("app_clone", "password-of-somebody");
        var process = scene.NewProcess();
        process.Options = process.Options with { AdoptClone = true };

        var outcome = await process.ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal("app", scene.Target.Find("app_clone")!.CloneOf);
        Assert.Equal("app_clone", (await scene.RotateAsync()).UserName!.Value);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_reported_either_way()
    {
        var scene = await Scene.SingleUserAsync();
        var process = new RotatingProcess(scene.Store, scene.Target, scene.Clock, new SecretId("prod/nobody"));

        Assert.Equal(FailureKind.ResourceNotFound, (await process.ToAlternatingAsync(scene.Superuser)).Failure!.Kind);
        Assert.Equal(FailureKind.ResourceNotFound, (await process.ToSingleUserAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task A_rotation_that_others_finish_meanwhile_does_not_prevent_the_change()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        var hasRotated = false;
        process.Hooks.Before = async call =>
        {
            if (!hasRotated && call.Operation is "Session.Lock")
            {
                hasRotated = true;
                await scene.RotateAsync();
            }
        };

        var outcome = await process.ToAlternatingAsync(scene.Superuser);

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.NotNull((await scene.CurrentAsync()).SuperuserSecretId);
        Assert.True(await scene.CurrentLogsInAsync());
    }

    [Theory]
    [InlineData(RotationStrategy.SingleUser)]
    [InlineData(RotationStrategy.Alternating)]
    public async Task Two_that_make_the_same_change_at_once_make_one_version(RotationStrategy from)
    {
        var isStruck = true;
        for (var index = 0; isStruck; index++)
        {
            var scene = await Scene.CreateAsync(from);
            var (first, other) = (scene.NewProcess(), scene.NewProcess());
            other.Options = other.Options with { LockTimeout = TimeSpan.Zero };
            RotationOutcome? between = null;
            first.Hooks.Before = async call =>
            {
                if (call.Index == index)
                {
                    between = await ChangeAsync(scene, other, from);
                }
            };

            var outcome = await ChangeAsync(scene, first, from);

            isStruck = between is not null;
            Assert.Null(outcome.Failure);
            Assert.True(between?.Failure is null or { Kind: FailureKind.Busy }, $"{index}: {between?.Failure}");
            Assert.True((await scene.VersionsAsync()).Count == 2, $"{index}: {string.Join(", ", await scene.VersionsAsync())}");
            Assert.Equal(Scene.FirstVersion, await scene.HolderAsync(StageLabel.Previous));
            Assert.Equal(await scene.HolderAsync(StageLabel.Current), outcome.VersionId);
            Assert.Equal(from is RotationStrategy.SingleUser, (await scene.CurrentAsync()).SuperuserSecretId is not null);
        }
    }

    [Fact]
    public async Task A_change_that_another_run_has_made_and_rotated_on_is_left_as_it_is()
    {
        var scene = await Scene.SingleUserAsync();
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call.Operation is "Session.Lock" && (await scene.VersionsAsync()).Count == 1)
            {
                await scene.NewProcess().ToAlternatingAsync(scene.Superuser);
                await scene.RotateAsync();
            }
        };

        var outcome = await process.ToAlternatingAsync(scene.Superuser);

        Assert.Equal((RotationStatus.AlreadyCurrent, "app_clone"), (outcome.Status, outcome.UserName!.Value));
        Assert.Equal(3, (await scene.VersionsAsync()).Count);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    private static Func<Scene, Task> Do(Action<Scene> act) => scene =>
    {
        act(scene);
        return Task.CompletedTask;
    };

    private static Task<RotationOutcome> ChangeAsync(Scene scene, RotatingProcess process, RotationStrategy from) =>
        from is RotationStrategy.SingleUser ? process.ToAlternatingAsync(scene.Superuser) : process.ToSingleUserAsync();

    private static async Task CrashEverywhereAsync(RotationStrategy from, Func<Scene, Task> recover)
    {
        var counting = await Scene.CreateAsync(from);
        var counter = counting.NewProcess();
        await ChangeAsync(counting, counter, from);
        for (var index = 0; index < counter.Hooks.Calls.Count; index++)
        {
            foreach (var afterTheEffect in new[] { false, true })
            {
                var scene = await Scene.CreateAsync(from);
                var process = scene.NewProcess();
                process.Hooks.DieAt(index, afterTheEffect);
                await Assert.ThrowsAsync<ProcessDiedException>(() => ChangeAsync(scene, process, from));
                scene.Target.CutSessions();
                Assert.True(await scene.CurrentLogsInAsync());

                await recover(scene);

                Assert.True(await scene.CurrentLogsInAsync());
                var labels = await scene.DescribeAsync();
                Assert.True(labels.Holder(StageLabel.Pending) is not { } pending || pending == labels.Holder(StageLabel.Current));
            }
        }
    }
}
