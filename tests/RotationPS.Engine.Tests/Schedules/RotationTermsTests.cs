using RotationPS.Engine.Failures;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

public sealed class RotationTermsTests
{
    [Theory]
    [InlineData("2026-01-10T12:00Z", false)]
    [InlineData("2026-01-31T23:59:59Z", false)]
    [InlineData("2026-02-01T08:00Z", true)]
    [InlineData("2026-02-01T11:59:59Z", true)]
    [InlineData("2026-02-01T12:00Z", false)]
    [InlineData("2026-02-15T12:00Z", false)]
    [InlineData("2026-03-01T09:00Z", true)]
    public void A_rotation_is_due_while_a_window_is_open(string now, bool due) =>
        Assert.Equal(due, RotationTerms.Parse("cron(0 8 1 * ? *)", "4h").IsDue(At("2026-01-10T12:00Z"), At(now)));

    [Theory]
    [InlineData("2026-02-01T07:59:59Z", true)]
    [InlineData("2026-02-01T08:00Z", false)]
    [InlineData("2026-02-01T09:00Z", false)]
    public void A_window_is_used_once(string lastRotated, bool due) =>
        Assert.Equal(due, RotationTerms.Parse("cron(0 8 1 * ? *)", "4h").IsDue(At(lastRotated), At("2026-02-01T10:00Z")));

    [Theory]
    [InlineData("2026-01-19T23:59:59Z", false)]
    [InlineData("2026-01-20T00:00Z", true)]
    [InlineData("2026-01-20T23:59:59Z", true)]
    [InlineData("2026-01-21T00:00Z", true)]
    [InlineData("2026-01-30T12:00Z", true)]
    public void A_rate_is_due_on_its_day_and_on_every_one_after_it_until_it_is_used(string now, bool due) =>
        Assert.Equal(due, RotationTerms.Parse("rate(10 days)").IsDue(At("2026-01-10T12:00Z"), At(now)));

    [Theory]
    [InlineData("2026-01-10T11:00Z", false)]
    [InlineData("2026-02-01T09:00Z", false)]
    [InlineData("2026-02-01T11:59:59Z", false)]
    [InlineData("2026-02-01T12:00Z", true)]
    [InlineData("2026-03-01T09:00Z", true)]
    [InlineData("2030-01-01T00:00Z", true)]
    public void A_rotation_is_overdue_once_a_window_has_closed_unused(string now, bool overdue) =>
        Assert.Equal(overdue, RotationTerms.Parse("cron(0 8 1 * ? *)", "4h").IsOverdue(At("2026-01-10T12:00Z"), At(now)));

    [Fact]
    public void Nothing_is_due_in_a_blackout_and_what_it_covers_is_overdue_afterwards()
    {
        var terms = RotationTerms.Parse("cron(0 8 1 * ? *)", "4h", notBetween: ["2026-01-20/2026-02-10"]);
        var lastRotated = At("2026-01-10T12:00Z");

        Assert.NotNull(terms.WindowAt(lastRotated, At("2026-02-01T09:00Z")));
        Assert.Equal("2026-01-20/2026-02-10", terms.BlackoutAt(At("2026-02-01T09:00Z"))?.Range);
        Assert.False(terms.IsDue(lastRotated, At("2026-02-01T09:00Z")));
        Assert.True(terms.IsOverdue(lastRotated, At("2026-02-11T00:00Z")));
        Assert.True(terms.IsDue(lastRotated, At("2026-03-01T09:00Z")));
    }

    [Theory]
    [InlineData("2026-01-10T12:00Z", "2026-02-01T10:30Z")]
    [InlineData("2026-02-01T08:30Z", "2026-02-01T10:30Z")]
    [InlineData("2026-02-01T11:00Z", "2026-02-01T11:00Z")]
    [InlineData("2026-02-01T12:00Z", "2026-04-01T08:00Z")]
    public void The_next_time_that_is_due_is_in_a_window_and_in_no_blackout(string now, string due)
    {
        var terms = RotationTerms.Parse(
            "cron(0 8 1 * ? *)",
            "4h",
            notBetween: ["2026-02-01T09:30/2026-02-01T10:30", "2026-01-20/2026-02-01T10:00", "2026-03-01/2026-03-01"]);

        Assert.Equal(At(due), terms.NextDue(At("2026-01-10T12:00Z"), At(now)));
    }

    [Fact]
    public void A_window_counted_from_a_late_rotation_ends_with_the_day()
    {
        var window = RotationTerms.Parse("rate(6 hours)", "6h").NextAfter(At("2026-01-10T15:30Z"));

        Assert.Equal(new ScheduledWindow(At("2026-01-10T21:00Z"), At("2026-01-11T00:00Z")), window);
    }

    [Fact]
    public void The_tags_of_terms_are_readable_and_have_none_of_the_signs_that_tags_may_not_have()
    {
        var terms = RotationTerms.Parse("cron(0 16 1,15 */2 ? *)", "4h", "W. Europe Standard Time", ["2026-12-20/2027-01-05", "2027-07-01T18:00/2027-07-02T06:00+02:00"]);

        var tags = terms.ToTags();

        Assert.Equal("cron 0 16 1+15 all/2 none all", tags["RotationPS:Schedule"]);
        Assert.Equal("4h", tags["RotationPS:Window"]);
        Assert.Equal("Europe/Berlin", tags["RotationPS:TimeZone"]);
        Assert.Equal("2026-12-20/2027-01-05 2027-07-01T18:00/2027-07-02T06:00+02:00", tags["RotationPS:NotBetween"]);
        Assert.Equal(4, tags.Count);
    }

    [Theory]
    [InlineData("rate(30 days)", "rate 30 days")]
    [InlineData("cron(0 0 ? * SUN#1 *)", "cron 0 0 none all SUN:1 all")]
    [InlineData("cron(0 8 ? * MON-FRI *)", "cron 0 8 none all MON-FRI all")]
    [InlineData("cron(0 /8 * * ? *)", "cron 0 /8 all all none all")]
    public void What_is_as_usual_has_no_tag(string schedule, string tag) =>
        Assert.Equal([new(RotationTerms.ScheduleTag, tag)], RotationTerms.Parse(schedule).ToTags());

    [Theory]
    [InlineData("rate 30 days", "rate(30 days)")]
    [InlineData("rate(30 days)", "rate(30 days)")]
    [InlineData("cron 0 0 none all SUN:1 all", "cron(0 0 ? * SUN#1 *)")]
    [InlineData("cron(0 0 ? * SUN#1 *)", "cron(0 0 ? * SUN#1 *)")]
    public void A_tag_may_have_either_spelling(string tag, string schedule)
    {
        var terms = RotationTerms.FromTags(Tags((RotationTerms.ScheduleTag, tag), ("team", "shop")));

        Assert.Equal(schedule, terms?.Schedule.ToString());
        Assert.Null(terms?.Window);
        Assert.Equal(TimeZoneInfo.Utc, terms?.TimeZone);
        Assert.Empty(terms!.Blackouts);
    }

    [Fact]
    public void A_secret_without_a_schedule_has_no_terms()
    {
        Assert.Null(RotationTerms.FromTags(Tags()));
        Assert.Null(RotationTerms.FromTags(Tags((RotationTerms.WindowTag, "nonsense"))));
    }

    [Theory]
    [InlineData(RotationTerms.ScheduleTag, "", "neither rate(...) nor cron(...)")]
    [InlineData(RotationTerms.ScheduleTag, "monthly", "'monthly' is neither")]
    [InlineData(RotationTerms.ScheduleTag, "rate 3 hours", "The rate of 'rate 3 hours' is out of range")]
    [InlineData(RotationTerms.ScheduleTag, "cron 0 8 1 all none", "The schedule 'cron 0 8 1 all none' does not have six fields")]
    [InlineData(RotationTerms.WindowTag, "4 hours", "'4 hours'")]
    [InlineData(RotationTerms.WindowTag, "17h", "reaches into the next day")]
    [InlineData(RotationTerms.TimeZoneTag, "Europe/Atlantis", "Europe/Atlantis")]
    [InlineData(RotationTerms.NotBetweenTag, "2026-12-20/2027-01-05, 2027-07-01/2027-07-02", "'2026-12-20/2027-01-05,'")]
    public void A_damaged_tag_is_named(string key, string value, string said)
    {
        var tags = Tags((RotationTerms.ScheduleTag, "cron 0 8 1 all none all"));
        tags[key] = value;

        var failure = Assert.Throws<RotationException>(() => RotationTerms.FromTags(tags));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.StartsWith($"The secret's tag '{key}' with the value '{value}' cannot be used. ", failure.Message);
        Assert.Contains(said, failure.What);
        Assert.StartsWith($"Give another with Set-RotationSchedule, such as -{key[(key.IndexOf(':') + 1)..]} ", failure.NextStep);
    }

    [Fact]
    public void Terms_that_do_not_fit_into_a_tag_are_refused()
    {
        string[] Ranges(int count) => [.. Enumerable.Range(0, count).Select(year => $"{2026 + year}-12-20/{2027 + year}-01-05")];
        RotationTerms.Parse("rate(30 days)", notBetween: Ranges(11));

        var failure = Assert.Throws<RotationException>(() => RotationTerms.Parse("rate(30 days)", notBetween: Ranges(12)));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.Contains($"'{RotationTerms.NotBetweenTag}' would have 263 characters", failure.Message);
        Assert.Contains($"{SecretRules.MaxTagValueLength}", failure.Message);
    }

    private static Dictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToDictionary(tag => tag.Key, tag => tag.Value);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
