using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the two changes of strategy share.</summary>
public abstract class ChangeStrategyCmdlet : RotationCmdlet
{
    /// <summary>The names or ARNs of the secrets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ARN", "Name")]
    [ValidateNotNullOrEmpty]
    public string[] SecretId { get; set; } = [];

    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in SecretId)
        {
            ForSecret(id, Change);
        }
    }

    private protected abstract Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken);

    private void Change(SecretId secret)
    {
        if (!ShouldProcess(secret.Value, Action))
        {
            return;
        }

        var outcome = Run((report, token) => ChangeAsync(new StrategyChanger(Environment), secret, report, token));
        if (outcome.Failure is { } failure)
        {
            WriteError(ErrorRecords.From(failure, secret.Value));
            return;
        }

        WriteObject(new RotatedSecret(Run(token => SecretOverview.ReadAsync(Environment.Store, secret, token))));
    }
}
