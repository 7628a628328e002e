namespace RotationPS.Completers;

/// <summary>Offers examples of schedules, for their parentheses and fields are easier to change than to remember.</summary>
internal sealed class ScheduleCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts { get; } = ["rate(30 days)", "rate(12 hours)", "cron(0 8 1 * ? *)", "cron(0 2 ? * SUN#1 *)"];
}
