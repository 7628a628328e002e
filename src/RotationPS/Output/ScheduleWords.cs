using RotationPS.Engine.Schedules;

namespace RotationPS.Output;

/// <summary>What somebody wants a secret's schedule to be, in words.</summary>
internal static class ScheduleWords
{
    /// <summary>Whole sentences, with a space before them; empty where nothing was said.</summary>
    /// <param name="request">What was said.</param>
    public static string Of(ScheduleRequest request) => string.Concat(
        Sentence("Schedule", request.Schedule),
        Sentence("Window", request.Window),
        Sentence("Time zone", request.TimeZone),
        Sentence("Not between", request.NotBetween is { } ranges ? string.Join(", ", ranges) : null));

    private static string Sentence(string what, string? value) => value is null ? string.Empty : $" {what}: {(value.Length > 0 ? value : "none")}.";
}
