using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

public sealed class TermsKeeperTests
{
    private static readonly ScheduleRequest All = new()
    {
        Schedule = "cron(0 8 1 * ? *)",
        Window = "4h",
        TimeZone = "Europe/Berlin",
        NotBetween = ["2026-12-20/2027-01-05", "2027-12-20/2028-01-05"],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Terms_are_kept_in_tags_that_Secrets_Manager_takes()
    {
        var scene = await Scene.SingleUserAsync();

        await KeepAsync(scene, All);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["RotationPS:Schedule"] = "cron 0 8 1 all none all",
                ["RotationPS:Window"] = "4h",
                ["RotationPS:TimeZone"] = "Europe/Berlin",
                ["RotationPS:NotBetween"] = "2026-12-20/2027-01-05 2027-12-20/2028-01-05",
            },
            await TagsAsync(scene));
    }

    [Fact]
    public async Task What_is_left_out_stays_and_what_is_empty_goes()
    {
        var scene = await Scene.SingleUserAsync();
        await KeepAsync(scene, All);

        await KeepAsync(scene, new ScheduleRequest { Window = "2h", TimeZone = "", NotBetween = [] });

        var terms = RotationTerms.FromTags(await TagsAsync(scene))!;
        Assert.Equal("cron(0 8 1 * ? *)", terms.Schedule.Expression);
        Assert.Equal("2h", terms.Window!.Duration);
        Assert.Equal(TimeZoneInfo.Utc, terms.TimeZone);
        Assert.Empty(terms.Blackouts);
    }

    [Fact]
    public async Task Without_its_schedule_a_secret_keeps_no_terms_and_its_other_tags()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.TagAsync(scene.App, new Dictionary<string, string> { ["team"] = "shop" }, Token);
        await KeepAsync(scene, All);

        await KeepAsync(scene, new ScheduleRequest { Schedule = "" });

        Assert.Equal(new Dictionary<string, string> { ["team"] = "shop" }, await TagsAsync(scene));
    }

    [Theory]
    [InlineData("rate(3 hours)", null, null)]
    [InlineData("rate(4 hours)", "5h", null)]
    [InlineData("every day", null, null)]
    [InlineData("rate(1 day)", null, "Europe/Atlantis")]
    [InlineData(null, "4h", null)]
    [InlineData("", "4h", null)]
    public async Task Terms_that_cannot_be_are_refused_and_nothing_changes(string? schedule, string? window, string? timeZone)
    {
        var scene = await Scene.SingleUserAsync();
        var request = new ScheduleRequest { Schedule = schedule, Window = window, TimeZone = timeZone };

        Assert.Equal(FailureKind.InvalidParameter, (await Assert.ThrowsAsync<RotationException>(() => KeepAsync(scene, request))).Kind);

        Assert.Empty(await TagsAsync(scene));
    }

    [Theory]
    [InlineData("RotationPS:Window", "wide", "-Window ''")]
    [InlineData("RotationPS:Window", "5h", "-Window ''")]
    [InlineData("RotationPS:TimeZone", "Europe/Atlantis", "-TimeZone ''")]
    [InlineData("RotationPS:NotBetween", "Christmas", "-NotBetween ''")]
    public async Task A_tag_that_stays_is_told_of_as_a_damaged_tag_and_nothing_changes(string key, string value, string remedy)
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.TagAsync(scene.App, new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "rate 30 days", [key] = value }, Token);
        var before = await TagsAsync(scene);

        var failure = await Assert.ThrowsAsync<RotationException>(() => KeepAsync(scene, new ScheduleRequest { Schedule = "rate(4 hours)" }));

        Assert.Equal(FailureKind.InvalidParameter, failure.Kind);
        Assert.StartsWith($"The secret's tag '{key}' with the value '{value}' cannot be used. ", failure.Message);
        Assert.Contains(remedy, failure.NextStep);
        Assert.Equal(before, await TagsAsync(scene));
    }

    [Fact]
    public async Task A_damaged_schedule_that_stays_is_told_of_as_a_damaged_tag()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.TagAsync(scene.App, new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "now and then" }, Token);

        var failure = await Assert.ThrowsAsync<RotationException>(() => KeepAsync(scene, new ScheduleRequest { Window = "1h" }));

        Assert.StartsWith("The secret's tag 'RotationPS:Schedule' with the value 'now and then' cannot be used. ", failure.Message);
    }

    [Fact]
    public async Task What_was_asked_for_is_told_of_as_that_beside_good_tags()
    {
        var scene = await Scene.SingleUserAsync();
        await KeepAsync(scene, All);

        var failure = await Assert.ThrowsAsync<RotationException>(() => KeepAsync(scene, new ScheduleRequest { Window = "wide" }));

        Assert.StartsWith("The window 'wide' is not", failure.Message);
    }

    [Fact]
    public async Task Tags_that_are_replaced_or_empty_may_say_what_they_will()
    {
        var scene = await Scene.SingleUserAsync();
        await scene.Store.TagAsync(
            scene.App,
            new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "now and then", [RotationTerms.WindowTag] = "wide", [RotationTerms.NotBetweenTag] = "" },
            Token);

        await KeepAsync(scene, new ScheduleRequest { Schedule = "rate(4 hours)", Window = "2h" });

        Assert.Equal(new Dictionary<string, string> { [RotationTerms.ScheduleTag] = "rate 4 hours", [RotationTerms.WindowTag] = "2h" }, await TagsAsync(scene));
    }

    [Fact]
    public async Task A_schedule_is_taken_from_a_secret_whose_value_nobody_understands()
    {
        var scene = await Scene.SingleUserAsync();
        await KeepAsync(scene, All);
        await scene.Store.PutAsync(scene.App, Scene.Id("broken"), new SecretText("{"), [StageLabel.Current], Token);
        var process = scene.NewProcess();
        var keeper = new TermsKeeper(process.Environment);

        Assert.Equal("prod/app", await keeper.CheckAsync(scene.App, new ScheduleRequest { Schedule = "" }, Token));
        await keeper.KeepAsync(scene.App, new ScheduleRequest { Schedule = "" }, Token);

        Assert.Empty(await TagsAsync(scene));
        Assert.DoesNotContain(process.Hooks.Calls, call => call.Operation is "Store.GetValue");
        await Assert.ThrowsAsync<RotationException>(() => keeper.CheckAsync(scene.App, All, Token));
    }

    [Fact]
    public async Task Terms_that_a_secret_has_already_cost_no_write()
    {
        var scene = await Scene.SingleUserAsync();
        await KeepAsync(scene, All);
        var process = scene.NewProcess();

        await new TermsKeeper(process.Environment).KeepAsync(scene.App, All, Token);

        Assert.Equal(1, process.StoreCalls);
    }

    private static Task KeepAsync(Scene scene, ScheduleRequest request) => new TermsKeeper(scene.NewProcess().Environment).KeepAsync(scene.App, request, Token);

    private static async Task<IReadOnlyDictionary<string, string>> TagsAsync(Scene scene) => (await scene.DescribeAsync()).Tags;
}
