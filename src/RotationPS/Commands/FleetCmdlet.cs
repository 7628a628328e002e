using System.Collections;
using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fleet;

namespace RotationPS.Commands;

/// <summary>
/// What it takes to rotate many secrets with one command: they are rotated on other threads while more of them come down
/// the pipeline, and results are written as they are done.
/// </summary>
public abstract class FleetCmdlet : RotationCmdlet
{
    private protected const string ById = "ById";
    private protected const string ByDue = "Due";

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private FleetRun? _run;
    private FleetReport? _report;
    private RotationLog? _log;

    /// <summary>
    /// The names or ARNs of the secrets; they are case sensitive, as those of Secrets Manager are. A secret that comes several
    /// times is rotated once. With -Due they may have wildcards, and are looked at once all have come down the pipeline; all
    /// secrets are where none is named.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByDue)]
    [Alias("ARN", "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string[] SecretId { get; set; } = [];

    /// <summary>
    /// Rotates every secret whose schedule says that it is time, and finishes what is unfinished; alternating users wait with
    /// that for the end of a range of -NotBetween, a single user does not. A secret that is left alone gives a result whose
    /// Status is NotDue and whose Reason says why; one without a schedule gives none. Left alone are also replicas and,
    /// without -Force, secrets that a rotation function rotates.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByDue)]
    public SwitchParameter Due { get; set; }

    /// <summary>
    /// Tags that the secrets have, as a hashtable of keys and values; values may have wildcards. Both are case sensitive, as
    /// those of Secrets Manager are.
    /// </summary>
    [Parameter(ParameterSetName = ByDue)]
    [ValidateNotNull]
    public Hashtable? Tag { get; set; }

    /// <summary>Which part of the fleet this machine rotates, from 0, where -ShardCount machines share it; neither goes without the other.</summary>
    [Parameter(ParameterSetName = ByDue)]
    [ValidateRange(0, int.MaxValue)]
    public int ShardIndex { get; set; }

    /// <summary>How many machines share the fleet, each with another -ShardIndex. Machines that overlap do no harm.</summary>
    /// <value>1</value>
    [Parameter(ParameterSetName = ByDue)]
    [ValidateRange(1, int.MaxValue)]
    public int ShardCount { get; set; } = 1;

    /// <summary>How many secrets are rotated at a time.</summary>
    /// <value>5</value>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = FleetOptions.UsualThrottleLimit;

    /// <summary>
    /// How many connections there are to one database server at a time; a rotation takes two. A secret whose server is full
    /// is put aside, and those of other servers go first.
    /// </summary>
    /// <value>16</value>
    [Parameter]
    [ValidateRange(FleetOptions.ConnectionsPerRotation, 1000)]
    public int ServerLimit { get; set; } = FleetOptions.UsualServerLimit;

    /// <summary>
    /// After how many failures no further secret is begun; those under way are finished. A script of -AfterRotation that
    /// fails counts too. What was still to be rotated gives a result whose Status is NotBegun and whose Reason says why.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? StopAfterFailures { get; set; }

    /// <summary>
    /// How many secrets are rotated first; the others follow only if none of these fails, nor the script of -AfterRotation for
    /// one of them. Else they give results whose Status is NotBegun.
    /// </summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Canary { get; set; }

    /// <summary>
    /// A script block to run after each secret that was rotated, one at a time, with the result as $_: to restart a
    /// service, for example. What it writes is shown with -Verbose. It has failed where it throws, writes an error, or where
    /// the exit code of its last program is not 0; exit 0 at its end says that all is well nevertheless, and what a program
    /// writes to stderr is no failure. No other secret takes the place of one whose script has not ended. What ends the
    /// pipeline from within or behind (-ErrorAction Stop, Select-Object -First) ends it after the scripts of what is being
    /// finished. Ctrl+C, or an error of a command before it in the pipeline, runs it no more, also for what is still being
    /// finished; the log has a line for each of those.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? AfterRotation { get; set; }

    /// <summary>
    /// How many seconds the script of -AfterRotation may take for a secret. It is stopped then, as Ctrl+C would stop it: a
    /// call of .NET that blocks, a lengthy [Net.Http.HttpClient] request for example, has to come back first.
    /// </summary>
    /// <value>60</value>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int AfterRotationTimeout { get; set; } = 60;

    /// <summary>
    /// Whether the other secrets go on where the script of -AfterRotation fails for one. Its failure counts as one of the
    /// secret for -Canary and -StopAfterFailures, whichever is chosen. After a Stop they give results whose Status is
    /// NotBegun.
    /// </summary>
    /// <value>Continue</value>
    [Parameter]
    public AfterRotationPolicy AfterRotationFailure { get; set; }

    /// <summary>
    /// A file that gets a line of JSON for each step and each secret: time, secret, arn, step, outcome, failureKind, message,
    /// durationMs, versionId. A secret that -Due leaves alone because it is not its time, and for no other reason, has none;
    /// those that a stopped run has not begun are counted in one line.
    /// It is appended to; no line ever holds a password. Runs may share it: a file beside it, with .lock after its name,
    /// keeps them apart. With -WhatIf nothing is written.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    private protected abstract RotationOptions Options { get; }

    private FleetOptions FleetOptions => new()
    {
        ThrottleLimit = ThrottleLimit,
        ServerLimit = ServerLimit,
        StopAfterFailures = StopAfterFailures,
        Canary = Canary,
        Rotation = Options,
    };

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        string[] ofScript = [nameof(AfterRotationTimeout), nameof(AfterRotationFailure)];
        if (AfterRotation is null && Array.Find(ofScript, MyInvocation.BoundParameters.ContainsKey) is { } name)
        {
            var alone = new RotationException(
                FailureKind.InvalidParameter,
                $"-{name} was given without -AfterRotation.",
                "Give the script with -AfterRotation; where it is a default, $PSDefaultParameterValues['Disabled'] = $true sets the defaults aside.");
            ThrowTerminatingError(ErrorRecords.From(alone, name));
        }
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (Due)
        {
            // One search finds them all.
            _names.AddRange(SecretId);
            return;
        }

        // Not before the first secret comes: what stands before us in the pipeline may have to make the vault.
        OpenStore();
        BeforeTheEnd(() =>
        {
            foreach (var id in SecretId)
            {
                if (_taken.Add(id))
                {
                    ForSecret(id, Enqueue);
                }
            }

            _run?.Drain(_report!.Write);
        });
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (Due)
        {
            BeginDue();
        }

        BeforeTheEnd(() => _run?.Finish(_report!.Write));
        _report?.Complete();
    }

    /// <summary>Whether a secret that somebody named is to be rotated.</summary>
    private protected abstract bool Approves(SecretId secret);

    /// <summary>Whether a secret that a search has found is to be rotated.</summary>
    internal abstract bool ApprovesFound(string description);

    private protected sealed override void EndWork()
    {
        if (_run is not null)
        {
            _report!.GiveUp(_run.Abandon());
            _run.Dispose();
        }

        _log?.Dispose();
    }

    /// <summary>Does work that writes. Where the pipeline ends by that, what is under way is brought to its end first.</summary>
    private void BeforeTheEnd(Action pass)
    {
        try
        {
            pass();
        }
        catch when (_run is not null && !IsStopping)
        {
            _report!.Conclude(_run.Abandon());
            throw;
        }
    }

    private void Enqueue(SecretId secret)
    {
        // Once nothing is begun any more, nobody is asked; the run tells what it has not begun.
        if (_run?.IsStopped is true || Approves(secret))
        {
            if (_run is null)
            {
                Begin(search: null, new NamesToFind([]), ifNone: null);
            }

            _run!.Add(secret);
        }
    }

    private void BeginDue()
    {
        if (_names.Count == 0 && MyInvocation.ExpectingInput)
        {
            // Of no name at all everything would be rotated, which is not what a pipeline without secrets asks for.
            WriteWarning("No secret came down the pipeline, so none is looked at.");
            return;
        }

        OpenStore();

        // A tag, or another machine, may be why a name is not found, and why there is nothing to do.
        var isWhole = ShardCount == 1;
        Begin(Search(), new NamesToFind(Tag is null && isWhole ? _names : []), isWhole ? IfNone() : null);
    }

    private string IfNone() => (_names.Count > 0, Tag) switch
    {
        (false, null) => "No secret has a schedule, so none can be due.",
        (true, null) => "No secret with a schedule has a name that -SecretId asks for; case matters.",
        (false, _) => "No secret with a schedule has the tags that -Tag asks for; case matters.",
        _ => "No secret with a schedule has a name and the tags that -SecretId and -Tag ask for; case matters.",
    };

    private FleetQuery Search()
    {
        var shard = OrRefuse(ReadShard, ShardIndex);
        return OrRefuse(() => SecretSearch.Query(_names, Tag), string.Join(", ", _names)) with { IgnoresOtherWriter = Options.IgnoreOtherWriter, Shard = shard };
    }

    private T OrRefuse<T>(Func<T> read, object given)
    {
        try
        {
            return read();
        }
        catch (RotationException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, given));
            throw;
        }
    }

    private FleetShard? ReadShard()
    {
        // Machines that are told only how many they are would all rotate the same part, and nobody the others.
        var isNumbered = MyInvocation.BoundParameters.ContainsKey(nameof(ShardIndex));
        if (isNumbered != MyInvocation.BoundParameters.ContainsKey(nameof(ShardCount)))
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"-{(isNumbered ? nameof(ShardIndex) : nameof(ShardCount))} was given without -{(isNumbered ? nameof(ShardCount) : nameof(ShardIndex))}.",
                "Give the number of machines as -ShardCount, and each of them a -ShardIndex from 0 to one less.");
        }

        return isNumbered ? new FleetShard(ShardIndex, ShardCount) : null;
    }

    private void Begin(FleetQuery? search, NamesToFind names, string? ifNone)
    {
        _log = LogPath is null || IsWhatIf ? null : OpenLog(LogPath);
        _run = BeginFleet(FleetOptions, search, waitsForEach: AfterRotation is not null, _log);
        _report = new FleetReport(this, _run, _log, names, ifNone);
    }

    private RotationLog OpenLog(string path)
    {
        try
        {
            var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name != "FileSystem")
            {
                throw new IOException($"It belongs to the provider {provider.Name}, which has no files.");
            }

            return RotationLog.Open(file, TimeProvider.System);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or SessionStateException)
        {
            var told = new RotationException(
                FailureKind.LogInaccessible, $"The log '{path}' cannot be written: {failure.Message}", "Name a file in a folder that exists and may be written.", failure);
            ThrowTerminatingError(ErrorRecords.From(told, path));
            throw;
        }
    }
}
