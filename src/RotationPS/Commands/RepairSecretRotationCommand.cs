using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Says what fits a secret whose rotation is stuck or whose account was changed by hand, and does it.</summary>
/// <remarks>
/// <para>
/// Without -Action it changes nothing: it reads the labels, tries the passwords, each once at the most, and says which
/// action fits and why. A rotation that was interrupted needs no repair, for the next Invoke-SecretRotation finishes it.
/// The Command to type names the store as this one was told it, but for keys and credentials.
/// Where no action fits but the next rotation would be refused, as for a clone that is not ours, it says so.
/// </para>
/// <para>
/// Resume finishes the pending version and begins nothing new. Abandon takes AWSPENDING off a version, once it is proven
/// that no account has its password. Reconcile lets a superuser give the account of AWSCURRENT the password that
/// AWSCURRENT says, for an account whose password somebody changed by hand; a clone that was dropped is made again.
/// </para>
/// <para>A secret that comes down the pipeline several times, as from the checks of Test-RotatedSecret, is worked on once.</para>
/// </remarks>
/// <example>
/// <para>Says what fits.</para>
/// <code>Repair-SecretRotation -SecretId app</code>
/// </example>
/// <example>
/// <para>Says what fits each secret that fails its test.</para>
/// <code>'app', 'reports' | Test-RotatedSecret | Where-Object Status -EQ Failed | Repair-SecretRotation</code>
/// </example>
/// <example>
/// <para>Takes AWSPENDING off a version that cannot be finished.</para>
/// <code>Repair-SecretRotation -SecretId app -Action Abandon -VaultPath ./vault</code>
/// </example>
/// <example>
/// <para>Gives a single user the password of AWSCURRENT again.</para>
/// <code>Repair-SecretRotation -SecretId reports -Action Reconcile -SuperuserSecretId admin</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "SecretRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RotationRepairAdvice), typeof(SecretRotationResult))]
public sealed class RepairSecretRotationCommand : SecretCmdlet
{
    /// <summary>What to do; left out, it only says what fits.</summary>
    [Parameter(Position = 1)]
    public RepairAction? Action { get; set; }

    /// <summary>The name or ARN of the secret of a superuser, for Reconcile; that of masterarn in the secret where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string? SuperuserSecretId { get; set; }

    /// <summary>Takes over an existing account with the clone's name that is not marked as made by this module.</summary>
    [Parameter]
    public SwitchParameter AdoptClone { get; set; }

    /// <summary>
    /// Repairs without asking, and also a secret that a rotation function rotates too. Abandon goes on where it cannot be
    /// told whether an account has the pending password, never where one has it.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How many seconds a new password may take to work before the repair fails.</summary>
    /// <value>15</value>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int TestTimeout { get; set; } = 15;

    private protected override bool TakesEachSecretOnce => true;

    private RotationOptions Options => new()
    {
        AdoptClone = AdoptClone,
        IgnoreOtherWriter = Force,
        TestTimeout = TimeSpan.FromSeconds(TestTimeout),
    };

    private SecretId? Superuser => SuperuserSecretId is { } id ? new SecretId(id) : null;

    private protected override void ProcessSecret(SecretId secret)
    {
        if (Action is not { } action)
        {
            WriteObject(new RotationRepairAdvice(Run(token => new RepairAdvisor(Environment).AdviseAsync(secret, token)), StoreParameters));
            return;
        }

        var repairer = new RotationRepairer(Environment);
        if (Approves(secret, WordsFor(action), Force, token => repairer.PlanAsync(secret, action, Superuser, Options, token)))
        {
            WriteOutcome(secret, Run((report, token) => RepairAsync(repairer, action, secret, report, token)));
        }
    }

    private static string WordsFor(RepairAction action) => action switch
    {
        RepairAction.Resume => "Resume the rotation of",
        RepairAction.Abandon => "Abandon the pending version of",
        _ => "Reconcile the account of",
    };

    private Task<RotationOutcome> RepairAsync(
        RotationRepairer repairer, RepairAction action, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken) => action switch
    {
        RepairAction.Resume => repairer.ResumeAsync(secret, Options, report, cancellationToken),
        RepairAction.Abandon => repairer.AbandonAsync(secret, Options, Force, report, cancellationToken),
        _ => repairer.ReconcileAsync(secret, Superuser, Options, report, cancellationToken),
    };
}
