using System.Collections.Concurrent;
using System.Threading.Channels;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A database server that takes no more connections, and the secrets of the others.</summary>
public sealed class FullServerTests
{
    private const string Slow = "slow.example.com";
    private const string Last = "the-last";
    private const int Slows = 8;

    private static readonly ScheduleRequest Hourly = new() { Schedule = "rate(4 hours)" };

    private readonly TaskCompletionSource _slowGoesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _slowIsAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _begun = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Fleet { get; } = [.. Enumerable.Range(0, Slows).Select(SlowName), "app-00", "app-01", "app-02"];

    [Fact]
    public async Task A_server_that_is_full_holds_up_no_secret_of_another()
    {
        var scene = await CreateAsync();
        scene.FollowUp = _ =>
        {
            // The slow server answers only once all the others are done.
            ReleaseWhen(scene.Outcomes.Count() == 3);
            return Task.CompletedTask;
        };

        await scene.RotateAsync(Fleet).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(Fleet.Length, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(["app-00", "app-01", "app-02"], scene.Outcomes.Take(3).Select(outcome => outcome.Name).Order());
        Assert.Equal(Slows, _begun.Count);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task A_server_takes_eight_rotations_at_a_time_where_nobody_says_otherwise()
    {
        var scene = await FleetScene.CreateAsync(8);
        scene.Options = scene.Options with { ThrottleLimit = 8 };
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var locked = 0;
        scene.Hooks.Before = async call =>
        {
            if (call.Operation is TargetOperation.Lock)
            {
                if (Interlocked.Increment(ref locked) == 8)
                {
                    eight.SetResult();
                }

                await eight.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            }
        };

        await scene.RotateAsync([.. Enumerable.Range(0, 8).Select(FleetScene.NameOf)]);

        Assert.Equal(8, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task What_waits_for_a_full_server_is_begun_while_no_other_secret_has_come_yet()
    {
        var scene = await CreateAsync();
        var ids = Channel.CreateUnbounded<SecretId>();
        Assert.All(Fleet[..3], name => Assert.True(ids.Writer.TryWrite(new SecretId(name))));
        scene.FollowUp = _ =>
        {
            if (scene.Outcomes.Count() == 3)
            {
                ids.Writer.TryComplete();
            }

            return Task.CompletedTask;
        };
        _slowGoesOn.SetResult();

        await scene.RotateAsync(scene.Reader.ReadAsync(ids.Reader, Token), Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(3, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task What_was_found_before_the_search_broke_off_is_rotated_though_its_server_is_full()
    {
        var scene = await CreateAsync();
        scene.FollowUp = _ =>
        {
            ReleaseWhen(scene.Outcomes.Count() == 3);
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsAsync<RotationException>(() => scene.RotateAsync(BreakOffAfterAsync(scene), Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Equal(FailureKind.AccessDenied, failure.Kind);
        Assert.Equal(Fleet.Length, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task What_waits_for_a_full_server_until_its_window_has_closed_is_left_alone()
    {
        var scene = await CreateAsync(new ScheduleRequest { Schedule = "cron(0 8 * * ? *)", Window = "2h" });
        scene.Clock.SetUtcNow(new DateTimeOffset(2026, 1, 2, 9, 0, 0, TimeSpan.Zero));
        scene.FollowUp = _ =>
        {
            if (scene.Outcomes.Count() == 3)
            {
                scene.Clock.SetUtcNow(new DateTimeOffset(2026, 1, 2, 10, 0, 0, TimeSpan.Zero));
                ReleaseWhen(true);
            }

            return Task.CompletedTask;
        };

        await scene.RotateDueAsync().WaitAsync(TimeSpan.FromSeconds(30), Token);

        var begun = Assert.Single(_begun);
        Assert.Equal(RotationStatus.Rotated, scene.Outcomes.Single(outcome => outcome.Name == begun).Status);
        var left = scene.Outcomes.Where(outcome => outcome.Status is RotationStatus.NotDue).ToList();
        Assert.Equal(Slows - 1, left.Count);
        Assert.All(left, outcome => Assert.Equal("It is overdue. Its next window opens 2026-01-03 08:00 UTC.", outcome.Reason));
    }

    [Fact]
    public async Task After_too_many_failures_nothing_that_waits_is_begun()
    {
        var scene = await CreateAsync();
        scene.Options = scene.Options with { StopAfterFailures = 1 };
        scene.Target.RemoveAccount("app-01");
        scene.FollowUp = _ =>
        {
            ReleaseWhen(scene.StopReason is not null);
            return Task.CompletedTask;
        };

        await scene.RotateAsync(Fleet).WaitAsync(TimeSpan.FromSeconds(30), Token);

        var begun = Assert.Single(_begun);
        Assert.Equal(RotationStatus.Rotated, scene.Outcomes.Single(outcome => outcome.Name == begun).Status);
        Assert.Equal(Fleet.Order(), scene.Outcomes.Select(outcome => outcome.Name).Order());
        Assert.Equal(Slows - 1, scene.NotBegun.Count(outcome => outcome.Name!.StartsWith("slow", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Canaries_of_a_full_server_are_waited_for_before_any_other_secret_is_begun()
    {
        var scene = await CreateAsync();
        scene.Options = scene.Options with { Canary = 3 };
        _slowGoesOn.SetResult();

        await scene.RotateAsync(Fleet).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(["slow-0000", "slow-0001", "slow-0002"], scene.Outcomes.Take(3).Select(outcome => outcome.Name).Order());
        Assert.Equal(Fleet.Length, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_full_server()
    {
        var scene = await CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        scene.FollowUp = async _ =>
        {
            if (scene.Outcomes.Count() == 3)
            {
                // The others may be done before the slow server has been asked at all.
                await _slowIsAsked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
                await stop.CancelAsync();
                ReleaseWhen(true);
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            scene.RotateAsync(scene.Reader.ReadAsync(FleetScene.Ids(Fleet), Token), stop.Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Single(_begun);
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_many_more_wait_for_than_are_kept_holds_up_no_secret_of_another(bool isDue)
    {
        const int Many = FleetQueue.MaxWhole + 500;
        var scene = await CreateAsync(isDue ? Hourly : null, Many, Last);
        scene.FollowUp = _ =>
        {
            // The slow server answers only once the other is done.
            ReleaseWhen(true);
            return Task.CompletedTask;
        };

        var rotating = isDue ? scene.RotateDueAsync() : scene.RotateAsync([.. Enumerable.Range(0, Many).Select(SlowName), Last]);
        await rotating.WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal(Last, scene.Outcomes.First().Name);
        Assert.Equal(Many + 1, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.Equal(Enumerable.Range(0, Many).Select(SlowName), _begun.Order());
    }

    [Fact]
    public async Task What_waits_with_its_id_only_is_read_and_asked_again_at_its_turn()
    {
        const int Many = FleetQueue.MaxWhole + 20;
        var scene = await CreateAsync(Hourly, Many, Last);
        var (deleted, forbidden) = (SlowName(Many - 1), SlowName(Many - 2));
        scene.FollowUp = async _ =>
        {
            if (!_slowGoesOn.Task.IsCompleted)
            {
                scene.Store.PrepareDeletion(new SecretId(deleted));
                await scene.Store.TagAsync(new SecretId(forbidden), new Dictionary<string, string> { [RotationTerms.NotBetweenTag] = "2026-01-01/2026-01-04" }, Token);
                ReleaseWhen(true);
            }
        };

        await scene.RotateDueAsync().WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal(Many - 1, scene.Outcomes.Count(outcome => outcome.Status is RotationStatus.Rotated));
        Assert.NotNull(scene.Outcomes.Single(outcome => outcome.Name == deleted).Failure);
        var left = scene.Outcomes.Single(outcome => outcome.Name == forbidden);
        Assert.Equal(RotationStatus.NotDue, left.Status);
        Assert.StartsWith("Nothing is rotated from 2026-01-01 to 2026-01-04; after that its next window opens", left.Reason);
    }

    [Fact]
    public async Task Those_that_wait_are_bounded_and_only_the_first_keep_what_was_read_of_them()
    {
        const int All = FleetQueue.MaxWaiting + 500;
        var version = new SecretVersion("arn", "app", Scenes.Scene.Id("app"), [], Scenes.Scene.Start);
        var app = new SecretValue(version, new SecretText(Scenes.Scene.Account("app", "word").ToJsonString()));
        var gate = new ServerGate("full", places: 0);
        var (read, taken) = (0, new List<FleetMember>());
        await using var queue = new FleetQueue(ManyAsync(), new TaskCompletionSource().Task, Token);
        await using var works = queue.TakeAsync(int.MaxValue, Token).GetAsyncEnumerator(Token);

        var next = works.MoveNextAsync();
        for (; next.IsCompleted; next = works.MoveNextAsync())
        {
            Assert.True(await next);
            Work();
        }

        Assert.Equal(FleetQueue.MaxWaiting, read);

        for (var place = 0; place < All; place++)
        {
            queue.Leave(new FleetTurn(new FleetMember(new SecretId("app"), app), gate, TakesSuperuser: false));
        }

        for (; await next; next = works.MoveNextAsync())
        {
            Work();
        }

        Assert.Equal(All, taken.Count);
        Assert.All(taken.Take(FleetQueue.MaxWhole), member => Assert.Same(app, member.Current));
        Assert.All(taken.Take(FleetQueue.MaxWaiting).Skip(FleetQueue.MaxWhole), member => Assert.Null(member.Current));
        Assert.All(taken, member => Assert.Equal("app", member.Name));

        void Work()
        {
            switch (works.Current)
            {
                case FleetWork.Decide decide:
                    queue.Wait(new FleetTurn(decide.Member, gate, TakesSuperuser: false));
                    queue.Decided();
                    break;
                case FleetWork.Rotate rotate:
                    taken.Add(rotate.Turn.Member);
                    break;
            }
        }

        async IAsyncEnumerable<FleetMember> ManyAsync()
        {
            while (read < All)
            {
                read++;
                yield return new FleetMember(new SecretId("app"), app);
            }

            await Task.CompletedTask;
        }
    }

    private static string SlowName(int index) => $"slow-{index:0000}";

    private static async IAsyncEnumerable<FleetMember> BreakOffAfterAsync(FleetScene scene)
    {
        await foreach (var member in scene.Reader.ReadAsync(FleetScene.Ids(Fleet), Token))
        {
            yield return member;
        }

        throw new RotationException(FailureKind.AccessDenied, "Nobody may list any further.", "Allow it.");
    }

    /// <summary>Eight secrets of a server that takes one rotation at a time, and three of another.</summary>
    private Task<FleetScene> CreateAsync(ScheduleRequest? terms = null) => CreateAsync(terms, Slows, "app-00", "app-01", "app-02");

    /// <summary>So many secrets of a server that takes one rotation at a time, and those of another.</summary>
    private async Task<FleetScene> CreateAsync(ScheduleRequest? terms, int slows, params string[] others)
    {
        var scene = await FleetScene.CreateAsync(0);
        scene.Options = scene.Options with { ThrottleLimit = 5, ServerLimit = 2 };
        foreach (var (name, host) in Enumerable.Range(0, slows).Select(SlowName).Select(name => (name, Slow)).Concat(others.Select(name => (name, "db.example.com"))))
        {
            scene.Target.AddAccount(name, "word");
            await scene.AddAsync(name, "word", terms: terms, host: host);
        }

        scene.Clock.Advance(TimeSpan.FromHours(4));

        scene.Hooks.Before = async call =>
        {
            if (call.Operation is TargetOperation.Lock && call.Account.StartsWith("slow", StringComparison.Ordinal))
            {
                _begun.Enqueue(call.Account);
                _slowIsAsked.TrySetResult();
                await _slowGoesOn.Task.WaitAsync(Token);
            }
        };
        return scene;
    }

    private void ReleaseWhen(bool condition)
    {
        if (condition)
        {
            _slowGoesOn.TrySetResult();
        }
    }
}
