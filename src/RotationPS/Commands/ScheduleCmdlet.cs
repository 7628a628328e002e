using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the cmdlets share that can give secrets another schedule.</summary>
public abstract class ScheduleCmdlet : SecretCmdlet
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
    /// How long the window stays open that the schedule opens, in whole hours: 4h. What is left out stays as it is. An empty
    /// string takes it off: the window is then open for one hour where windows are hours apart, else until the day ends.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WindowCompleter))]
    public string? Window { get; set; }

    /// <summary>
    /// The time zone that the schedule is in, for example Europe/Berlin or W. Europe Standard Time. What is left out stays as
    /// it is. An empty string takes it off: the schedule is then in UTC.
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

    private protected sealed override bool TakesEachSecretOnce => true;

    /// <summary>What is to be said of the schedule.</summary>
    private protected ScheduleRequest Terms => new()
    {
        Schedule = Schedule,
        Window = Window,
        TimeZone = TimeZone,
        NotBetween = NotBetween is [""] ? [] : NotBetween,
    };

    /// <summary>Makes sure, without changing anything, that a secret can have the schedule.</summary>
    /// <returns>The secret's name, where anything was said of its schedule.</returns>
    private protected Task<string> CheckTermsAsync(SecretId secret, CancellationToken cancellationToken) =>
        new TermsKeeper(Environment).CheckAsync(secret, Terms, cancellationToken);

    /// <summary>Gives a secret the schedule, and writes what it is like then.</summary>
    private protected void KeepTerms(SecretId secret)
    {
        var entry = Run(async token =>
        {
            await new TermsKeeper(Environment).KeepAsync(secret, Terms, token).ConfigureAwait(false);
            return await ReadAsync(secret, token).ConfigureAwait(false);
        });
        if (entry.Told is null)
        {
            WriteWarning($"The secret '{entry.Labels.Name}' has no schedule now, and cannot be shown. {entry.Failure!.Message}");
            return;
        }

        if (!Terms.IsEmpty && entry.RotatedBy is { } other)
        {
            WriteWarning($"The schedule of '{entry.Labels.Name}' has no effect with Invoke-SecretRotation -Due. {other}");
        }

        WriteObject(new RotatedSecret(entry.Told));
        if (entry.Failure is { } damage)
        {
            WriteError(ErrorRecords.From(damage.Of(entry.Labels.Name), secret.Value));
        }
    }

    /// <summary>What has no schedule any more need not be readable: the tags are as asked for, so there is no error to tell.</summary>
    private async Task<FleetEntry> ReadAsync(SecretId secret, CancellationToken cancellationToken)
    {
        try
        {
            return await FleetEntry.ReadAsync(Environment, secret, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException unreadable) when (Terms.TakesAllAway)
        {
            var labels = await Environment.Store.DescribeAsync(secret, cancellationToken).ConfigureAwait(false);
            return new FleetEntry(labels, Current: null, Overview: null, unreadable);
        }
    }
}
