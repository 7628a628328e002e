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
/// <para>The change is a new version of the secret, made by the same steps and under the same lock as a rotation.</para>
/// </remarks>
/// <example>
/// <para>Ends the alternation of two accounts.</para>
/// <code>Set-SingleUserRotation -SecretId app</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "SingleUserRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RotatedSecret))]
public sealed class SetSingleUserRotationCommand : ChangeStrategyCmdlet
{
    private protected override string Action => "Rotate with a single user from now on";

    private protected override Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        changer.ToSingleUserAsync(secret, new RotationOptions { IgnoreOtherWriter = Force }, report, cancellationToken);
}
