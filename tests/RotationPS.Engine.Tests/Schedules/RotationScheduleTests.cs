using RotationPS.Engine.Failures;
using RotationPS.Engine.Schedules;
using Xunit;

namespace RotationPS.Engine.Tests.Schedules;

public sealed class RotationScheduleTests
{
    [Theory]
    [InlineData("rate(4 hours)")]
    [InlineData("rate(1 day)")]
    [InlineData("rate(1 days)")]
    [InlineData("rate(12 hour)")]
    [InlineData("rate(10 days)")]
    [InlineData("rate(999 days)")]
    [InlineData("rate(23976 hours)")]
    [InlineData("cron(0 0 * * ? *)")]
    [InlineData("cron(0 23 ? JAN-MAR,12 mon,7 *)")]
    public void An_expression_of_Secrets_Manager_is_accepted_and_given_back(string expression) =>
        Assert.Equal(expression, RotationSchedule.Parse(expression).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("30 days")]
    [InlineData("rate 30 days")]
    [InlineData("RATE(30 days)")]
    [InlineData("rate(30 days")]
    [InlineData(" rate(30 days)")]
    [InlineData("rate(30 days)\n")]
    [InlineData("at(2026-12-20T00:00)")]
    public void Anything_that_is_neither_a_rate_nor_cron_is_refused(string expression) =>
        Refused(expression, $"'{expression}' is neither rate(...) nor cron(...)");

    [Theory]
    [InlineData("rate()")]
    [InlineData("rate(days)")]
    [InlineData("rate(30days)")]
    [InlineData("rate(30  days)")]
    [InlineData("rate(-30 days)")]
    [InlineData("rate(30.5 days)")]
    [InlineData("rate(30 minutes)")]
    [InlineData("rate(30 Days)")]
    [InlineData("rate(30 days )")]
    [InlineData("rate(٣٠ days)")]
    public void A_rate_that_is_not_a_number_and_a_unit_is_refused(string expression) =>
        Refused(expression, "not a number and a unit");

    [Theory]
    [InlineData("rate(3 hours)", "4 to 23976 hours")]
    [InlineData("rate(1 hour)", "4 to 23976 hours")]
    [InlineData("rate(23977 hours)", "4 to 23976 hours")]
    [InlineData("rate(0 days)", "1 to 999 days")]
    [InlineData("rate(1000 days)", "1 to 999 days")]
    [InlineData("rate(99999999999999999999 days)", "1 to 999 days")]
    public void A_rate_is_from_4_hours_to_999_days(string expression, string range) => Refused(expression, range);

    [Theory]
    [InlineData("cron()")]
    [InlineData("cron(0 8 1 * ?)")]
    [InlineData("cron(0 8 1 * ? * *)")]
    [InlineData("cron(0  8 1 * ? *)")]
    [InlineData("cron( 0 8 1 * ? *)")]
    [InlineData("cron(0 8 1 * ? * )")]
    public void Cron_has_six_fields(string expression) => Refused(expression, "does not have six fields");

    [Theory]
    [InlineData("cron(30 8 1 * ? *)", "minutes", "30")]
    [InlineData("cron(* 8 1 * ? *)", "minutes", "*")]
    [InlineData("cron(00 8 1 * ? *)", "minutes", "00")]
    [InlineData("cron(0 24 1 * ? *)", "hours", "24")]
    [InlineData("cron(0 -1 1 * ? *)", "hours", "-1")]
    [InlineData("cron(0 * 1 * ? *)", "hours", "*")]
    [InlineData("cron(0 8,20 1 * ? *)", "hours", "8,20")]
    [InlineData("cron(0 8-17 1 * ? *)", "hours", "8-17")]
    [InlineData("cron(0 /3 * * ? *)", "hours", "/3")]
    [InlineData("cron(0 8/24 * * ? *)", "hours", "8/24")]
    [InlineData("cron(0 8/ * * ? *)", "hours", "8/")]
    [InlineData("cron(0 8/4/4 * * ? *)", "hours", "8/4/4")]
    [InlineData("cron(0 8 0 * ? *)", "day of month", "0")]
    [InlineData("cron(0 8 32 * ? *)", "day of month", "32")]
    [InlineData("cron(0 8 1,32 * ? *)", "day of month", "1,32")]
    [InlineData("cron(0 8 15-1 * ? *)", "day of month", "15-1")]
    [InlineData("cron(0 8 1-2-3 * ? *)", "day of month", "1-2-3")]
    [InlineData("cron(0 8 1/0 * ? *)", "day of month", "1/0")]
    [InlineData("cron(0 8 1/2/3 * ? *)", "day of month", "1/2/3")]
    [InlineData("cron(0 8 1, * ? *)", "day of month", "1,")]
    [InlineData("cron(0 8 15W * ? *)", "day of month", "15W")]
    [InlineData("cron(0 8 LW * ? *)", "day of month", "LW")]
    [InlineData("cron(0 8 L-3 * ? *)", "day of month", "L-3")]
    [InlineData("cron(0 8 15L * ? *)", "day of month", "15L")]
    [InlineData("cron(0 8 1,L * ? *)", "day of month", "1,L")]
    [InlineData("cron(0 8 1#1 * ? *)", "day of month", "1#1")]
    [InlineData("cron(0 8 MON * ? *)", "day of month", "MON")]
    [InlineData("cron(0 8 1 0 ? *)", "month", "0")]
    [InlineData("cron(0 8 1 13 ? *)", "month", "13")]
    [InlineData("cron(0 8 1 ? ? *)", "month", "?")]
    [InlineData("cron(0 8 1 L ? *)", "month", "L")]
    [InlineData("cron(0 8 1 JANUARY ? *)", "month", "JANUARY")]
    [InlineData("cron(0 8 1 DEC-FEB ? *)", "month", "DEC-FEB")]
    [InlineData("cron(0 8 ? * 0 *)", "day of week", "0")]
    [InlineData("cron(0 8 ? * 8 *)", "day of week", "8")]
    [InlineData("cron(0 8 ? * SUNDAY *)", "day of week", "SUNDAY")]
    [InlineData("cron(0 8 ? * SAT-MON *)", "day of week", "SAT-MON")]
    [InlineData("cron(0 8 ? * SUN#0 *)", "day of week", "SUN#0")]
    [InlineData("cron(0 8 ? * SUN#6 *)", "day of week", "SUN#6")]
    [InlineData("cron(0 8 ? * SUN#1#2 *)", "day of week", "SUN#1#2")]
    [InlineData("cron(0 8 ? * 8#1 *)", "day of week", "8#1")]
    [InlineData("cron(0 8 ? * #1 *)", "day of week", "#1")]
    [InlineData("cron(0 8 ? * 8L *)", "day of week", "8L")]
    [InlineData("cron(0 8 ? * MON#1,TUE *)", "day of week", "MON#1,TUE")]
    [InlineData("cron(0 8 1 * ? 2026)", "year", "2026")]
    [InlineData("cron(0 8 1 * ? ?)", "year", "?")]
    public void A_wrong_field_of_cron_is_named(string expression, string field, string text) =>
        Refused(expression, $"The field {field} of '{expression}' is '{text}'");

    [Theory]
    [InlineData("cron(0 8 * * * *)")]
    [InlineData("cron(0 8 1 * SUN *)")]
    [InlineData("cron(0 8 ? * ? *)")]
    public void Exactly_one_of_day_of_month_and_day_of_week_is_a_question_mark(string expression) =>
        Refused(expression, "not exactly one");

    [Theory]
    [InlineData("cron(0 8 30 2 ? *)")]
    [InlineData("cron(0 8 31 APR,JUN,SEP,NOV ? *)")]
    public void A_day_that_never_comes_is_refused(string expression) => Refused(expression, "never come");

    [Fact]
    public void An_expression_longer_than_Secrets_Manager_takes_is_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("10", 90));

        Refused($"cron(0 8 {many} * ? *)", "1 to 256 characters");
    }

    [Fact]
    public void Schedules_are_equal_where_expression_and_time_zone_are()
    {
        var berlin = ScheduleTimeZone.Find("Europe/Berlin");

        Assert.Equal(RotationSchedule.Parse("cron(0 8 1 * ? *)", berlin), RotationSchedule.Parse("cron(0 8 1 * ? *)", berlin));
        Assert.NotEqual(RotationSchedule.Parse("cron(0 8 1 * ? *)", berlin), RotationSchedule.Parse("cron(0 8 1 * ? *)"));
        Assert.NotEqual(RotationSchedule.Parse("cron(0 8 1 * ? *)"), RotationSchedule.Parse("cron(0 9 1 * ? *)"));
    }

    private static void Refused(string expression, string said)
    {
        var failure = Assert.Throws<RotationException>(() => RotationSchedule.Parse(expression));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.Contains(said, failure.Message);
        Assert.EndsWith(".", failure.NextStep);
    }
}
