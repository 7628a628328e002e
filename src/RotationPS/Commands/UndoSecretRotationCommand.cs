using System.Management.Automation;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Makes the credentials of before the last rotation current again, or takes back a change of strategy.</summary>
/// <remarks>
/// <para>
/// An undo is a rotation forward: a new version says what AWSPREVIOUS says, and becomes AWSCURRENT; AWSPREVIOUS is then the
/// version that was undone. With alternating users the former account is proven to log in still, no password changes and
/// no superuser is needed. A single user sets its former password again.
/// </para>
/// <para>
/// It refuses where the former credentials can no longer be had: nothing has AWSPREVIOUS, the account no longer logs in
/// with them, or the server does not take a former password again. A rotation that is unfinished has to be finished or
/// abandoned first. The rights of the former account are as its last turn left them.
/// </para>
/// <para>
/// A change of strategy makes a version of its own, and after it AWSPREVIOUS is the same account and password under the
/// former strategy. An undo then takes back that change and no rotation; -WhatIf says so, and a warning where it is done.
/// </para>
/// </remarks>
/// <example>
/// <para>Goes back to what was current before the last rotation.</para>
/// <code>Undo-SecretRotation -SecretId app</code>
/// </example>
/// <example>
/// <para>Shows what an undo would do.</para>
/// <code>Undo-SecretRotation -SecretId app -VaultPath ./vault -WhatIf</code>
/// </example>
[Cmdlet(VerbsCommon.Undo, "SecretRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SecretRotationResult))]
public sealed class UndoSecretRotationCommand : SecretCmdlet
{
    /// <summary>Goes back without asking, and also for a secret that a rotation function rotates too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How many seconds the former password may take to work before the undo fails.</summary>
    /// <value>15</value>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int TestTimeout { get; set; } = 15;

    private protected override bool TakesEachSecretOnce => true;

    private RotationOptions Options => new() { IgnoreOtherWriter = Force, TestTimeout = TimeSpan.FromSeconds(TestTimeout) };

    private protected override void ProcessSecret(SecretId secret)
    {
        var undoer = new RotationUndoer(Environment);
        if (!Approves(secret, "Undo the last change of", Force, token => PlanAsync(undoer, secret, token)))
        {
            return;
        }

        var outcome = Run((report, token) => undoer.UndoAsync(secret, Options, report, token));
        WriteOutcome(secret, outcome);
        if (outcome is { Failure: null, UndoneChange: { } change })
        {
            // Whoever wanted another password has to hear that this one is still the same.
            WriteWarning(
                $"The undo of the secret '{outcome.Name}' took back {change}, not a rotation: account and password are the same as before. "
                + "Invoke-SecretRotation gives another password.");
        }
    }

    private async Task<string> PlanAsync(RotationUndoer undoer, SecretId secret, CancellationToken cancellationToken) =>
        (await undoer.PlanAsync(secret, Options, cancellationToken).ConfigureAwait(false)).ToString();
}
