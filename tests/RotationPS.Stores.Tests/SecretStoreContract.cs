using Microsoft.Extensions.Time.Testing;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Stores.Tests;

/// <summary>What every secret store promises: the semantics and limits of Secrets Manager.</summary>
public abstract class SecretStoreContract
{
    protected static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly SecretId _app = new("prod/app");

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected abstract ISecretStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_secret_has_one_version_with_AWSCURRENT()
    {
        var made = await CreateAsync("prod/app", "v1", Token(1));

        Assert.Equal("prod/app", made.Name);
        Assert.Equal(Token(1), made.VersionId);
        Assert.Equal([StageLabel.Current], made.Labels);
        var value = await Store.GetValueAsync(_app, VersionReference.Current, Cancellation);
        Assert.Equal("v1", value.Text.Reveal());
        Assert.Equal(made.Arn, value.Version.Arn);
        Assert.Equal(made.VersionId, value.Version.VersionId);
        Assert.Equal(made.Labels, value.Version.Labels);
        Assert.Equal(Start, value.Version.CreatedDate);
    }

    [Fact]
    public async Task A_description_tells_all_but_the_value()
    {
        await Store.CreateAsync(
            New("prod/app", "v1", Token(1), "The shop's database", new() { ["team"] = "shop", ["empty"] = "" }),
            Cancellation);

        var told = await Store.DescribeAsync(_app, Cancellation);

        Assert.Equal("prod/app", told.Name);
        Assert.Equal("The shop's database", told.Description);
        Assert.Equal(Start, told.CreatedDate);
        Assert.Equal(Start, told.LastChangedDate);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "shop", ["empty"] = "" }, told.Tags);
        Assert.Equal([Token(1)], told.VersionIdsToStages.Keys);
        Assert.Equal([StageLabel.Current], told.VersionIdsToStages[Token(1)]);
        Assert.False(told.RotationEnabled);
        Assert.Null(told.OwningService);
    }

    [Fact]
    public async Task An_ARN_ends_in_the_name_a_hyphen_and_six_letters_or_digits()
    {
        var made = await CreateAsync("prod/app", "v1", Token(1));

        Assert.Matches("^arn:[a-z]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:prod/app-[A-Za-z0-9]{6}$", made.Arn);
    }

    [Fact]
    public async Task A_secret_is_found_by_its_ARN_and_by_its_ARN_without_the_random_end()
    {
        var made = await CreateAsync("prod/app", "v1", Token(1));

        Assert.Equal("prod/app", (await Store.DescribeAsync(new SecretId(made.Arn), Cancellation)).Name);
        Assert.Equal("prod/app", (await Store.DescribeAsync(new SecretId(made.Arn[..^7]), Cancellation)).Name);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-AAAAA!")]
    public async Task An_ARN_that_ends_otherwise_is_not_found(string end)
    {
        var made = await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.ResourceNotFound, () => Store.DescribeAsync(new SecretId(made.Arn[..^7] + end), Cancellation));
    }

    [Fact]
    public async Task An_ARN_of_somewhere_else_is_not_found()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(
            FailureKind.ResourceNotFound,
            () => Store.DescribeAsync(new SecretId("arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:prod/app-abcdef"), Cancellation));
    }

    [Fact]
    public async Task Names_differ_by_case()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await CreateAsync("prod/APP", "v2", Token(1));

        Assert.Equal("v1", await CurrentAsync("prod/app"));
        Assert.Equal("v2", await CurrentAsync("prod/APP"));
    }

    [Fact]
    public async Task Every_operation_names_a_secret_that_is_not_there()
    {
        Func<Task>[] operations =
        [
            () => Store.DescribeAsync(_app, Cancellation),
            () => Store.GetValueAsync(_app, VersionReference.Current, Cancellation),
            () => Store.PutAsync(_app, Token(1), new SecretText("v"), [], Cancellation),
            () => Store.MoveLabelAsync(_app, StageLabel.Current, Token(1), Token(2), Cancellation),
            () => Store.ListVersionsAsync(_app, true, Cancellation),
            () => Store.TagAsync(_app, new Dictionary<string, string> { ["a"] = "b" }, Cancellation),
            () => Store.UntagAsync(_app, ["a"], Cancellation),
        ];

        foreach (var operation in operations)
        {
            var failure = await FailsAsync(FailureKind.ResourceNotFound, operation);
            Assert.Contains("prod/app", failure.Message, StringComparison.Ordinal);
            Assert.EndsWith(failure.NextStep, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Creating_again_with_the_same_token_and_value_changes_nothing()
    {
        var first = await CreateAsync("prod/app", "v1", Token(1));
        Clock.Advance(TimeSpan.FromHours(1));

        var second = await CreateAsync("prod/app", "v1", Token(1));

        Assert.Equal(first.Arn, second.Arn);
        var version = Assert.Single(await Store.ListVersionsAsync(_app, true, Cancellation));
        Assert.Equal(Start, version.CreatedDate);
    }

    [Theory]
    [InlineData("v2", 1)]
    [InlineData("v1", 2)]
    public async Task Creating_again_with_another_value_or_token_fails(string value, int token)
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.ResourceExists, () => CreateAsync("prod/app", value, Token(token)));

        Assert.Equal("v1", await CurrentAsync("prod/app"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("semi;colon")]
    [InlineData("per%cent")]
    [InlineData("größe")]
    [InlineData("colon:colon")]
    [InlineData("line\n")]
    [InlineData("ends-AbC123")]
    public async Task A_name_outside_the_rules_is_refused(string name) =>
        await FailsAsync(FailureKind.InvalidParameter, () => CreateAsync(name, "v1", Token(1)));

    [Theory]
    [InlineData("a")]
    [InlineData("/_+=.@-")]
    [InlineData("ends-AbC12")]
    [InlineData("ends-AbC1234")]
    public async Task A_name_within_the_rules_is_taken(string name)
    {
        await CreateAsync(name, "v1", Token(1));

        Assert.Equal("v1", await CurrentAsync(name));
    }

    [Fact]
    public async Task A_name_has_at_most_512_characters()
    {
        await CreateAsync(new string('n', 512), "v1", Token(1));

        await FailsAsync(FailureKind.InvalidParameter, () => CreateAsync(new string('n', 513), "v1", Token(1)));
    }

    [Fact]
    public async Task A_value_has_at_most_65536_bytes_of_UTF_8()
    {
        var largest = new string('é', 32_768);
        await CreateAsync("prod/app", largest, Token(1));

        Assert.Equal(largest, await CurrentAsync("prod/app"));
        await FailsAsync(FailureKind.InvalidParameter, () => PutAsync(2, largest + "x"));
        await FailsAsync(FailureKind.InvalidParameter, () => CreateAsync("prod/other", largest + "x", Token(1)));
    }

    [Fact]
    public async Task An_empty_value_is_refused()
    {
        await FailsAsync(FailureKind.InvalidParameter, () => CreateAsync("prod/app", "", Token(1)));
    }

    [Theory]
    [InlineData("{\"password\":\"päss wörd 😀 ' \\\" \\u0000\"}")]
    [InlineData("line\r\nline\tend\0")]
    [InlineData(" ")]
    public async Task A_value_comes_back_as_it_was(string value)
    {
        await CreateAsync("prod/app", value, Token(1));

        Assert.Equal(value, await CurrentAsync("prod/app"));
    }

    [Fact]
    public async Task A_value_that_has_no_UTF_8_form_is_refused_and_not_repeated()
    {
        var failure = await FailsAsync(FailureKind.InvalidParameter, () => CreateAsync("prod/app", "pass\ud800word", Token(1)));

        Assert.DoesNotContain("pass", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_has_at_most_2048_characters()
    {
        await Store.CreateAsync(New("prod/app", "v1", Token(1), new string('d', 2048)), Cancellation);

        await FailsAsync(
            FailureKind.InvalidParameter,
            () => Store.CreateAsync(New("prod/other", "v1", Token(1), new string('d', 2049)), Cancellation));
    }

    [Fact]
    public async Task A_refused_creation_leaves_no_secret()
    {
        var tags = Enumerable.Range(0, 51).ToDictionary(n => $"k{n}", n => "v");

        await FailsAsync(FailureKind.LimitExceeded, () => Store.CreateAsync(New("prod/app", "v1", Token(1), null, tags), Cancellation));

        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Put_without_labels_moves_AWSCURRENT_and_AWSPREVIOUS()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await PutAsync(2, "v2");
        await PutAsync(3, "v3");

        Assert.Equal([StageLabel.Current], second.Labels);
        Assert.Equal(Start.AddMinutes(1), (await Store.GetValueAsync(_app, VersionReference.Of(second.VersionId), Cancellation)).Version.CreatedDate);
        await LabelsAreAsync((3, ["AWSCURRENT"]), (2, ["AWSPREVIOUS"]));
        Assert.Equal("v3", await CurrentAsync("prod/app"));
    }

    [Fact]
    public async Task Put_with_AWSPENDING_leaves_AWSCURRENT()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await PutAsync(2, "v2", "AWSPENDING");

        await LabelsAreAsync((2, ["AWSPENDING"]), (1, ["AWSCURRENT"]));
        Assert.Equal("v1", await CurrentAsync("prod/app"));
        var pending = await Store.GetValueAsync(_app, VersionReference.Of(StageLabel.Pending), Cancellation);
        Assert.Equal("v2", pending.Text.Reveal());
    }

    [Fact]
    public async Task Put_takes_its_labels_from_the_versions_they_are_on()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING", "blue");

        await PutAsync(3, "v3", "AWSPENDING", "AWSCURRENT");

        await LabelsAreAsync((3, ["AWSCURRENT", "AWSPENDING"]), (2, ["blue"]), (1, ["AWSPREVIOUS"]));
    }

    [Fact]
    public async Task Put_again_with_the_same_token_and_value_does_nothing()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        var first = await PutAsync(2, "v2", "AWSPENDING");
        Clock.Advance(TimeSpan.FromMinutes(1));

        var second = await PutAsync(2, "v2", "AWSPENDING");

        Assert.Equal(first.Labels, second.Labels);
        var versions = await Store.ListVersionsAsync(_app, true, Cancellation);
        Assert.Equal(2, versions.Count);
        Assert.All(versions, version => Assert.Equal(Start, version.CreatedDate));
        Assert.Equal(Start, (await Store.DescribeAsync(_app, Cancellation)).LastChangedDate);
    }

    [Fact]
    public async Task Put_again_leaves_labels_that_have_moved_since_where_they_are()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");
        await PutAsync(3, "v3", "AWSPENDING");

        var repeated = await PutAsync(2, "v2", "AWSPENDING");

        Assert.Empty(repeated.Labels);
        await LabelsAreAsync((3, ["AWSPENDING"]), (2, []), (1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task Put_again_with_the_same_token_and_another_value_fails()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");

        var failure = await FailsAsync(FailureKind.ResourceExists, () => PutAsync(2, "other", "AWSPENDING", "AWSCURRENT"));

        Assert.DoesNotContain("other.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("v2", failure.Message, StringComparison.Ordinal);
        await LabelsAreAsync((2, ["AWSPENDING"]), (1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task The_same_token_makes_versions_of_two_secrets()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await CreateAsync("prod/other", "o1", Token(1));

        await PutAsync(2, "v2");
        await Store.PutAsync(new SecretId("prod/other"), Token(2), new SecretText("o2"), [], Cancellation);

        Assert.Equal("v2", await CurrentAsync("prod/app"));
        Assert.Equal("o2", await CurrentAsync("prod/other"));
    }

    [Fact]
    public async Task Put_accepts_the_ARN()
    {
        var made = await CreateAsync("prod/app", "v1", Token(1));

        await Store.PutAsync(new SecretId(made.Arn), Token(2), new SecretText("v2"), [], Cancellation);

        Assert.Equal("v2", await CurrentAsync("prod/app"));
    }

    [Fact]
    public async Task The_versions_of_a_secret_have_at_most_20_labels()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", [.. Enumerable.Range(1, 19).Select(n => $"label{n:00}")]);

        await FailsAsync(FailureKind.LimitExceeded, () => PutAsync(3, "v3", "label20"));
        await FailsAsync(
            FailureKind.LimitExceeded,
            () => Store.MoveLabelAsync(_app, new StageLabel("label20"), null, Token(1), Cancellation));
        await FailsAsync(FailureKind.LimitExceeded, () => PutAsync(3, "v3"));

        Assert.Equal(2, (await Store.ListVersionsAsync(_app, true, Cancellation)).Count);
        Assert.Equal("v1", await CurrentAsync("prod/app"));
        await PutAsync(3, "v3", "label19");
    }

    [Fact]
    public async Task Labels_differ_by_case()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "awscurrent");

        await LabelsAreAsync((2, ["awscurrent"]), (1, ["AWSCURRENT"]));
        await FailsAsync(
            FailureKind.ResourceNotFound,
            () => Store.GetValueAsync(_app, VersionReference.Of(new StageLabel("AWSCurrent")), Cancellation));
    }

    [Fact]
    public async Task A_version_is_read_by_its_id_also_without_a_label()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2");
        await PutAsync(3, "v3");

        var value = await Store.GetValueAsync(_app, VersionReference.Of(Token(1)), Cancellation);

        Assert.Equal("v1", value.Text.Reveal());
        Assert.Empty(value.Version.Labels);
    }

    [Fact]
    public async Task A_version_is_read_by_its_id_and_label_where_they_belong_together()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");

        var value = await Store.GetValueAsync(_app, VersionReference.Of(Token(2), StageLabel.Pending), Cancellation);

        Assert.Equal("v2", value.Text.Reveal());
        await FailsAsync(
            FailureKind.InvalidRequest,
            () => Store.GetValueAsync(_app, VersionReference.Of(Token(1), StageLabel.Pending), Cancellation));
    }

    [Fact]
    public async Task A_version_or_label_that_is_not_there_is_not_found()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.ResourceNotFound, () => Store.GetValueAsync(_app, VersionReference.Of(Token(9)), Cancellation));
        await FailsAsync(
            FailureKind.ResourceNotFound,
            () => Store.GetValueAsync(_app, VersionReference.Of(StageLabel.Pending), Cancellation));
    }

    [Fact]
    public async Task Moving_AWSCURRENT_puts_AWSPREVIOUS_on_the_version_it_left()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");
        Clock.Advance(TimeSpan.FromMinutes(1));

        await MoveAsync("AWSCURRENT", 1, 2);

        await LabelsAreAsync((2, ["AWSCURRENT", "AWSPENDING"]), (1, ["AWSPREVIOUS"]));
        Assert.Equal(Start.AddMinutes(1), (await Store.DescribeAsync(_app, Cancellation)).LastChangedDate);
    }

    [Fact]
    public async Task Moving_AWSCURRENT_back_swaps_it_with_AWSPREVIOUS()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2");

        await MoveAsync("AWSCURRENT", 2, 1);

        await LabelsAreAsync((2, ["AWSPREVIOUS"]), (1, ["AWSCURRENT"]));
        Assert.Equal("v1", await CurrentAsync("prod/app"));
    }

    [Fact]
    public async Task Moving_another_label_leaves_AWSPREVIOUS_alone()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2");
        await PutAsync(3, "v3", "AWSPENDING");

        await MoveAsync("AWSPENDING", 3, 1);

        await LabelsAreAsync((3, []), (2, ["AWSCURRENT"]), (1, ["AWSPENDING", "AWSPREVIOUS"]));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(9, 2)]
    public async Task A_label_that_is_elsewhere_than_expected_does_not_move(int? from, int to)
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");
        await PutAsync(3, "v3", "blue");

        var failure = await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSCURRENT", from, to));

        Assert.Contains("AWSCURRENT", failure.Message, StringComparison.Ordinal);
        await LabelsAreAsync((3, ["blue"]), (2, ["AWSPENDING"]), (1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task A_label_that_is_nowhere_does_not_move_from_a_version()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "blue");

        await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSPENDING", 1, 2));
        await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSPENDING", 1, null));
    }

    [Fact]
    public async Task A_new_label_is_put_on_a_version_from_nowhere()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await MoveAsync("green", null, 1);

        await LabelsAreAsync((1, ["AWSCURRENT", "green"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_label_moves_to_where_it_is_without_effect(int? from)
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await MoveAsync("AWSCURRENT", from, 1);

        await LabelsAreAsync((1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task AWSPENDING_is_taken_off()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "AWSPENDING");

        await MoveAsync("AWSPENDING", 2, null);

        await LabelsAreAsync((2, []), (1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task AWSCURRENT_is_not_taken_off_without_a_new_holder()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSCURRENT", 1, null));

        await LabelsAreAsync((1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task A_label_does_not_move_from_nowhere_to_nowhere()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSPENDING", null, null));
    }

    [Fact]
    public async Task A_label_does_not_move_to_a_version_that_is_not_there()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(FailureKind.ResourceNotFound, () => MoveAsync("AWSCURRENT", 1, 9));

        await LabelsAreAsync((1, ["AWSCURRENT"]));
    }

    [Fact]
    public async Task Of_two_that_move_a_label_from_the_same_version_one_wins()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2", "a");
        await PutAsync(3, "v3", "b");

        await MoveAsync("AWSCURRENT", 1, 2);
        await FailsAsync(FailureKind.InvalidParameter, () => MoveAsync("AWSCURRENT", 1, 3));

        Assert.Equal("v2", await CurrentAsync("prod/app"));
    }

    [Fact]
    public async Task Of_many_threads_that_move_a_label_from_the_same_version_one_wins()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        for (var n = 2; n <= 9; n++)
        {
            await PutAsync(n, $"v{n}", $"candidate{n}");
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(2, 8).Select(n => Task.Run(
            async () => await Record.ExceptionAsync(() => MoveAsync("AWSCURRENT", 1, n)),
            Cancellation)));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(
            outcomes.Where(outcome => outcome is not null),
            outcome => Assert.Equal(FailureKind.InvalidParameter, Assert.IsType<RotationException>(outcome).Kind));
    }

    [Fact]
    public async Task Of_many_threads_that_put_the_same_token_one_value_stays()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(
            async () => await Record.ExceptionAsync(() => PutAsync(2, $"value{n}", "AWSPENDING")),
            Cancellation)));

        var winner = Array.FindIndex(outcomes, outcome => outcome is null);
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome is RotationException { Kind: FailureKind.ResourceExists }));
        var value = await Store.GetValueAsync(_app, VersionReference.Of(Token(2)), Cancellation);
        Assert.Equal($"value{winner}", value.Text.Reveal());
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_and_deprecated_ones_on_request()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2");
        await PutAsync(3, "v3");

        var labelled = await Store.ListVersionsAsync(_app, includeDeprecated: false, Cancellation);
        var all = await Store.ListVersionsAsync(_app, includeDeprecated: true, Cancellation);

        Assert.Equal([Token(3), Token(2)], labelled.Select(version => version.VersionId));
        Assert.Equal([Token(3), Token(2), Token(1)], all.Select(version => version.VersionId));
        Assert.Empty(all[2].Labels);
        Assert.All(all, version => Assert.Equal("prod/app", version.Name));
    }

    [Fact]
    public async Task A_description_has_only_the_labelled_versions()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await PutAsync(2, "v2");
        await PutAsync(3, "v3");

        var told = await Store.DescribeAsync(_app, Cancellation);

        Assert.Equal([Token(2), Token(3)], told.VersionIdsToStages.Keys.OrderBy(id => id.Value, StringComparer.Ordinal));
        Assert.Equal(Token(3), told.Holder(StageLabel.Current));
        Assert.Equal(Token(2), told.Holder(StageLabel.Previous));
        Assert.Null(told.Holder(StageLabel.Pending));
    }

    [Fact]
    public async Task Deprecated_versions_are_kept_for_24_hours_however_many_they_are()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        for (var n = 2; n <= 120; n++)
        {
            await PutAsync(n, $"v{n}");
        }

        Assert.Equal(120, (await Store.ListVersionsAsync(_app, true, Cancellation)).Count);
    }

    [Fact]
    public async Task Of_older_versions_the_newest_100_and_the_labelled_ones_are_kept()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        await MoveAsync("keep", null, 1);
        for (var n = 2; n <= 120; n++)
        {
            await PutAsync(n, $"v{n}");
        }

        Clock.Advance(TimeSpan.FromHours(25));
        await PutAsync(121, "v121");

        var kept = await Store.ListVersionsAsync(_app, true, Cancellation);
        Assert.Equal([.. Enumerable.Range(22, 100).Reverse().Select(Token), Token(1)], kept.Select(version => version.VersionId));
        Assert.Equal("v1", (await Store.GetValueAsync(_app, VersionReference.Of(Token(1)), Cancellation)).Text.Reveal());
        await FailsAsync(FailureKind.ResourceNotFound, () => Store.GetValueAsync(_app, VersionReference.Of(Token(2)), Cancellation));
    }

    [Fact]
    public async Task Tags_are_added_replaced_and_removed()
    {
        await Store.CreateAsync(New("prod/app", "v1", Token(1), null, new() { ["a"] = "1", ["b"] = "2" }), Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(1));

        await Store.TagAsync(_app, new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" }, Cancellation);
        await Store.UntagAsync(_app, ["a", "absent"], Cancellation);

        var told = await Store.DescribeAsync(_app, Cancellation);
        Assert.Equal(new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" }, told.Tags);
        Assert.Equal(Start.AddMinutes(1), told.LastChangedDate);
        Assert.Equal(Start, told.CreatedDate);
    }

    [Fact]
    public async Task A_secret_has_at_most_50_tags()
    {
        var tags = Enumerable.Range(0, 50).ToDictionary(n => $"k{n}", n => "v");
        await Store.CreateAsync(New("prod/app", "v1", Token(1), null, tags), Cancellation);

        await Store.TagAsync(_app, new Dictionary<string, string> { ["k0"] = "changed" }, Cancellation);
        await FailsAsync(
            FailureKind.LimitExceeded,
            () => Store.TagAsync(_app, new Dictionary<string, string> { ["k50"] = "v" }, Cancellation));

        Assert.Equal(50, (await Store.DescribeAsync(_app, Cancellation)).Tags.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(129, 1)]
    [InlineData(1, 257)]
    public async Task A_tag_outside_its_lengths_is_refused(int keyLength, int valueLength)
    {
        await CreateAsync("prod/app", "v1", Token(1));
        var tags = new Dictionary<string, string> { [new string('k', keyLength)] = new string('v', valueLength) };

        await FailsAsync(FailureKind.InvalidParameter, () => Store.TagAsync(_app, tags, Cancellation));

        Assert.Empty((await Store.DescribeAsync(_app, Cancellation)).Tags);
    }

    [Theory]
    [InlineData("aws:owner")]
    [InlineData("AWS:owner")]
    public async Task A_tag_key_of_the_service_is_refused(string key)
    {
        await CreateAsync("prod/app", "v1", Token(1));

        await FailsAsync(
            FailureKind.InvalidParameter,
            () => Store.TagAsync(_app, new Dictionary<string, string> { [key] = "v" }, Cancellation));
    }

    [Fact]
    public async Task A_tag_may_be_as_long_as_the_rules_say()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        var tags = new Dictionary<string, string> { [new string('k', 128)] = new string('v', 256) };

        await Store.TagAsync(_app, tags, Cancellation);

        Assert.Equal(tags, (await Store.DescribeAsync(_app, Cancellation)).Tags);
    }

    [Fact]
    public async Task A_batch_answers_in_the_order_asked_and_one_failure_does_not_stop_it()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        var other = await CreateAsync("prod/other", "o1", Token(1));
        SecretId[] ids = [new(other.Arn), new("absent"), _app];

        var answers = await Store.GetValuesAsync(ids, Cancellation);

        Assert.Equal(ids, answers.Select(answer => answer.Id));
        Assert.Equal(["o1", null, "v1"], answers.Select(answer => answer.Value?.Text.Reveal()));
        Assert.Equal([null, FailureKind.ResourceNotFound, null], answers.Select(answer => answer.Failure?.Kind));
        Assert.Equal([StageLabel.Current], answers[2].Value!.Version.Labels);
    }

    [Fact]
    public async Task A_batch_reads_1_to_20_secrets()
    {
        await CreateAsync("prod/app", "v1", Token(1));

        Assert.Equal(20, (await Store.GetValuesAsync([.. Enumerable.Repeat(_app, 20)], Cancellation)).Count);
        await FailsAsync(FailureKind.InvalidParameter, () => Store.GetValuesAsync([.. Enumerable.Repeat(_app, 21)], Cancellation));
        await FailsAsync(FailureKind.InvalidParameter, () => Store.GetValuesAsync([], Cancellation));
    }

    [Fact]
    public async Task A_listing_without_filters_gives_every_secret()
    {
        Assert.Empty(await NamesAsync());
        await CreateAsync("prod/app", "v1", Token(1));
        await CreateAsync("test/app", "v1", Token(1));

        Assert.Equal(["prod/app", "test/app"], await NamesAsync());
    }

    [Theory]
    [InlineData(SecretFilterKey.Name, "prod/", "prod/app,prod/web")]
    [InlineData(SecretFilterKey.Name, "PROD/", "")]
    [InlineData(SecretFilterKey.Name, "app", "")]
    [InlineData(SecretFilterKey.Name, "!prod/", "test/app")]
    [InlineData(SecretFilterKey.Name, "test/|prod/w", "prod/web,test/app")]
    [InlineData(SecretFilterKey.Description, "the SHOP", "prod/app")]
    [InlineData(SecretFilterKey.Description, "!the", "prod/web,test/app")]
    [InlineData(SecretFilterKey.TagKey, "te", "prod/app,prod/web")]
    [InlineData(SecretFilterKey.TagKey, "TE", "")]
    [InlineData(SecretFilterKey.TagKey, "!stage", "prod/app,test/app")]
    [InlineData(SecretFilterKey.TagValue, "shop", "prod/app")]
    [InlineData(SecretFilterKey.TagValue, "!shop", "prod/web,test/app")]
    [InlineData(SecretFilterKey.All, "web", "prod/web")]
    [InlineData(SecretFilterKey.All, "test", "test/app")]
    public async Task A_filter_fits_by_prefix_and_an_exclamation_mark_negates_it(SecretFilterKey key, string values, string expected)
    {
        await Store.CreateAsync(New("prod/app", "v", Token(1), "The shop", new() { ["team"] = "shop" }), Cancellation);
        await Store.CreateAsync(New("prod/web", "v", Token(1), "Pages", new() { ["team"] = "web", ["stage"] = "2" }), Cancellation);
        await CreateAsync("test/app", "v", Token(1));

        var names = await NamesAsync(new SecretFilter(key, values.Split('|')));

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), names);
    }

    [Fact]
    public async Task A_secret_must_pass_every_filter()
    {
        await Store.CreateAsync(New("prod/app", "v", Token(1), null, new() { ["team"] = "shop" }), Cancellation);
        await Store.CreateAsync(New("prod/web", "v", Token(1), null, new() { ["team"] = "web" }), Cancellation);

        var names = await NamesAsync(new SecretFilter(SecretFilterKey.Name, ["prod/"]), new SecretFilter(SecretFilterKey.TagValue, ["web"]));

        Assert.Equal(["prod/web"], names);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task A_filter_has_1_to_10_values(int count) => await FailsAsync(
        FailureKind.InvalidParameter,
        () => NamesAsync(new SecretFilter(SecretFilterKey.Name, [.. Enumerable.Repeat("x", count)])));

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CreateAsync(New("prod/app", "v1", Token(1)), cancelled.Token));

        Assert.Empty(await NamesAsync());
    }

    protected static VersionId Token(int number) => new($"00000000-0000-4000-8000-{number:000000000000}");

    protected static NewSecret New(string name, string value, VersionId token, string? description = null, Dictionary<string, string>? tags = null) => new()
    {
        Name = name,
        Text = new SecretText(value),
        Token = token,
        Description = description,
        Tags = tags ?? [],
    };

    protected static async Task<RotationException> FailsAsync(FailureKind kind, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<RotationException>(action);
        Assert.Equal(kind, failure.Kind);
        return failure;
    }

    protected Task<StoredVersion> CreateAsync(string name, string value, VersionId token) =>
        Store.CreateAsync(New(name, value, token), Cancellation);

    protected Task<StoredVersion> PutAsync(int token, string value, params string[] labels) =>
        Store.PutAsync(_app, Token(token), new SecretText(value), [.. labels.Select(label => new StageLabel(label))], Cancellation);

    protected async Task<string> CurrentAsync(string name) =>
        (await Store.GetValueAsync(new SecretId(name), VersionReference.Current, Cancellation)).Text.Reveal();

    private Task MoveAsync(string label, int? from, int? to) => Store.MoveLabelAsync(
        _app,
        new StageLabel(label),
        from is { } left ? Token(left) : null,
        to is { } reached ? Token(reached) : null,
        Cancellation);

    private async Task LabelsAreAsync(params (int Token, string[] Labels)[] expected)
    {
        var versions = (await Store.ListVersionsAsync(_app, includeDeprecated: true, Cancellation))
            .ToDictionary(version => version.VersionId, version => version.Labels);
        foreach (var (token, labels) in expected)
        {
            Assert.Equal(labels, versions[Token(token)].Select(label => label.Value).Order(StringComparer.Ordinal));
        }

        Assert.Equal(expected.Sum(version => version.Labels.Length), versions.Values.Sum(labels => labels.Count));
    }

    private async Task<List<string>> NamesAsync(params SecretFilter[] filters)
    {
        var names = new List<string>();
        await foreach (var secret in Store.ListAsync(filters, Cancellation))
        {
            names.Add(secret.Name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
