using System.Management.Automation;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Gives secrets another schedule, and changes nothing else.</summary>
/// <remarks>
/// <para>
/// The schedule is kept in the secret's tags, and Invoke-SecretRotation -Due goes by it. The secret gets no new version, and
/// rotates with a single user or alternating users as before.
/// </para>
/// <para>
/// What is left out stays as it is, so one range of -NotBetween can be given to a whole fleet of different schedules. A
/// secret without a schedule needs one, by -Schedule, before it can have anything else.
/// </para>
/// <para>
/// To take a schedule away with -Schedule '' nothing of the secret's value is needed: it goes, with a warning, also from a
/// secret whose value cannot be read or understood.
/// </para>
/// </remarks>
/// <example>
/// <para>Has the secret rotate every 30 days. A window, a time zone and ranges of -NotBetween that it has stay as they are.</para>
/// <code>Set-RotationSchedule -SecretId app -Schedule 'rate(30 days)'</code>
/// </example>
/// <example>
/// <para>Has nothing of a team rotate over Christmas.</para>
/// <code>Get-RotatedSecret -Tag @{ team = 'shop' } | Where-Object Schedule | Set-RotationSchedule -NotBetween 2026-12-20/2027-01-05</code>
/// </example>
/// <example>
/// <para>Takes the schedule away.</para>
/// <code>Set-RotationSchedule -SecretId app -Schedule ''</code>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html">Schedules of AWS Secrets Manager:</seealso>
[Cmdlet(VerbsCommon.Set, "RotationSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RotatedSecret))]
public sealed class SetRotationScheduleCommand : ScheduleCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Terms.IsEmpty)
        {
            ThrowTerminatingError(ErrorRecords.From(
                new RotationException(
                    FailureKind.InvalidParameter,
                    "Nothing was said of the schedule.",
                    "Give -Schedule, -Window, -TimeZone or -NotBetween; an empty string takes away what there is."),
                target: null));
        }
    }

    private protected override void ProcessSecret(SecretId secret)
    {
        var name = Run(token => CheckTermsAsync(secret, token));
        if (Approves($"Change the schedule of the secret '{name}'.{ScheduleWords.Of(Terms)}", "Change the schedule of", force: false))
        {
            KeepTerms(secret);
        }
    }
}
