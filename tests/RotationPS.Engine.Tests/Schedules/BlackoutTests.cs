using System.Globalization;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

public sealed class BlackoutTests
{
    [Theory]
    [InlineData("2026-12-20/2027-01-05", "2026-12-20T00:00Z", "2027-01-06T00:00Z")]
    [InlineData("2026-12-24/2026-12-24", "2026-12-24T00:00Z", "2026-12-25T00:00Z")]
    [InlineData("2026-12-20T18:00/2026-12-27T06:00", "2026-12-20T18:00Z", "2026-12-27T06:00Z")]
    [InlineData("2026-12-20T18:00:30Z/2026-12-27T06:00:15+02:00", "2026-12-20T18:00:30Z", "2026-12-27T04:00:15Z")]
    [InlineData("2026-12-20/2026-12-27T06:00-05:00", "2026-12-20T00:00Z", "2026-12-27T11:00Z")]
    public void A_range_is_from_its_first_moment_to_the_end_of_its_last_day_or_to_its_last_moment(string range, string begins, string ends)
    {
        var blackout = Blackout.Parse(range);

        Assert.Equal(range, blackout.ToString());
        Assert.False(blackout.Contains(At(begins).AddTicks(-1)));
        Assert.True(blackout.Contains(At(begins)));
        Assert.True(blackout.Contains(At(ends).AddTicks(-1)));
        Assert.False(blackout.Contains(At(ends)));
    }

    [Fact]
    public void Dates_and_times_without_an_offset_are_of_the_time_zone()
    {
        var newYork = ScheduleTimeZone.Find("America/New_York");

        Assert.Equal(At("2026-07-04T04:00Z"), Blackout.Parse("2026-07-04/2026-07-05", newYork).Begins);
        Assert.Equal(At("2026-12-05T05:00Z"), Blackout.Parse("2026-07-04/2026-12-04", newYork).Ends);
        Assert.Equal(At("2026-07-04T22:00Z"), Blackout.Parse("2026-07-04T18:00/2026-07-05", newYork).Begins);
        Assert.Equal(At("2026-07-04T18:00Z"), Blackout.Parse("2026-07-04T18:00Z/2026-07-05", newYork).Begins);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-12-20")]
    [InlineData("2026-12-20/")]
    [InlineData("2026-12-20/2026-12-24/2026-12-26")]
    [InlineData("2026-12-20 / 2027-01-05")]
    [InlineData("2026-12-32/2027-01-05")]
    [InlineData("2026-02-29/2026-03-05")]
    [InlineData("20.12.2026/05.01.2027")]
    [InlineData("2026-12-20T25:00/2027-01-05")]
    [InlineData("2026-12-20/P16D")]
    [InlineData("2027-01-05/2026-12-20")]
    [InlineData("2026-12-20T06:00Z/2026-12-20T06:00Z")]
    [InlineData("0001-01-01/9999-12-31")]
    [InlineData("0001-01-01T00:00/9999-12-31T00:00")]
    public void Any_other_range_is_refused(string range)
    {
        var failure = Assert.Throws<RotationException>(() => Blackout.Parse(range, ScheduleTimeZone.Find("America/New_York")));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.Contains($"The range '{range}'", failure.Message);
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    public void The_calendar_of_the_session_does_not_matter(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            Assert.Equal(At("2026-12-20T00:00Z"), Blackout.Parse("2026-12-20/2027-01-05").Begins);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
