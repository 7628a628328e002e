using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Recovery;

/// <summary>Checks which versions of a secret log in.</summary>
/// <param name="state">What the labels hold.</param>
internal sealed class LoginChecks(SecretState state)
{
    private readonly CredentialProbe _probe = new(state.Context.Target);

    private bool IsAlternating => RotationContext.StrategyOf(state.Context.Current.Document) is RotationStrategy.Alternating;

    /// <summary>
    /// All of them, the likeliest of each account first. A rotation is more often at rest than between its steps, so the
    /// twin has the password of AWSPREVIOUS rather than the pending one; a single user whose AWSCURRENT is refused, the
    /// pending one rather than that of AWSPREVIOUS.
    /// </summary>
    public async Task<IReadOnlyList<SecretCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var current = await CheckCurrentAsync(cancellationToken).ConfigureAwait(false);
        var tls = CheckTls(current.Status is CheckStatus.Passed);
        if (IsAlternating)
        {
            var twin = await CheckPreviousAsync(cancellationToken).ConfigureAwait(false);
            return [current, tls, .. await CheckPendingAsync(cancellationToken).ConfigureAwait(false), twin];
        }

        return
        [
            current,
            tls,
            .. await CheckPendingAsync(cancellationToken).ConfigureAwait(false),
            await CheckPreviousAsync(cancellationToken).ConfigureAwait(false),
        ];
    }

    private async Task<SecretCheck> CheckCurrentAsync(CancellationToken cancellationToken)
    {
        var current = state.Context.Current;
        var finding = await _probe.TryAsync(state.LoginOf(current), cancellationToken).ConfigureAwait(false);
        return finding.Failure switch
        {
            null => new SecretCheck(CheckName.Current, CheckStatus.Passed, $"AWSCURRENT logs in as '{current.Document.UserName}'."),
            { Kind: FailureKind.LoginFailed } refused => SecretCheck.Of(CheckName.Current, RecoveryFailures.CurrentBroken(refused)),
            var unable => SecretCheck.Of(CheckName.Current, unable),
        };
    }

    private SecretCheck CheckTls(bool isConnected)
    {
        var server = state.Context.Current.Document.ServerFor(state.Context.Target);
        return (isConnected, _probe.IsEncrypted) switch
        {
            (false, _) => new SecretCheck(CheckName.Tls, CheckStatus.Skipped, "AWSCURRENT does not log in, so there is no connection to look at."),
            (_, true) when server.Ssl is true => new SecretCheck(
                CheckName.Tls, CheckStatus.Passed, "The connection is encrypted, its certificate and host are verified."),
            (_, true) => new SecretCheck(
                CheckName.Tls, CheckStatus.Passed, "The connection is encrypted. The certificate is not verified, for the secret does not say '\"ssl\": true'."),
            _ when server.IsLoopback => new SecretCheck(
                CheckName.Tls, CheckStatus.Passed, "The connection is not encrypted, and does not leave this machine."),
            _ => SecretCheck.Of(CheckName.Tls, RecoveryFailures.NotEncrypted(server), CheckStatus.Warning),
        };
    }

    private async Task<IReadOnlyList<SecretCheck>> CheckPendingAsync(CancellationToken cancellationToken)
    {
        if (state.PendingId is not { } id)
        {
            return [];
        }

        if (state.PendingProblem is { } problem)
        {
            return [problem.Kind is FailureKind.ResourceNotFound
                ? SecretCheck.Of(CheckName.Pending, RecoveryFailures.PendingWithoutValue(id), CheckStatus.Warning)
                : SecretCheck.Of(CheckName.Pending, RecoveryFailures.PendingStuck(problem))];
        }

        var login = state.LoginOf(state.Pending!);
        var finding = await _probe.TryAsync(login, cancellationToken).ConfigureAwait(false);
        return [finding switch
        {
            { Works: true } => new SecretCheck(CheckName.Pending, CheckStatus.Passed, $"Version {id} can be finished; '{login.User}' has its password already."),
            { IsNotTried: true } => NotSetYet(),

            // The twin has the password that its last turn gave it, or has not been made yet.
            { Failure.Kind: FailureKind.LoginFailed } when IsAlternating => NotSetYet(),
            var refused => SecretCheck.Of(CheckName.Pending, refused.Failure!),
        }];

        SecretCheck NotSetYet() => new(CheckName.Pending, CheckStatus.Passed, $"Version {id} can be finished; '{login.User}' does not have its password yet.");
    }

    private async Task<SecretCheck> CheckPreviousAsync(CancellationToken cancellationToken)
    {
        if (state.Previous is not { } previous)
        {
            return new SecretCheck(CheckName.Previous, CheckStatus.Skipped, "No version with a value has AWSPREVIOUS, so there is nothing to undo.");
        }

        if (!state.Context.IsOfPair(previous.Document))
        {
            return SecretCheck.Of(CheckName.Previous, RecoveryFailures.PreviousElsewhere(previous), CheckStatus.Warning);
        }

        var user = previous.Document.UserName;
        var finding = await _probe.TryAsync(state.LoginOf(previous), cancellationToken).ConfigureAwait(false);
        if (UndoneChange.Of(previous.Document, state.Context.Current.Document) is { } change)
        {
            // Both stand or fall together, and the check of AWSCURRENT has told how bad that is.
            return new SecretCheck(
                CheckName.Previous,
                finding.Works ? CheckStatus.Passed : CheckStatus.Skipped,
                $"AWSPREVIOUS has the account and password of AWSCURRENT, '{user}': an undo would take back {change}, not a rotation.");
        }

        if (finding.Works)
        {
            return new SecretCheck(CheckName.Previous, CheckStatus.Passed, $"AWSPREVIOUS logs in as '{user}', so that the last rotation can be undone.");
        }

        if (IsAlternating && finding.Failure is { } refused)
        {
            return SecretCheck.Of(CheckName.Previous, RecoveryFailures.PreviousRefused(previous, refused), CheckStatus.Warning);
        }

        return new SecretCheck(
            CheckName.Previous, CheckStatus.Skipped, $"AWSPREVIOUS is a former password of '{user}', which {(finding.IsNotTried ? "was not tried" : "no longer logs in")}; an undo would set it again.");
    }
}
