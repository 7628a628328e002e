using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Steps;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Service;

/// <summary>
/// Rotates as Secrets Manager's own scheduler asks for it. The service makes a version without a value, with AWSPENDING,
/// and calls for four steps one after the other, each once more where it failed. The steps are those of every other
/// rotation, under the same lock, so a rotation that somebody starts in between only helps.
/// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html.
/// </summary>
/// <param name="environment">What it works with.</param>
public sealed class ServiceRotation(RotationEnvironment environment)
{
    /// <summary>Takes one step. Nothing is kept from one to the next, and a step that is done may be asked for again.</summary>
    /// <param name="step">createSecret, setSecret, testSecret or finishSecret.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="token">The version that the service made for this rotation.</param>
    /// <param name="options">What the caller decides; that something else rotates the secret is taken for granted.</param>
    /// <param name="report">Hears what happens, on the thread that does it.</param>
    /// <param name="cancellationToken">Stops it before the step changes anything; after that it goes on to its end.</param>
    /// <exception cref="RotationException">The step failed: <see cref="FailureKind.InvalidRequest"/> where the version is not
    /// the one that is pending; <see cref="FailureKind.InvalidParameter"/> where it is none of the four steps; or whatever
    /// made it fail.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<ServiceStepOutcome> RunAsync(
        RotationStep step,
        SecretId secret,
        VersionId token,
        RotationOptions options,
        Action<RotationEvent> report,
        CancellationToken cancellationToken)
    {
        if (step is RotationStep.Plan or RotationStep.Lock)
        {
            throw RotationFailures.NoServiceStep(step);
        }

        var log = new StepLog(environment.Clock, report) { Stopping = cancellationToken };
        return new ServiceStepRun(environment, step, secret, token, options with { IgnoreOtherWriter = true }, log).RunAsync(cancellationToken);
    }
}
