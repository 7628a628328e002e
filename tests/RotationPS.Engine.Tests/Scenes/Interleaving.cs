using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// One run of a situation: its processes go on call by call in an order that a chooser decides, with deaths, cut
/// connections and stale reads where they are allowed, and the invariants are looked at after every call. Whoever is not
/// chosen sleeps. In the end one more rotation, with nobody's help, must succeed and leave nothing pending.
/// </summary>
internal sealed class Interleaving
{
    // Many times as many as the longest run that ends.
    private const int MostMoves = 2000;

    private readonly List<SteppedProcess> _processes = [];
    private readonly List<string> _story = [];
    private readonly List<RotationOutcome> _outcomes = [];
    private readonly Situation _situation;
    private readonly IChooser _chooser;
    private readonly Invariants _invariants;
    private readonly TrailingStore? _trailing;
    private int _crashes;
    private int _cuts;
    private int _losses;
    private int _impatience;
    private int _moves;
    private bool _isRecovering;

    private Interleaving(Situation situation, IChooser chooser, Scene scene)
    {
        (_situation, _chooser, Scene) = (situation, chooser, scene);
        (_crashes, _cuts, _losses, _impatience) = (situation.Crashes, situation.Cuts, situation.Losses, situation.Impatience);
        _trailing = situation.ReadLag > TimeSpan.Zero ? new TrailingStore(scene, situation.ReadLag, ChooseShown) : null;
        _invariants = new Invariants(scene, situation.Strategy)
        {
            MayGoBack = situation.MayGoBack,
            MostVersions = 1 + situation.RotationsBefore + (situation.StartTogether ? 1 : situation.Actors.Sum(actor => actor.Turns)),
        };
    }

    public Scene Scene { get; }

    /// <summary>The state in which all were at their end; empty before.</summary>
    public string End { get; private set; } = string.Empty;

    /// <summary>How the turns of those who lived to their end came out.</summary>
    public IReadOnlyList<RotationOutcome> Outcomes => _outcomes;

    public static async Task<Interleaving> PrepareAsync(Situation situation, IChooser chooser)
    {
        var scene = await Scene.CreateAsync(situation.Strategy);
        scene.Target.LocksAccounts = situation.HasLocks;
        for (var rotation = 0; rotation < situation.RotationsBefore; rotation++)
        {
            Assert.Null((await scene.RotateAsync()).Failure);
        }

        var interleaving = new Interleaving(situation, chooser, scene);
        await (interleaving._trailing?.NoteAsync() ?? Task.CompletedTask);
        return interleaving;
    }

    /// <param name="isNew">Whether nobody has been in this state before; from one that is known the run does not go on.</param>
    /// <param name="check">Looks at the end, before the one rotation more; null where nobody does.</param>
    /// <returns>Whether the run came to its end.</returns>
    /// <exception cref="InvariantBrokenException">Something that must always hold did not.</exception>
    public async Task<bool> RunAsync(Func<string, bool> isNew, Func<Interleaving, Task>? check = null)
    {
        try
        {
            await StartAsync();
            while (_processes.Exists(process => process.Next is not null))
            {
                if (!_chooser.IsRepeating && !isNew(await StateAsync()))
                {
                    return false;
                }

                await GoOnAsync();
            }

            End = await StateAsync();
            if (!isNew(End))
            {
                return false;
            }

            await (check?.Invoke(this) ?? Task.CompletedTask);
            await RotateOnceMoreAsync();
            return true;
        }
        catch (Exception violation)
        {
            throw new InvariantBrokenException(violation, await TellStoryAsync());
        }
        finally
        {
            foreach (var process in _processes.Where(process => process.Next is not null))
            {
                await process.KillAsync();
            }
        }
    }

    private async Task StartAsync()
    {
        foreach (var actor in _situation.Actors)
        {
            var number = _processes.Count;
            var process = NewProcess($"{actor.Name} {number}", actor, _situation.Break is { } breaking ? ports => breaking(ports, number) : null);
            _processes.Add(process);
            await process.StartAsync();
            if (_situation.StartTogether)
            {
                await process.StepAsync();
            }
        }
    }

    private SteppedProcess NewProcess(string name, Actor actor, Func<Ports, Ports>? breaking = null)
    {
        var hooks = new CallHooks();
        var clock = new SteppedClock(Scene.Clock, _situation.ReadLag, hooks);
        var store = _trailing ?? (ISecretStore)Scene.Store;
        var process = new RotatingProcess(store, Scene.Target, clock, Scene.App, hooks, breaking);
        process.Options = process.Options with { LockTimeout = TimeSpan.Zero };
        return new SteppedProcess(name, actor, process, clock) { Told = _story.Add, Ended = Judge };
    }

    private async Task GoOnAsync()
    {
        var moves = Moves();
        Assert.True(moves.Count > 0, "I4: nobody can go on.");
        Assert.True(++_moves < MostMoves, "I4: it comes to no end.");
        var move = moves[moves.Count == 1 ? 0 : _chooser.Next(moves)];
        if (move.IsFault || move.Process is null)
        {
            _story.Add($"{move.Process?.Name} {move.Deed} before call {move.Process?.Next}");
        }

        var call = move.Process?.Next;
        await move.DoAsync();
        if (move.Process is { Work.IsFaulted: true } failed)
        {
            await failed.Work;
        }

        await (_chooser.IsRepeating || _situation.MayLapse ? _invariants.NoteAsync(call) : _invariants.CheckAsync(call));
    }

    private List<Move> Moves()
    {
        var moves = new List<Move>();
        foreach (var process in _processes.Where(process => process.Next is not null))
        {
            var isLockedOut = process.Next!.Operation is "Session.Lock" && _situation.HasLocks && _processes.Exists(other => other != process && other.Holding is not null);
            if (!isLockedOut && !process.IsAsleep)
            {
                moves.Add(new Move(process, "goes on", false, process.StepAsync));
            }

            if (isLockedOut && _impatience > 0)
            {
                moves.Add(new Move(process, "gives up waiting", true, () => SpendAsync(ref _impatience, process.StepAsync)));
            }

            if (_crashes > 0)
            {
                moves.Add(new Move(process, "dies", true, () => SpendAsync(ref _crashes, process.KillAsync)));
            }

            if (_losses > 0 && !isLockedOut && process.Next.Operation is not SteppedClock.Wake)
            {
                moves.Add(new Move(process, "does not hear the answer", true, () => SpendAsync(ref _losses, process.StepUnansweredAsync)));
            }

            if (_cuts > 0 && process.Holding is not null && process.Actor.MayBeCut)
            {
                moves.Add(new Move(process, "is cut off", true, () => SpendAsync(ref _cuts, process.CutAsync)));
            }
        }

        if (_trailing is { IsTrailing: true } || _processes.Exists(process => process.IsAsleep))
        {
            // In halves, so that the waits of two processes may overlap.
            moves.Add(new Move(null, "time passes", false, () => PassTimeAsync(_situation.ReadLag / 2)));
        }

        return moves;
    }

    private static Task SpendAsync(ref int budget, Func<Task> deed)
    {
        budget--;
        return deed();
    }

    private Task PassTimeAsync(TimeSpan time)
    {
        Scene.Clock.Advance(time);
        return Task.CompletedTask;
    }

    private int ChooseShown(int states) => _isRecovering ? 0 : _chooser.NextShown(states);

    /// <summary>A turn may only fail for what happened to its own process, never for what became of another one.</summary>
    private void Judge(SteppedProcess process, RotationOutcome outcome)
    {
        _outcomes.Add(outcome);
        var isExcused = process.WasDisturbed || (outcome.Failure is { } failure && process.Actor.MayRefuse.Contains(failure.Kind)) || outcome.Failure?.Kind is FailureKind.Busy or FailureKind.TimedOut;
        Assert.True(outcome.Failure is null || isExcused, $"I4: {process.Name} fails, though it was left alone: {outcome.Failure?.Message}");
    }

    private async Task RotateOnceMoreAsync()
    {
        _story.Add("Now one more rotation with nobody's help.");
        _isRecovering = true;
        _invariants.MostVersions++;
        Scene.Target.CutSessions();
        Scene.Clock.Advance(_situation.ReadLag);
        var last = NewProcess("the last one", Actor.Rotator());
        await last.StartAsync();
        while (last.Next is { } call)
        {
            if (last.IsAsleep)
            {
                Scene.Clock.Advance(_situation.ReadLag);
            }

            await last.StepAsync();
            await _invariants.CheckAsync(call);
        }

        await last.Work;
        Assert.True(_outcomes[^1].Status is RotationStatus.Rotated or RotationStatus.Resumed, $"I4: one more rotation ends as {_outcomes[^1].Status}.");
        Assert.True(await Scene.CurrentLogsInAsync(), "I4: after one more rotation AWSCURRENT does not log in.");
        Assert.True(await Scene.HolderAsync(StageLabel.Pending) is null, "I4: one more rotation leaves AWSPENDING behind.");
    }

    /// <summary>All that decides how things can go on from here. The processes stand in no order: who is who does not matter.</summary>
    private async Task<string> StateAsync() => string.Join(
        "\n\n",
        [
            await Scene.ShapeAsync(),
            $"{_crashes} {_cuts} {_losses} {_impatience}",
            string.Join(' ', _invariants.History),
            _trailing?.State ?? string.Empty,
            .. _processes.Select(process => process.State).Order(StringComparer.Ordinal),
        ]);

    /// <summary>What happened, in order, with versions named in the order they were made in.</summary>
    private async Task<IReadOnlyList<string>> TellStoryAsync()
    {
        var versions = await Scene.VersionsAsync();
        return [$"{_chooser}", .. _story.Select(line => versions.Index().Aggregate(
            line,
            (text, version) => text.Replace(version.Item.VersionId.Value, $"V{version.Index}", StringComparison.Ordinal)))];
    }
}
