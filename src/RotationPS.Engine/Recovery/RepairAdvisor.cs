using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Goals;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>Says which repair fits a secret, from what its labels hold and which password works. It changes nothing.</summary>
/// <param name="environment">What it works with.</param>
public sealed class RepairAdvisor(RotationEnvironment environment)
{
    /// <summary>
    /// Looks at a secret. Each of its passwords is tried once at the most, the likeliest first, and no further one of an
    /// account once one has worked.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">The secret cannot be read, or is not ours to repair.</exception>
    public async Task<RepairAdvice> AdviseAsync(SecretId secret, CancellationToken cancellationToken)
    {
        var state = await SecretState.ReadAsync(environment, secret, new RotationOptions { IgnoreOtherWriter = true }, cancellationToken).ConfigureAwait(false);
        state.Context.RefuseUnlessOurs(state.Labels);
        var probe = new CredentialProbe(state.Context.Target);
        var advice = new RepairAdvice
        {
            Name = state.Labels.Name,
            Arn = state.Labels.Arn,
            PendingVersionId = state.PendingId,
            Reason = string.Empty,
        };
        var finding = await probe.TryAsync(state.LoginOf(state.Context.Current), cancellationToken).ConfigureAwait(false);
        return finding.Failure switch
        {
            null => await AdviseOnPendingAsync(advice, state, cancellationToken).ConfigureAwait(false),
            { Kind: FailureKind.LoginFailed or FailureKind.AccountNotFound } refused =>
                await AdviseOnRefusedAsync(advice, state, probe, refused, cancellationToken).ConfigureAwait(false),
            var unable => advice with { Reason = $"AWSCURRENT cannot be tried, so nothing tells which password works. {unable.Message}" },
        };
    }

    private static string Command(RepairAdvice advice, string command, string? more = null) =>
        $"{command} -SecretId '{advice.Name.Replace("'", "''")}'{(more is null ? string.Empty : " " + more)}";

    private static RepairAdvice With(RepairAdvice advice, RepairAction action, string reason, string? more = null) => advice with
    {
        Action = action,
        Reason = reason,
        Command = Command(advice, "Repair-SecretRotation", $"-Action {action}{(more is null ? string.Empty : " " + more)}"),
    };

    /// <summary>AWSCURRENT logs in, so nobody is locked out; a rotation may wait to be finished.</summary>
    private static async Task<RepairAdvice> AdviseOnPendingAsync(RepairAdvice advice, SecretState state, CancellationToken cancellationToken)
    {
        var user = state.Context.Current.Document.UserName;
        if (state.PendingId is not { } pending)
        {
            var rest = await FindProblemOfNextAsync(state, cancellationToken).ConfigureAwait(false) ?? ": there is nothing to repair.";
            return advice with { Reason = $"AWSCURRENT logs in as '{user}' and no rotation is unfinished{rest}" };
        }

        if (!state.CanResume)
        {
            return With(advice, RepairAction.Abandon, $"AWSCURRENT logs in as '{user}', but the pending version {pending} cannot be finished. {state.PendingProblem!.What}");
        }

        var whose = state.Pending is null ? "has no value yet and gets one" : $"is for '{state.Pending.Document.UserName}' and waits to be finished";
        var reason = $"AWSCURRENT logs in as '{user}'; the pending version {pending} {whose}.";
        return await FindSuperuserProblemAsync(state.Superuser, cancellationToken).ConfigureAwait(false) is { } problem
            ? With(advice, RepairAction.Resume, $"{reason} Before that the superuser has to log in: {problem.Message}")
            : With(advice, RepairAction.Resume, reason);
    }

    /// <summary>AWSCURRENT is refused: a single user's rotation stopped after Set, or somebody has changed the account by hand.</summary>
    private static async Task<RepairAdvice> AdviseOnRefusedAsync(
        RepairAdvice advice, SecretState state, CredentialProbe probe, RotationException refused, CancellationToken cancellationToken)
    {
        var user = state.Context.Current.Document.UserName;
        var finding = $"AWSCURRENT does not log in as '{user}'. {refused.What}";
        if (state is { CanResume: true, Pending: { } pending } && pending.Document.UserName == user
            && (await probe.TryAsync(state.LoginOf(pending), cancellationToken).ConfigureAwait(false)).Works)
        {
            return With(advice, RepairAction.Resume, $"{finding} AWSPENDING, version {pending.Id}, does: a rotation stopped before AWSCURRENT moved.");
        }

        var superuser = state.Superuser;
        var problem = await FindSuperuserProblemAsync(superuser, cancellationToken).ConfigureAwait(false);
        if (superuser is not null && problem is null)
        {
            return With(advice, RepairAction.Reconcile, $"{finding} The superuser logs in and can give the account the password of AWSCURRENT.");
        }

        if (state is { PendingId: null, Previous: { } previous } && state.Context.IsOfPair(previous.Document)
            && (await probe.TryAsync(state.LoginOf(previous), cancellationToken).ConfigureAwait(false)).Works)
        {
            return advice with
            {
                Reason = $"{finding} AWSPREVIOUS, version {previous.Id}, does log in as '{previous.Document.UserName}' and can become current again.",
                Command = Command(advice, "Undo-SecretRotation"),
            };
        }

        return problem is null
            ? With(advice, RepairAction.Reconcile, $"{finding} No labelled version logs in; a superuser can give the account the password of AWSCURRENT.", "-SuperuserSecretId '<name of the superuser secret>'")
            : With(advice, RepairAction.Reconcile, $"{finding} A superuser can give the account the password of AWSCURRENT, but has to log in first: {problem.Message}");
    }

    /// <summary>Looks whether the next rotation would be refused by what it looks at before it changes anything.</summary>
    /// <returns>The end of a sentence; null where nothing is in its way.</returns>
    private static async Task<string?> FindProblemOfNextAsync(SecretState state, CancellationToken cancellationToken)
    {
        if (state.Superuser is not { } superuser)
        {
            return null;
        }

        var told = ", but the next one needs the superuser.";
        try
        {
            await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
            told = ", but the next one would fail.";
            await new NewPassword().StrategyFor(state.Context).CheckAsync(session, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RotationException problem)
        {
            return $"{told} {problem.Message}";
        }
    }

    private static async Task<RotationException?> FindSuperuserProblemAsync(Superuser? superuser, CancellationToken cancellationToken)
    {
        if (superuser is null)
        {
            return null;
        }

        try
        {
            await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RotationException problem)
        {
            return problem;
        }
    }
}
