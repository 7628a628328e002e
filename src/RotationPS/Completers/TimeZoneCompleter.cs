namespace RotationPS.Completers;

/// <summary>Offers the time zones that this machine knows; a schedule may also name them as another system does.</summary>
internal sealed class TimeZoneCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts => TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal);
}
