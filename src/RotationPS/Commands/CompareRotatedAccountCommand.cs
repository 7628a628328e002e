using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Shows how the two accounts of a secret differ: every right, attribute and setting that only one of them has.</summary>
/// <remarks>
/// <para>
/// An account that lacks a right of its twin is an outage at the next swap. Each difference is one object; nothing comes
/// out where the clone is a true twin. The superuser logs in and looks; nothing is changed.
/// </para>
/// <para>
/// A rotation brings in line what has no Reason, and refuses to promote an account while such a difference is left. What
/// has a Reason cannot be brought in line by a rotation and stands in nobody's way; a rotation and Test-RotatedSecret warn of it.
/// </para>
/// <para>
/// With -CloneMode Existing a rotation changes no rights. Give both accounts the same rights yourself, or let them differ with
/// -AllowRightsDifference of Invoke-SecretRotation.
/// </para>
/// </remarks>
/// <example>
/// <para>Shows the differences of one secret.</para>
/// <code>Compare-RotatedAccount -SecretId app</code>
/// </example>
/// <example>
/// <para>Shows of several secrets what no rotation can bring in line.</para>
/// <code>'app', 'shop' | Compare-RotatedAccount -VaultPath ./vault | Where-Object Reason</code>
/// </example>
[Cmdlet(VerbsData.Compare, "RotatedAccount")]
[OutputType(typeof(RotatedAccountDifference))]
public sealed class CompareRotatedAccountCommand : SecretCmdlet
{
    private protected override void ProcessSecret(SecretId secret)
    {
        var comparison = Run(token => RightsComparison.ReadAsync(Environment, secret, token));
        foreach (var difference in comparison.Differences)
        {
            WriteObject(new RotatedAccountDifference(comparison, difference));
        }
    }
}
