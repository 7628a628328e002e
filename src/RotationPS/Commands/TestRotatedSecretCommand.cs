using System.Management.Automation;
using RotationPS.Engine.Recovery;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Checks a secret and its accounts, and changes nothing.</summary>
/// <remarks>
/// <para>
/// Gives one object for each check: whether the secret can be read and is ours to rotate, where the labels sit, whether
/// AWSCURRENT, AWSPENDING and AWSPREVIOUS log in, how the connection is encrypted, how old the password is; with
/// alternating users also whether the superuser logs in and may do its work, and whether the clone has the rights of its
/// base. The age counts from when the password last became current: one that an undo has brought back is older than that.
/// </para>
/// <para>
/// Each password is tried once at the most, the likeliest first, and no further one of an account once one has worked, so
/// that a test locks nobody out. Status Failed: applications are refused, or the next rotation will fail; Warning: something
/// wants attention; Recommendation has the one next step.
/// </para>
/// </remarks>
/// <example>
/// <para>Shows all checks of a secret.</para>
/// <code>Test-RotatedSecret -SecretId app</code>
/// </example>
/// <example>
/// <para>Says only whether all is well, for a script.</para>
/// <code>if (-not (Test-RotatedSecret -SecretId app -VaultPath ./vault -Quiet)) { Write-Warning 'app wants attention' }</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "RotatedSecret")]
[OutputType(typeof(RotatedSecretCheck), typeof(bool))]
public sealed class TestRotatedSecretCommand : SecretCmdlet
{
    /// <summary>Gives $true where no check failed, else $false, in place of the checks.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override bool TakesEachSecretOnce => true;

    private protected override void ProcessSecret(SecretId secret)
    {
        var report = Run(token => new SecretTester(Environment).TestAsync(secret, token));
        if (Quiet)
        {
            WriteObject(report.IsPassed);
            return;
        }

        foreach (var check in report.Checks)
        {
            WriteObject(new RotatedSecretCheck(report, check));
        }
    }
}
