using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Lets a secret rotate with a single user from now on.</summary>
/// <remarks>
/// <para>
/// The account of AWSCURRENT stays, with its password, and changes its own password in later rotations; applications
/// notice nothing. The other account of the pair is left as it is.
/// </para>
/// <para>
/// With -DualPassword the former password goes on working after a rotation, until the next one, and no application is
/// refused at any moment. The server has to be able to: MySQL 8.0.14 and later can.
/// </para>
/// <para>The change is a new version of the secret, made by the same steps and under the same lock as a rotation.</para>
/// </remarks>
/// <example>
/// <para>Ends the alternation of two accounts.</para>
/// <code>Set-SingleUserRotation -SecretId app</code>
/// </example>
/// <example>
/// <para>Has the former password work on after each rotation, on MySQL.</para>
/// <code>Set-SingleUserRotation -SecretId app -DualPassword</code>
/// </example>
/// <example>
/// <para>Has the secret rotate every 30 days. A window, a time zone and ranges of -NotBetween that it has stay as they are.</para>
/// <code>Set-SingleUserRotation -SecretId app -Schedule 'rate(30 days)'</code>
/// </example>
/// <seealso href="https://dev.mysql.com/doc/refman/8.0/en/password-management.html#dual-passwords">Dual passwords of MySQL:</seealso>
[Cmdlet(VerbsCommon.Set, "SingleUserRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RotatedSecret))]
public sealed class SetSingleUserRotationCommand : ChangeStrategyCmdlet
{
    /// <summary>
    /// Lets the former password go on working after a rotation, until the next one; -DualPassword:$false ends that. Left
    /// out, it stays as it is.
    /// </summary>
    [Parameter]
    public SwitchParameter DualPassword { get; set; }

    private bool? KeepsFormerPassword => MyInvocation.BoundParameters.ContainsKey(nameof(DualPassword)) ? DualPassword : null;

    private protected override string Action => "Rotate with a single user from now on";

    private RotationOptions Options => new() { IgnoreOtherWriter = Force };

    private protected override Task CheckAsync(StrategyChanger changer, SecretId secret, CancellationToken cancellationToken) =>
        changer.CheckSingleUserAsync(secret, KeepsFormerPassword, Options, cancellationToken);

    private protected override Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        changer.ToSingleUserAsync(secret, KeepsFormerPassword, Options, report, cancellationToken);
}
