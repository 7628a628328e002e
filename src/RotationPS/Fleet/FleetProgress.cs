using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RotationPS.Engine.Rotation;

namespace RotationPS.Fleet;

/// <summary>The progress bar of a fleet's rotation: how many are done, how fast, how many failed, and how long it will take.</summary>
/// <param name="cmdlet">Shows it.</param>
/// <param name="total">How many secrets there are; null as long as that is not known.</param>
internal sealed class FleetProgress(Cmdlet cmdlet, Func<int?> total)
{
    private const int Activity = 0x524F54;

    // A bar that is drawn more often takes longer than a rotation.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _shown;
    private int _rotated;
    private int _failed;
    private int _notDue;
    private int _notBegun;

    private int Done => _rotated + _failed + _notDue + _notBegun;

    /// <summary>Counts a secret, and shows where things stand.</summary>
    public void Count(RotationOutcome outcome)
    {
        _ = outcome.Status switch
        {
            RotationStatus.NotDue => _notDue++,
            RotationStatus.NotBegun => _notBegun++,
            RotationStatus.Failed => _failed++,
            _ => _rotated++,
        };

        // One secret is done as soon as there is something to show.
        if (total() is not 1 && (_shown == 0 || Stopwatch.GetElapsedTime(_shown) >= _interval))
        {
            _shown = Stopwatch.GetTimestamp();
            cmdlet.WriteProgress(Record());
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_shown != 0)
        {
            cmdlet.WriteProgress(new ProgressRecord(Activity, "Rotating secrets", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Record()
    {
        var elapsed = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var all = total();
        var status = string.Create(
            CultureInfo.CurrentCulture,
            $"{Done}{(all is { } known ? $" of {known}" : string.Empty)}, {_failed} failed{Some(_notDue, "not due")}{Some(_notBegun, "not begun")}, {_rotated / elapsed:0.0} a second");
        var record = new ProgressRecord(Activity, "Rotating secrets", status);
        if (all is { } count and > 0)
        {
            record.PercentComplete = Math.Min(100, 100 * Done / count);

            // What is not due, or not begun, takes no time, so it says nothing of how long the others take.
            if (_rotated + _failed is var worked and > 0)
            {
                record.SecondsRemaining = (int)((count - Done) * elapsed / worked);
            }
        }

        return record;
    }

    private static string Some(int count, string what) => count > 0 ? string.Create(CultureInfo.CurrentCulture, $", {count} {what}") : string.Empty;
}
