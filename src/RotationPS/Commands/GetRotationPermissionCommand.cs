using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Tells what whoever rotates a secret has to be allowed, in AWS and in the database.</summary>
/// <remarks>
/// <para>
/// Gives the IAM policy and the database grants that fit this secret, its strategy and its engine, and nothing beyond
/// them. It reads the secret and, where two accounts alternate, the superuser's; it changes nothing and logs in nowhere.
/// </para>
/// <para>
/// What a fleet and a schedule need beyond a rotation is left out unless it is asked for with -Fleet and -Schedule.
/// </para>
/// <para>A secret that is encrypted with a customer managed key has that key in the policy.</para>
/// </remarks>
/// <example>
/// <para>Shows the policy of a secret.</para>
/// <code>(Get-RotationPermission -SecretId app -Region eu-central-1).Policy</code>
/// </example>
/// <example>
/// <para>Shows the statements to run in the database.</para>
/// <code>(Get-RotationPermission -SecretId app -VaultPath ./vault).DatabaseGrant</code>
/// </example>
/// <example>
/// <para>Shows the policy for a machine that runs Invoke-SecretRotation -Due.</para>
/// <code>(Get-RotationPermission -SecretId app -Fleet).Policy</code>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html">Permissions for rotation in AWS Secrets Manager:</seealso>
[Cmdlet(VerbsCommon.Get, "RotationPermission")]
[OutputType(typeof(RotationPermission))]
public sealed class GetRotationPermissionCommand : SecretCmdlet
{
    /// <summary>
    /// Adds what it takes to find a fleet's secrets: Get-RotatedSecret and Invoke-SecretRotation -Due list them, and read
    /// twenty with one call.
    /// </summary>
    [Parameter]
    public SwitchParameter Fleet { get; set; }

    /// <summary>Adds what it takes to change the schedule of the secret, which is kept in its tags.</summary>
    [Parameter]
    public SwitchParameter Schedule { get; set; }

    private RotationPurposes Purposes =>
        (Fleet ? RotationPurposes.Fleet : RotationPurposes.None) | (Schedule ? RotationPurposes.Schedule : RotationPurposes.None);

    private protected override void ProcessSecret(SecretId secret) =>
        WriteObject(new RotationPermission(Run(token => RotationPermissions.ReadAsync(Environment, secret, Purposes, token))));
}
