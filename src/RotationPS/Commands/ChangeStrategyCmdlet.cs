using System.Management.Automation;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>What the two changes of strategy share.</summary>
public abstract class ChangeStrategyCmdlet : SecretCmdlet
{
    /// <summary>Changes without asking, and also a secret that a rotation function rotates too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected abstract string Action { get; }

    private protected abstract Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken);

    private protected sealed override void ProcessSecret(SecretId secret)
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
