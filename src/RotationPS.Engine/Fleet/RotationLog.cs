using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RotationPS.Engine.Rotation;

namespace RotationPS.Engine.Fleet;

/// <summary>
/// Writes what happens as JSON lines: one for each step that has ended and one for each secret. A line has the time in
/// UTC, the secret, the step (<c>Rotation</c> for the whole), the outcome, the kind of a failure with its message, the
/// duration in milliseconds and the version id; never a password. A secret whose time has not come has no line, nor has one
/// that a stopped run has not begun, for of those there may be as many as secrets; the latter are counted in one line
/// (<c>Fleet</c>, <c>NotBegun</c>). It may be called from any thread.
/// </summary>
public sealed class RotationLog : IDisposable
{
    // The lines are for people and log collectors, not for a page of HTML.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly TimeProvider _clock;
    private readonly LogTurn? _turn;

    /// <summary>Makes a log of a stream that nobody else writes to.</summary>
    /// <param name="stream">Where the lines go. It is disposed of with the log.</param>
    /// <param name="clock">Tells the time.</param>
    public RotationLog(Stream stream, TimeProvider clock)
        : this(stream, clock, turn: null)
    {
    }

    private RotationLog(Stream stream, TimeProvider clock, LogTurn? turn) => (_stream, _clock, _turn) = (stream, clock, turn);

    /// <summary>Why the log could not be written any further; null where it could. A rotation goes on without its log.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Opens a file that is appended to. Other runs may write to it at the same time.</summary>
    /// <param name="path">The file; beside it lies one that keeps the runs apart, with <c>.lock</c> after its name.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static RotationLog Open(string path, TimeProvider clock)
    {
        // Without a buffer of its own each line reaches the file with one write, or fails with it.
        var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return new RotationLog(file, clock, new LogTurn(path, clock));
    }

    /// <summary>Writes what belongs into the log.</summary>
    /// <param name="happened">What has happened.</param>
    public void Write(FleetEvent happened)
    {
        switch (happened)
        {
            case FleetEvent.Step { Event: RotationEvent.StepEnded ended } step:
                WriteLine(json =>
                {
                    WriteHead(json, step.Secret.Name ?? step.Secret.Id.Value, step.Secret.Arn, ended.Step.ToString(), OutcomeOf(ended));
                    WriteTail(json, ended.Failure?.ToString(), null, ended.Timing.Duration, ended.VersionId?.Value);
                });
                break;
            case FleetEvent.Ended { Outcome: { IsEarly: false, Status: not RotationStatus.NotBegun } outcome }:
                WriteLine(json =>
                {
                    WriteHead(json, outcome.Name ?? outcome.SecretId.Value, outcome.Arn, "Rotation", outcome.Status.ToString());
                    WriteTail(json, outcome.Failure?.Kind.ToString(), outcome.Failure?.Message ?? outcome.Reason, outcome.Duration, outcome.VersionId?.Value);
                });
                break;
            case FleetEvent.FollowedUp { Outcome: var rotated } followed:
                WriteLine(json =>
                {
                    WriteHead(json, rotated.Name ?? rotated.SecretId.Value, rotated.Arn, "AfterRotation", followed.Failure is null ? "Succeeded" : "Failed");
                    WriteTail(json, followed.Failure?.Kind.ToString(), followed.Failure?.Message, followed.Duration, rotated.VersionId?.Value);
                });
                break;
            case FleetEvent.Cancelled { Secret: var secret }:
                WriteLine(json =>
                {
                    WriteHead(json, secret.Name ?? secret.Id.Value, secret.Arn, "Rotation", "Cancelled");
                    WriteTail(json, null, "The run was stopped before it came to its end; the next one takes up what it has left.", null, null);
                });
                break;
            case FleetEvent.NotFollowedUp { Outcome: var rotated }:
                WriteLine(json =>
                {
                    WriteHead(json, rotated.Name ?? rotated.SecretId.Value, rotated.Arn, "AfterRotation", "Cancelled");
                    WriteTail(json, null, "The run was stopped before the script of -AfterRotation had its turn; do by hand what it does.", null, rotated.VersionId?.Value);
                });
                break;
            case FleetEvent.SearchFailed { Failure: var failure }:
                WriteLine(json =>
                {
                    WriteHead(json, null, null, "Search", "Failed");
                    WriteTail(json, failure.Kind.ToString(), failure.Message, null, null);
                });
                break;
            case FleetEvent.Stopped { Reason: var reason }:
                WriteLine(json =>
                {
                    WriteHead(json, null, null, "Fleet", "Stopped");
                    WriteTail(json, null, reason, null, null);
                });
                break;
            case FleetEvent.NotBegun left:
                WriteLine(json =>
                {
                    WriteHead(json, null, null, "Fleet", "NotBegun");
                    WriteTail(json, null, left.Message, null, null);
                });
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _stream.Dispose();
            }
            catch (IOException failure)
            {
                Failure ??= failure;
            }
        }
    }

    private static string OutcomeOf(RotationEvent.StepEnded ended) =>
        (ended.Timing.Succeeded, ended.IsCancelled) switch
        {
            (true, _) => "Succeeded",
            (false, true) => "Cancelled",
            _ => "Failed",
        };

    private static void WriteTail(Utf8JsonWriter json, string? failureKind, string? message, TimeSpan? duration, string? versionId)
    {
        WriteIfAny(json, "failureKind", failureKind);
        WriteIfAny(json, "message", message);
        if (duration is { } time)
        {
            json.WriteNumber("durationMs", Math.Round(time.TotalMilliseconds, 1));
        }

        WriteIfAny(json, "versionId", versionId);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteString(key, value);
        }
    }

    private void WriteHead(Utf8JsonWriter json, string? secret, string? arn, string step, string outcome)
    {
        json.WriteString("time", _clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        WriteIfAny(json, "secret", secret);
        WriteIfAny(json, "arn", arn);
        json.WriteString("step", step);
        json.WriteString("outcome", outcome);
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, _readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        lock (_gate)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                using (_turn?.Take())
                {
                    if (_turn is not null)
                    {
                        // Another run may have written since.
                        _stream.Seek(0, SeekOrigin.End);
                    }

                    _stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
                    _stream.Flush();
                }
            }
            catch (IOException failure)
            {
                // A full disk must not leave an account between two passwords.
                Failure = failure;
            }
        }
    }
}
