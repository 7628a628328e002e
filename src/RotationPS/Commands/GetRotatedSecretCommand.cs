using System.Collections;
using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Secrets;
using RotationPS.Fleet;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Lists the secrets that rotate, with their accounts, their schedules and where they stand.</summary>
/// <remarks>
/// <para>
/// A secret of something else, which has neither the JSON of a database account nor a schedule, is passed over. LastRotated
/// is the creation date of the version with AWSCURRENT or, where a change of strategy has made that version, of the version
/// that brought the password; NextRotation is the first moment from now on at which its schedule has it rotated.
/// </para>
/// <para>
/// State is Ready, Due (its window is open), Overdue (a window has closed without a rotation) or Unfinished (a rotation was
/// begun and is running or waits to be finished). A replica, and a secret that a rotation function or another service
/// rotates, is neither due nor overdue, and -Due, -Overdue and -Stuck leave it out: Invoke-SecretRotation would refuse it. One
/// whose schedule cannot be read is listed without it and without a State, beside an error that says why. The listing of
/// Secrets Manager may lag some minutes behind.
/// </para>
/// </remarks>
/// <example>
/// <para>Lists the fleet.</para>
/// <code>Get-RotatedSecret</code>
/// </example>
/// <example>
/// <para>Lists what is overdue among the secrets of production.</para>
/// <code>Get-RotatedSecret -Name prod/* -Tag @{ stage = 'production' } -Overdue</code>
/// </example>
/// <example>
/// <para>Finishes every rotation that is stuck.</para>
/// <code>Get-RotatedSecret -Stuck -VaultPath ./vault | Invoke-SecretRotation -VaultPath ./vault</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "RotatedSecret")]
[OutputType(typeof(RotatedSecret))]
public sealed class GetRotatedSecretCommand : RotationCmdlet
{
    // So many secrets may wait for a slow pipeline; a listing that ran further ahead would fill the memory.
    private const int MaxUnwritten = 1000;

    private NamesToFind _names = new([]);

    /// <summary>
    /// Names or ARNs, with wildcards; all secrets where it is left out. They are case sensitive, as those of Secrets Manager
    /// are.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SecretId", "ARN")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>
    /// Tags that the secrets have, as a hashtable of keys and values; values may have wildcards. Both are case sensitive, as
    /// those of Secrets Manager are.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Tag { get; set; }

    /// <summary>Lists those only whose window is open, and those that are unfinished: what Invoke-SecretRotation -Due takes on.</summary>
    [Parameter]
    public SwitchParameter Due { get; set; }

    /// <summary>Lists those only that have missed a window.</summary>
    [Parameter]
    public SwitchParameter Overdue { get; set; }

    /// <summary>Lists those only with a rotation that was begun and not finished.</summary>
    [Parameter]
    public SwitchParameter Stuck { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        OpenStore();
        _names = new NamesToFind(Name);
        try
        {
            var query = SecretSearch.Query(Name, Tag);
            using var room = new SemaphoreSlim(MaxUnwritten);
            Follow<FleetEntry>(
                async (report, token) =>
                {
                    await foreach (var entry in new FleetReader(Environment).FindAsync(query, token).ConfigureAwait(false))
                    {
                        await room.WaitAsync(token).ConfigureAwait(false);
                        report(entry with { Current = null });
                    }
                },
                entry =>
                {
                    room.Release();
                    Write(entry);
                });
            foreach (var name in _names.Missing)
            {
                WriteError(ErrorRecords.From(SecretStoreFailures.SecretNotFound(new SecretId(name)), name));
            }
        }
        catch (RotationException failure)
        {
            WriteError(ErrorRecords.From(failure, string.Join(", ", Name)));
        }
    }

    private bool IsWanted(FleetEntry entry, SecretOverview secret) =>
        (!Due && !Overdue && !Stuck)
        || (!entry.IsRotatedElsewhere
            && ((Due && entry.ToMember(Environment.Clock.GetUtcNow()).DueBecause is not null)
                || (Overdue && secret.IsOverdue)
                || (Stuck && secret.Unfinished is not null)));

    private void Write(FleetEntry entry)
    {
        var isNamed = _names.Find(entry.Labels.Name, entry.Labels.Arn);
        if (entry.Overview is { } overview)
        {
            if (IsWanted(entry, overview))
            {
                WriteObject(new RotatedSecret(entry.Told!));
            }
        }
        else if (entry.IsForeign && !isNamed)
        {
            WriteVerbose($"{entry.Labels.Name} is passed over. {entry.Failure!.What}");
            return;
        }

        if (entry.Failure is { } failure)
        {
            WriteError(ErrorRecords.From(failure.Of(entry.Labels.Name), entry.Labels.Name));
        }
    }
}
