using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the two changes of strategy share.</summary>
public abstract class ChangeStrategyCmdlet : SecretCmdlet
{
    /// <summary>
    /// When to rotate, in the expressions of AWS Secrets Manager: 'rate(30 days)', 'rate(12 hours)' or 'cron(0 8 1 * ? *)'.
    /// Invoke-SecretRotation -Due goes by it. An empty string takes the schedule away. What is left out stays as it is.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string? Schedule { get; set; }

    /// <summary>
    /// How long the window stays open that the schedule opens, in whole hours: 4h. Left out, 1h where windows are hours
    /// apart, else until the day ends.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WindowCompleter))]
    public string? Window { get; set; }

    /// <summary>
    /// The time zone that the schedule is in, for example Europe/Berlin or W. Europe Standard Time; UTC where it is left
    /// out.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>
    /// Times in which -Due rotates nothing: two dates with a slash, both of which belong to it (2026-12-20/2027-01-05), or
    /// dates with times (2026-12-20T18:00/2026-12-27T06:00). They replace those there were; an empty string takes all away.
    /// The one exception: a single user whose rotation was broken off is finished, for AWSCURRENT may be refused until then.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? NotBetween { get; set; }

    /// <summary>Changes without asking, and also a secret that a rotation function rotates too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected sealed override bool TakesEachSecretOnce => true;

    private protected abstract string Action { get; }

    /// <summary>Makes sure that it can be changed, and changes nothing.</summary>
    private protected abstract Task CheckAsync(StrategyChanger changer, SecretId secret, CancellationToken cancellationToken);

    private protected abstract Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken);

    private protected sealed override void ProcessSecret(SecretId secret)
    {
        var terms = new ScheduleRequest { Schedule = Schedule, Window = Window, TimeZone = TimeZone, NotBetween = NotBetween is [""] ? [] : NotBetween };
        var keeper = new TermsKeeper(Environment);
        var changer = new StrategyChanger(Environment);
        Run(async token =>
        {
            await keeper.CheckAsync(secret, terms, token).ConfigureAwait(false);
            if (IsAsked)
            {
                // Nobody is to be shown, or asked about, what cannot be done. The change itself looks once more.
                await CheckAsync(changer, secret, token).ConfigureAwait(false);
            }

            return true;
        });
        if (!Approves($"Change the secret '{secret}'. {Action}.{ScheduleWords.Of(terms)}", "Change", Force))
        {
            return;
        }

        var outcome = Run((report, token) => ChangeAsync(changer, secret, report, token));
        if (outcome.Failure is { } failure)
        {
            WriteError(ErrorRecords.From(failure, secret.Value));
            return;
        }

        WriteObject(new RotatedSecret(Run(async token =>
        {
            await keeper.KeepAsync(secret, terms, token).ConfigureAwait(false);
            return await SecretOverview.ReadAsync(Environment, secret, token).ConfigureAwait(false);
        })));
    }
}
