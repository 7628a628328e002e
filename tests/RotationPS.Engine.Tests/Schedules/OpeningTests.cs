using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

/// <summary>When windows open. The expressions are those of AWS's user guide where it has one for the case.</summary>
public sealed class OpeningTests
{
    [Theory]
    [InlineData("cron(0 /8 * * ? *)", "2026-01-10T16:00Z")]
    [InlineData("cron(0 */8 * * ? *)", "2026-01-10T16:00Z")]
    [InlineData("cron(0 8/8 * * ? *)", "2026-01-10T16:00Z")]
    [InlineData("cron(0 4/12 * * ? *)", "2026-01-10T16:00Z")]
    [InlineData("cron(0 2/10 * * ? *)", "2026-01-10T22:00Z")]
    [InlineData("cron(0 10 * * ? *)", "2026-01-11T10:00Z")]
    [InlineData("cron(0 18 ? * SAT *)", "2026-01-10T18:00Z")]
    [InlineData("cron(0 8 1 * ? *)", "2026-02-01T08:00Z")]
    [InlineData("cron(0 1 ? 1/3 SUN#1 *)", "2026-04-05T01:00Z")]
    [InlineData("cron(0 17 L * ? *)", "2026-01-31T17:00Z")]
    [InlineData("cron(0 8 ? * MON-FRI *)", "2026-01-12T08:00Z")]
    [InlineData("cron(0 16 1,15 * ? *)", "2026-01-15T16:00Z")]
    [InlineData("cron(0 0 ? * SUN#1 *)", "2026-02-01T00:00Z")]
    [InlineData("cron(0 8 1-15 * ? *)", "2026-01-11T08:00Z")]
    [InlineData("cron(0 8 1/2 * ? *)", "2026-01-11T08:00Z")]
    [InlineData("cron(0 8 1 JAN,APR,JUL,OCT ? *)", "2026-04-01T08:00Z")]
    [InlineData("cron(0 8 1 1-3 ? *)", "2026-02-01T08:00Z")]
    [InlineData("cron(0 8 ? * TUE#3 *)", "2026-01-20T08:00Z")]
    [InlineData("cron(0 8 ? * 1,4 *)", "2026-01-11T08:00Z")]
    [InlineData("cron(0 8 ? * 1/2 *)", "2026-01-11T08:00Z")]
    [InlineData("cron(0 8 ? * 2/2 *)", "2026-01-12T08:00Z")]
    [InlineData("cron(0 8 ? * L *)", "2026-01-17T08:00Z")]
    [InlineData("cron(0 8 ? * 1L *)", "2026-01-25T08:00Z")]
    [InlineData("cron(0 8 ? * FRIL *)", "2026-01-30T08:00Z")]
    [InlineData("cron(0 8 SUNL * ? *)", "2026-01-25T08:00Z")]
    [InlineData("cron(0 8 sunl * ? *)", "2026-01-25T08:00Z")]
    [InlineData("cron(0 8 ? * sunl *)", "2026-01-25T08:00Z")]
    [InlineData("cron(0 8 ? * 1l *)", "2026-01-25T08:00Z")]
    [InlineData("cron(0 8 l * ? *)", "2026-01-31T08:00Z")]
    [InlineData("cron(0 8 ? * l *)", "2026-01-17T08:00Z")]
    [InlineData("cron(0 0 ? 1/11 2#1 *)", "2026-12-07T00:00Z")]
    public void Cron_opens_a_window_at_the_next_hour_that_fits(string expression, string opening) =>
        Assert.Equal(At(opening), RotationSchedule.Parse(expression).NextAfter(At("2026-01-10T12:00Z")));

    [Theory]
    [InlineData("2026-01-10T02:00Z", "2026-01-10T12:00Z")]
    [InlineData("2026-01-10T12:00Z", "2026-01-10T22:00Z")]
    [InlineData("2026-01-10T22:00Z", "2026-01-11T02:00Z")]
    public void Increments_of_hours_begin_anew_each_day(string lastRotated, string opening) =>
        Assert.Equal(At(opening), RotationSchedule.Parse("cron(0 2/10 * * ? *)").NextAfter(At(lastRotated)));

    [Theory]
    [InlineData("2026-02-01T00:00Z", "2026-02-28T17:00Z")]
    [InlineData("2028-02-01T00:00Z", "2028-02-29T17:00Z")]
    [InlineData("2028-02-29T17:00Z", "2028-03-31T17:00Z")]
    public void The_last_day_of_February_depends_on_the_year(string lastRotated, string opening) =>
        Assert.Equal(At(opening), RotationSchedule.Parse("cron(0 17 L * ? *)").NextAfter(At(lastRotated)));

    [Fact]
    public void A_leap_day_is_waited_for() =>
        Assert.Equal(At("2028-02-29T08:00Z"), RotationSchedule.Parse("cron(0 8 29 2 ? *)").NextAfter(At("2026-01-10T12:00Z")));

    [Fact]
    public void A_month_without_the_day_is_passed_over() =>
        Assert.Equal(At("2026-03-31T08:00Z"), RotationSchedule.Parse("cron(0 8 31 * ? *)").NextAfter(At("2026-01-31T08:00Z")));

    [Theory]
    [InlineData("rate(1 day)", "2026-01-10T12:34:56Z", "2026-01-11T00:00Z")]
    [InlineData("rate(1 day)", "2026-01-10T00:00Z", "2026-01-11T00:00Z")]
    [InlineData("rate(1 day)", "2026-01-10T23:59:59Z", "2026-01-11T00:00Z")]
    [InlineData("rate(10 days)", "2026-01-10T12:34:56Z", "2026-01-20T00:00Z")]
    [InlineData("rate(10 days)", "2028-02-20T12:34:56Z", "2028-03-01T00:00Z")]
    [InlineData("rate(999 days)", "2026-01-10T12:34:56Z", "2028-10-05T00:00Z")]
    public void A_rate_in_days_opens_a_window_at_midnight(string expression, string lastRotated, string opening) =>
        Assert.Equal(At(opening), RotationSchedule.Parse(expression).NextAfter(At(lastRotated)));

    [Theory]
    [InlineData("rate(4 hours)", "2026-01-10T12:34:56Z", "2026-01-10T16:00Z")]
    [InlineData("rate(4 hours)", "2026-01-10T12:00Z", "2026-01-10T16:00Z")]
    [InlineData("rate(36 hours)", "2026-01-10T12:59:59Z", "2026-01-12T00:00Z")]
    public void A_rate_in_hours_opens_a_window_on_the_hour(string expression, string lastRotated, string opening) =>
        Assert.Equal(At(opening), RotationSchedule.Parse(expression).NextAfter(At(lastRotated)));

    [Theory]
    [InlineData("rate(30 days)", "2026-01-31T12:00Z", "2026-02-01T00:00Z")]
    [InlineData("rate(30 days)", "2026-03-05T12:00Z", "2026-03-06T00:00Z")]
    [InlineData("rate(10 hours)", "2026-01-10T21:30Z", "2026-01-11T06:00Z")]
    [InlineData("rate(240 hours)", "2026-01-10T20:30Z", "2026-01-11T10:00Z")]
    [InlineData("rate(240 hours)", "2026-01-15T11:00Z", "2026-01-16T10:00Z")]
    public void A_rate_whose_window_has_passed_opens_another_each_day(string expression, string now, string opening) =>
        Assert.Equal(
            At(opening),
            RotationTerms.Parse(expression, "1h").NextDue(At(expression.Contains("240") ? "2025-12-31T10:10Z" : expression.Contains("10 hours") ? "2026-01-10T00:10Z" : "2026-01-01T08:00Z"), At(now)));

    [Fact]
    public void An_offset_of_the_last_rotation_changes_nothing()
    {
        var schedule = RotationSchedule.Parse("rate(10 days)");

        Assert.Equal(schedule.NextAfter(At("2026-01-10T23:30Z")), schedule.NextAfter(At("2026-01-11T05:00+05:30")));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
