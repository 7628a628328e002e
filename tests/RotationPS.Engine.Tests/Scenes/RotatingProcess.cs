using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Service;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>One process that works on the secrets of a scene, with its own hooks on the store and the server all share.</summary>
internal sealed class RotatingProcess
{
    private readonly List<RotationEvent> _events = [];

    /// <param name="store">The store that all share.</param>
    /// <param name="target">The server that all share.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="secret">The secret it works on.</param>
    /// <param name="hooks">What stands around its calls; null for hooks of its own.</param>
    /// <param name="breaking">What stands between the engine and those hooks; null for nothing.</param>
    public RotatingProcess(ISecretStore store, IRotationTarget target, TimeProvider clock, SecretId secret, CallHooks? hooks = null, Func<Ports, Ports>? breaking = null)
    {
        Secret = secret;
        Hooks = hooks ?? new CallHooks();
        Target = new InterceptedTarget(target, Hooks);
        Ports = new Ports(new InterceptedStore(store, Hooks), Target);
        Ports = breaking?.Invoke(Ports) ?? Ports;
        Environment = new RotationEnvironment(
            Ports.Store,
            new TargetCatalog([Ports.Target, new InterceptedTarget(target, Hooks, "other")]),
            new PasswordGenerator(RandomNumberGenerator.Create()),
            clock);
        Rotator = new Rotator(Environment);
        Changer = new StrategyChanger(Environment);
        Creator = new SecretCreator(Environment);
        Undoer = new RotationUndoer(Environment);
        Repairer = new RotationRepairer(Environment);
        Advisor = new RepairAdvisor(Environment);
        Tester = new SecretTester(Environment);
    }

    public CallHooks Hooks { get; }

    /// <summary>The secret it works on.</summary>
    public SecretId Secret { get; }

    /// <summary>The store and the server as the engine of this process sees them.</summary>
    public Ports Ports { get; }

    public InterceptedTarget Target { get; }

    public RotationEnvironment Environment { get; }

    public Rotator Rotator { get; }

    public StrategyChanger Changer { get; }

    public SecretCreator Creator { get; }

    public RotationUndoer Undoer { get; }

    public RotationRepairer Repairer { get; }

    public RepairAdvisor Advisor { get; }

    public SecretTester Tester { get; }

    /// <summary>What the process is told to do; by default nothing that failed is tried again, so that no clock has to move.</summary>
    public RotationOptions Options { get; set; } = new() { TestTimeout = TimeSpan.Zero, FinishTimeout = TimeSpan.Zero };

    public IReadOnlyList<RotationEvent> Events => _events;

    public int StoreCalls => Hooks.Calls.Count(call => call.IsOnStore);

    public Task<RotationOutcome> RotateAsync(CancellationToken? cancellationToken = null) =>
        Rotator.RotateAsync(Secret, Options, _events.Add, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Takes one step, as Secrets Manager asks for it.</summary>
    public Task<ServiceStepOutcome> ServeAsync(RotationStep step, VersionId token, CancellationToken? cancellationToken = null) =>
        new ServiceRotation(Environment).RunAsync(step, Secret, token, Options, _events.Add, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Rotates while the clock goes on by itself, so that every wait comes to its end.</summary>
    public Task<RotationOutcome> RotateAsTimePassesAsync(FakeTimeProvider clock) => Task.Run(
        async () =>
        {
            // Away from the test runner's own scheduling the run goes on within the call that lets the time pass.
            var run = RotateAsync();
            while (!run.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            return await run;
        },
        TestContext.Current.CancellationToken);

    public Task<RotationOutcome> UndoAsync(CancellationToken? cancellationToken = null) =>
        Undoer.UndoAsync(Secret, Options, _events.Add, cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<RotationOutcome> ResumeAsync() => Repairer.ResumeAsync(Secret, Options, _events.Add, TestContext.Current.CancellationToken);

    public Task<RotationOutcome> AbandonAsync(bool force = false) =>
        Repairer.AbandonAsync(Secret, Options, force, _events.Add, TestContext.Current.CancellationToken);

    public Task<RotationOutcome> ReconcileAsync(SecretId? superuser = null) =>
        Repairer.ReconcileAsync(Secret, superuser, Options, _events.Add, TestContext.Current.CancellationToken);

    public Task<RepairAdvice> AdviseAsync() => Advisor.AdviseAsync(Secret, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<SecretCheck>> TestAsync() => (await Tester.TestAsync(Secret, TestContext.Current.CancellationToken)).Checks;

    public Task<RotationPlan> PlanAsync() => Rotator.PlanAsync(Secret, Options, TestContext.Current.CancellationToken);

    public Task<RotationOutcome> ToAlternatingAsync(SecretId? superuser, string? cloneUser = null, CloneMode? mode = null, CancellationToken? cancellationToken = null) =>
        Changer.ToAlternatingAsync(
            Secret,
            new AlternatingRequest { SuperuserSecret = superuser, CloneUser = cloneUser is null ? null : new AccountName(cloneUser), CloneMode = mode },
            Options,
            _events.Add,
            cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<RotationOutcome> ToSingleUserAsync(bool? keepsFormerPassword = null, CancellationToken? cancellationToken = null) =>
        Changer.ToSingleUserAsync(Secret, keepsFormerPassword, Options, _events.Add, cancellationToken ?? TestContext.Current.CancellationToken);

    public Task CheckAlternatingAsync(SecretId? superuser) =>
        Changer.CheckAlternatingAsync(Secret, new AlternatingRequest { SuperuserSecret = superuser }, Options, TestContext.Current.CancellationToken);

    public Task CheckSingleUserAsync(bool? keepsFormerPassword = null) =>
        Changer.CheckSingleUserAsync(Secret, keepsFormerPassword, Options, TestContext.Current.CancellationToken);
}
