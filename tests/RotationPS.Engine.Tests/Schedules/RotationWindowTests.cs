using RotationPS.Engine.Failures;
using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

public sealed class RotationWindowTests
{
    [Theory]
    [InlineData("1h", 1)]
    [InlineData("3h", 3)]
    [InlineData("24h", 24)]
    public void A_window_is_whole_hours(string duration, int hours)
    {
        var window = RotationWindow.Parse(duration);

        Assert.Equal(hours, window.Hours);
        Assert.Equal(duration, window.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("25h")]
    [InlineData("100h")]
    [InlineData("3")]
    [InlineData("3H")]
    [InlineData("3 h")]
    [InlineData("-3h")]
    [InlineData("1.5h")]
    [InlineData("90m")]
    [InlineData("3h\n")]
    public void Anything_else_is_refused(string duration) =>
        Assert.Contains($"The window '{duration}'", Refused(() => RotationWindow.Parse(duration)).Message);

    [Theory]
    [InlineData("rate(4 hours)", "4h", "5h")]
    [InlineData("rate(12 hours)", "12h", "13h")]
    [InlineData("cron(0 /8 * * ? *)", "8h", "9h")]
    [InlineData("cron(0 2/10 * * ? *)", "2h", "3h")]
    [InlineData("cron(0 0/10 * * ? *)", "4h", "5h")]
    [InlineData("cron(0 8 1 * ? *)", "16h", "17h")]
    [InlineData("cron(0 23 ? * SUN *)", "1h", "2h")]
    public void A_window_ends_before_the_next_one_and_before_the_day(string schedule, string longest, string longer)
    {
        RotationTerms.Parse(schedule, longest);

        var failure = Refused(() => RotationTerms.Parse(schedule, longer));
        Assert.Contains($"A window of {longer}", failure.Message);
        Assert.Contains($"{longest} or less", failure.NextStep);
    }

    [Theory]
    [InlineData("rate(1 day)")]
    [InlineData("rate(30 days)")]
    [InlineData("rate(48 hours)")]
    [InlineData("cron(0 0 * * ? *)")]
    public void A_window_may_fill_a_day(string schedule) => RotationTerms.Parse(schedule, "24h");

    [Theory]
    [InlineData("rate(4 hours)", 1)]
    [InlineData("rate(48 hours)", 1)]
    [InlineData("cron(0 /8 * * ? *)", 1)]
    [InlineData("rate(1 day)", 24)]
    [InlineData("rate(30 days)", 24)]
    [InlineData("cron(0 8 1 * ? *)", 16)]
    [InlineData("cron(0 23 ? * SUN *)", 1)]
    public void A_window_is_an_hour_long_by_default_where_windows_are_hours_apart_and_ends_with_the_day_otherwise(string schedule, int hours)
    {
        var window = RotationTerms.Parse(schedule).NextAfter(new DateTimeOffset(2026, 1, 10, 12, 34, 56, TimeSpan.Zero));

        Assert.Equal(TimeSpan.FromHours(hours), window.Closes - window.Opens);
    }

    private static RotationException Refused(Action act)
    {
        var failure = Assert.Throws<RotationException>(act);
        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        return failure;
    }
}
