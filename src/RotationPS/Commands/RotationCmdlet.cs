using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security.Cryptography;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using RotationPS.Targets;

namespace RotationPS.Commands;

/// <summary>What all cmdlets share: the store, the stop signal, the way from the engine's events to PowerShell's streams.</summary>
public abstract class RotationCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private VaultStore? _vault;
    private RotationEnvironment? _environment;

    /// <summary>
    /// The folder of the embedded vault to work on. The vault keeps the secrets encrypted, with the key in the same
    /// folder, and follows the rules of AWS Secrets Manager.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VaultPath { get; set; }

    /// <summary>What the engine works with; the vault is opened when it is first needed.</summary>
    private protected RotationEnvironment Environment => _environment ??= OpenEnvironment();

    /// <summary>Whether a missing vault is made.</summary>
    private protected virtual bool CreatesVault => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The stop signal is not disposed: a stop may still come in on another thread, and it holds nothing but memory.
        _vault?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => EndWhereItFails(RefuseMissingStore);

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Opens the store for all secrets to come, and ends the cmdlet where that fails.</summary>
    private protected void OpenStore() => EndWhereItFails(() => _environment ??= OpenEnvironment());

    /// <summary>Does a secret's work and writes what fails as an error of that secret.</summary>
    private protected void ForSecret(string secretId, Action<SecretId> work)
    {
        try
        {
            work(new SecretId(secretId));
        }
        catch (RotationException failure)
        {
            WriteError(ErrorRecords.From(failure, secretId));
        }
    }

    /// <summary>
    /// Runs the engine on another thread and writes what it reports on this one, until it has ended. Stop cancels and
    /// then waits: work between Set and Finish is not left half done.
    /// </summary>
    private protected T Run<T>(Func<Action<RotationEvent>, CancellationToken, Task<T>> work)
    {
        using var events = new BlockingCollection<RotationEvent>();
        var worker = Task.Run(async () =>
        {
            try
            {
                return await work(events.Add, _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                events.CompleteAdding();
            }
        });

        try
        {
            foreach (var reported in events.GetConsumingEnumerable())
            {
                Write(reported);
            }
        }
        catch
        {
            _stop.Cancel();
            Task.WaitAny(worker);
            throw;
        }

        try
        {
            return worker.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private protected T Run<T>(Func<CancellationToken, Task<T>> work) => Run((_, token) => work(token));

    private void Write(RotationEvent reported)
    {
        var line = $"{reported.Step}: {reported.Message}";
        switch (reported)
        {
            case RotationEvent.StepEnded:
                WriteDebug(line);
                break;
            default:
                WriteVerbose(line);
                break;
        }
    }

    private void EndWhereItFails(Action work)
    {
        try
        {
            work();
        }
        catch (RotationException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, VaultPath));
        }
    }

    private RotationEnvironment OpenEnvironment()
    {
        var folder = GetUnresolvedProviderPathFromPSPath(VaultPath);
        _vault = CreatesVault ? VaultStore.OpenOrCreate(folder) : VaultStore.Open(folder);
        foreach (var warning in _vault.Warnings)
        {
            WriteWarning(warning);
        }

        return new RotationEnvironment(
            _vault, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);
    }

    private void RefuseMissingStore()
    {
        if (VaultPath is null)
        {
            throw new RotationException(
                FailureKind.StoreUnavailable,
                "No vault was named, and this version cannot work on AWS Secrets Manager yet.",
                "Name the folder of an embedded vault with -VaultPath.");
        }
    }
}
