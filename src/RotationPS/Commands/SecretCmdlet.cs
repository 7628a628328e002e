using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the cmdlets share that do something with each of the secrets they are given.</summary>
public abstract class SecretCmdlet : RotationCmdlet
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The names or ARNs of the secrets. Get-RotatedSecret is what finds secrets by wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ARN", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string[] SecretId { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        // Not before the first secret comes: what stands before us in the pipeline may have to make the vault.
        OpenStore();
        foreach (var id in SecretId)
        {
            if (_taken.Add(id) || !TakesEachSecretOnce)
            {
                ForSecret(id, ProcessSecret);
            }
        }
    }

    /// <summary>
    /// Whether a secret that comes again is passed over. Test-RotatedSecret gives an object for each check, and what takes
    /// them must not try the same password, or repair the same secret, for each.
    /// </summary>
    private protected virtual bool TakesEachSecretOnce => false;

    private protected abstract void ProcessSecret(SecretId secret);

    /// <summary>Writes what became of a secret, and what failed as an error besides.</summary>
    private protected void WriteOutcome(SecretId secret, RotationOutcome outcome)
    {
        WriteObject(new SecretRotationResult(outcome));
        WriteProblems(outcome, secret.Value);
    }
}
