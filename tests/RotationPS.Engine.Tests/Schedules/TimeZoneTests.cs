using RotationPS.Engine.Failures;
using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("2026-03-27T12:00Z", "2026-03-28T07:00Z")]
    [InlineData("2026-03-28T12:00Z", "2026-03-29T06:00Z")]
    [InlineData("2026-10-24T12:00Z", "2026-10-25T07:00Z")]
    public void Eight_o_clock_is_eight_o_clock_in_summer_and_winter(string lastRotated, string opening) =>
        Assert.Equal(At(opening), Schedule("cron(0 8 * * ? *)", "Europe/Berlin").NextAfter(At(lastRotated)));

    [Fact]
    public void An_hour_that_the_clock_leaves_out_opens_its_window_when_the_clock_goes_forward()
    {
        // In Berlin the clock goes from two to three on 29 March 2026.
        var terms = RotationTerms.Parse("cron(0 2 * * ? *)", "1h", "Europe/Berlin");

        Assert.Equal(Window("2026-03-29T01:00Z", "2026-03-29T02:00Z"), terms.NextAfter(At("2026-03-28T12:00Z")));
    }

    [Fact]
    public void An_hour_that_comes_twice_opens_one_window()
    {
        // In Berlin the clock goes from three back to two on 25 October 2026.
        var schedule = Schedule("cron(0 2/4 * * ? *)", "Europe/Berlin");

        Assert.Equal(At("2026-10-25T00:00Z"), schedule.NextAfter(At("2026-10-24T21:00Z")));
        Assert.Equal(At("2026-10-25T05:00Z"), schedule.NextAfter(At("2026-10-25T00:00Z")));
    }

    [Fact]
    public void Windows_that_would_meet_where_the_clock_goes_forward_are_shortened()
    {
        var terms = RotationTerms.Parse("cron(0 0/4 * * ? *)", "4h", "Europe/Berlin");

        Assert.Equal(Window("2026-03-28T23:00Z", "2026-03-29T02:00Z"), terms.NextAfter(At("2026-03-28T22:00Z")));
    }

    [Theory]
    [InlineData("2026-03-28T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("2026-10-24T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    public void A_day_of_23_or_25_hours_is_a_day(string lastRotated, string opens, string closes) =>
        Assert.Equal(Window(opens, closes), RotationTerms.Parse("rate(1 day)", timeZone: "Europe/Berlin").NextAfter(At(lastRotated)));

    [Fact]
    public void A_day_without_midnight_begins_when_the_clock_has_gone_forward()
    {
        // In Cairo the clock goes from midnight to one on Friday 24 April 2026.
        var terms = RotationTerms.Parse("rate(1 day)", timeZone: "Africa/Cairo");

        Assert.Equal(Window("2026-04-22T22:00Z", "2026-04-23T22:00Z"), terms.NextAfter(At("2026-04-22T12:00Z")));
        Assert.Equal(Window("2026-04-23T22:00Z", "2026-04-24T21:00Z"), terms.NextAfter(At("2026-04-23T12:00Z")));
    }

    [Fact]
    public void A_day_with_two_midnights_begins_at_the_first()
    {
        // In Havana the clock goes from one back to midnight on 1 November 2026.
        var terms = RotationTerms.Parse("rate(1 day)", timeZone: "America/Havana");

        Assert.Equal(Window("2026-11-01T04:00Z", "2026-11-02T05:00Z"), terms.NextAfter(At("2026-10-31T12:00Z")));
    }

    [Fact]
    public void Hours_are_full_hours_of_the_time_zone() =>
        Assert.Equal(At("2026-01-10T16:30Z"), Schedule("rate(4 hours)", "Asia/Kolkata").NextAfter(At("2026-01-10T13:00Z")));

    [Fact]
    public void Days_end_at_midnight_of_the_time_zone() =>
        Assert.Equal(At("2026-01-11T18:30Z"), Schedule("rate(1 day)", "Asia/Kolkata").NextAfter(At("2026-01-10T20:00Z")));

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("Central Standard Time (Mexico)", "America/Mexico_City")]
    [InlineData("UTC", "UTC")]
    public void A_time_zone_has_its_IANA_name(string id, string name)
    {
        var zone = ScheduleTimeZone.Find(id);

        Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(name).BaseUtcOffset, zone.BaseUtcOffset);
        Assert.True(zone.HasIanaId);
        Assert.DoesNotContain("(", zone.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Europe/Atlantis")]
    [InlineData("../etc/passwd")]
    public void An_unknown_time_zone_is_refused(string id)
    {
        var failure = Assert.Throws<RotationException>(() => ScheduleTimeZone.Find(id));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.Contains($"no time zone '{id}'", failure.Message);
    }

    private static RotationSchedule Schedule(string expression, string timeZone) =>
        RotationSchedule.Parse(expression, ScheduleTimeZone.Find(timeZone));

    private static ScheduledWindow Window(string opens, string closes) => new(At(opens), At(closes));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
