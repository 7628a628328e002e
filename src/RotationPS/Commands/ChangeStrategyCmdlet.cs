using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the two changes of strategy share.</summary>
public abstract class ChangeStrategyCmdlet : ScheduleCmdlet
{
    /// <summary>Changes without asking, and also a secret that a rotation function rotates too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected abstract string Action { get; }

    /// <summary>Makes sure that it can be changed, and changes nothing.</summary>
    private protected abstract Task CheckAsync(StrategyChanger changer, SecretId secret, CancellationToken cancellationToken);

    private protected abstract Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken);

    private protected sealed override void ProcessSecret(SecretId secret)
    {
        var changer = new StrategyChanger(Environment);
        Run(async token =>
        {
            await CheckTermsAsync(secret, token).ConfigureAwait(false);
            if (IsAsked)
            {
                // Nobody is to be shown, or asked about, what cannot be done. The change itself looks once more.
                await CheckAsync(changer, secret, token).ConfigureAwait(false);
            }

            return true;
        });
        if (!Approves($"Change the secret '{secret}'. {Action}.{ScheduleWords.Of(Terms)}", "Change", Force))
        {
            return;
        }

        var outcome = Run((report, token) => ChangeAsync(changer, secret, report, token));
        WriteProblems(outcome, secret.Value);
        if (outcome.Failure is not null)
        {
            return;
        }

        if (!Terms.IsEmpty && outcome.PreviousStrategy is { } before && before != outcome.Strategy)
        {
            // Whoever wanted nothing but another schedule has to hear what else has changed.
            WriteWarning(
                $"The secret '{outcome.Name}' rotates with {Words(outcome.Strategy!.Value)} from now on, and no longer with {Words(before)}. "
                + "To change a schedule alone, use Set-RotationSchedule.");
        }

        KeepTerms(secret);
    }

    private static string Words(RotationStrategy strategy) => strategy is RotationStrategy.Alternating ? "alternating users" : "a single user";
}
