using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Schedules;

/// <summary>Finds the time zones that schedules are written in.</summary>
public static class ScheduleTimeZone
{
    /// <summary>
    /// Finds a time zone. One that Windows has a name of its own for comes with its IANA name, which every system knows
    /// and a tag can hold; some names of Windows have parentheses. UTC, which is one of them, stays what everybody calls it.
    /// </summary>
    /// <param name="id">An IANA or Windows id, for example <c>Europe/Berlin</c> or <c>W. Europe Standard Time</c>.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static TimeZoneInfo Find(string id)
    {
        if (string.Equals(id, TimeZoneInfo.Utc.Id, StringComparison.OrdinalIgnoreCase))
        {
            return TimeZoneInfo.Utc;
        }

        var name = TimeZoneInfo.TryConvertWindowsIdToIanaId(id ?? "", out var iana) ? iana : id;
        return !string.IsNullOrWhiteSpace(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw ScheduleFailures.TimeZoneUnknown(id);
    }
}
