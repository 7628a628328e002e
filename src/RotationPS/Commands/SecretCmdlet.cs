using System.Management.Automation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Commands;

/// <summary>What the cmdlets share that do something with each of the secrets they are given.</summary>
public abstract class SecretCmdlet : RotationCmdlet
{
    /// <summary>The names or ARNs of the secrets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ARN", "Name")]
    [ValidateNotNullOrEmpty]
    public string[] SecretId { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        // Not before the first secret comes: what stands before us in the pipeline may have to make the vault.
        OpenStore();
        foreach (var id in SecretId)
        {
            ForSecret(id, ProcessSecret);
        }
    }

    private protected abstract void ProcessSecret(SecretId secret);
}
