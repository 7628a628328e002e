using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Service;
using RotationPS.Stores.SecretsManager;
using RotationPS.Targets;

namespace RotationPS.Lambda;

/// <summary>
/// The rotation function of a secret in AWS Secrets Manager: the service calls it once for each of its four steps. One
/// instance serves one call after another; nothing is kept between them but the connection to the service.
/// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html.
/// </summary>
public sealed class RotationFunction
{
    private readonly FunctionSettings _settings;
    private readonly TextWriter _log;
    private readonly TimeProvider _clock;
    private SecretsManagerStore? _store;

    /// <summary>Makes the function with the settings that the environment holds.</summary>
    public RotationFunction()
        : this(new FunctionSettings(Environment.GetEnvironmentVariable), Console.Out, TimeProvider.System)
    {
    }

    internal RotationFunction(FunctionSettings settings, TextWriter log, TimeProvider clock) => (_settings, _log, _clock) = (settings, log, clock);

    /// <summary>Takes the step that an event asks for.</summary>
    /// <param name="input">Secrets Manager's event, as JSON.</param>
    /// <returns>What was written to the log too: one JSON object, without any password.</returns>
    /// <exception cref="RotationException">The step failed. The message begins with the kind of failure; the service calls
    /// for the step again.</exception>
    public async Task<Stream> HandleAsync(Stream input)
    {
        var start = _clock.GetTimestamp();
        RotationRequest? request = null;
        try
        {
            request = await RotationRequest.ReadAsync(input).ConfigureAwait(false);
            var outcome = await TakeAsync(request).ConfigureAwait(false);
            return await WriteAsync(new StepRecord(request, outcome.ToString(), null, _clock.GetElapsedTime(start))).ConfigureAwait(false);
        }
        catch (RotationException failure)
        {
            await WriteAsync(new StepRecord(request, StepRecord.Failed, failure, _clock.GetElapsedTime(start))).ConfigureAwait(false);

            // Lambda tells the whole chain of errors; the ones underneath are for a debugger only.
            throw new RotationException(failure.Kind, $"{failure.Kind}: {failure.What}", failure.NextStep);
        }
    }

    private async Task<ServiceStepOutcome> TakeAsync(RotationRequest request)
    {
        var environment = new RotationEnvironment(
            (_store ??= _settings.OpenStore(_clock)).ForRotation(request.RotationToken),
            RotationTargets.All,
            new PasswordGenerator(RandomNumberGenerator.Create()),
            _clock);
        return await new ServiceRotation(environment)
            .RunAsync(request.Step, request.Secret, request.Token, _settings.ReadOptions(), _ => { }, CancellationToken.None)
            .ConfigureAwait(false);
    }

    private async Task<Stream> WriteAsync(StepRecord record)
    {
        var line = record.ToJson(_clock.GetUtcNow());
        await _log.WriteLineAsync(line).ConfigureAwait(false);
        await _log.FlushAsync().ConfigureAwait(false);
        return new MemoryStream(Encoding.UTF8.GetBytes(line));
    }
}
