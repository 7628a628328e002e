using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Secrets;

public sealed class SecretRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("prod/app_1+=.@-x")]
    [InlineData("prod-1234567")]
    public void A_name_of_the_allowed_characters_is_accepted(string name) => SecretRules.CheckNew(New(name));

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    [InlineData("line\n")]
    [InlineData("prod-AbCdEf")]
    public void Any_other_name_is_refused(string name) => Refused(FailureKind.InvalidParameter, () => SecretRules.CheckNew(New(name)));

    [Fact]
    public void Lengths_are_limited()
    {
        SecretRules.CheckNew(New(new string('n', SecretRules.MaxNameLength)));
        SecretRules.CheckNew(New("name", new string('d', SecretRules.MaxDescriptionLength)));
        SecretRules.CheckText(new SecretText(new string('v', SecretRules.MaxValueBytes)));

        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckNew(New(new string('n', SecretRules.MaxNameLength + 1))));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckNew(New("name", new string('d', SecretRules.MaxDescriptionLength + 1))));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckText(new SecretText(new string('v', SecretRules.MaxValueBytes + 1))));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckText(new SecretText(new string('é', (SecretRules.MaxValueBytes / 2) + 1))));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckText(new SecretText("")));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_text() =>
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckText(new SecretText("\ud800")));

    [Fact]
    public void Tags_are_limited_in_number_and_length()
    {
        SecretRules.CheckTags(new Dictionary<string, string> { [new string('k', SecretRules.MaxTagKeyLength)] = new string('v', SecretRules.MaxTagValueLength) });
        SecretRules.CheckTagCount("name", SecretRules.MaxTags);

        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckTags(new Dictionary<string, string> { [""] = "" }));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckTags(new Dictionary<string, string> { [new string('k', SecretRules.MaxTagKeyLength + 1)] = "" }));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckTags(new Dictionary<string, string> { ["key"] = new string('v', SecretRules.MaxTagValueLength + 1) }));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckTags(new Dictionary<string, string> { ["key"] = null! }));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckTags(new Dictionary<string, string> { ["AWS:key"] = "" }));
        Refused(FailureKind.LimitExceeded, () => SecretRules.CheckTagCount("name", SecretRules.MaxTags + 1));
    }

    [Fact]
    public void Labels_batches_and_filters_are_limited()
    {
        SecretRules.CheckLabelCount("name", SecretRules.MaxLabels);
        SecretRules.CheckBatch(SecretRules.MaxBatch);
        SecretRules.CheckFilters([new SecretFilter(SecretFilterKey.Name, Enumerable.Repeat("a", SecretRules.MaxFilterValues).ToList())]);

        Refused(FailureKind.LimitExceeded, () => SecretRules.CheckLabelCount("name", SecretRules.MaxLabels + 1));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckBatch(0));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckBatch(SecretRules.MaxBatch + 1));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckFilters([new SecretFilter(SecretFilterKey.Name, [])]));
        Refused(FailureKind.InvalidParameter, () => SecretRules.CheckFilters([new SecretFilter(SecretFilterKey.All, Enumerable.Repeat("a", SecretRules.MaxFilterValues + 1).ToList())]));
    }

    [Theory]
    [InlineData(SecretFilterKey.Name, "prod/", true)]
    [InlineData(SecretFilterKey.Name, "Prod/", false)]
    [InlineData(SecretFilterKey.Name, "!prod/", false)]
    [InlineData(SecretFilterKey.Name, "!test/", true)]
    [InlineData(SecretFilterKey.Description, "THE shop", true)]
    [InlineData(SecretFilterKey.Description, "shop", false)]
    [InlineData(SecretFilterKey.TagKey, "te", true)]
    [InlineData(SecretFilterKey.TagKey, "TE", false)]
    [InlineData(SecretFilterKey.TagValue, "storefr", true)]
    [InlineData(SecretFilterKey.TagValue, "front", false)]
    [InlineData(SecretFilterKey.All, "storefr", true)]
    [InlineData(SecretFilterKey.All, "team", true)]
    [InlineData(SecretFilterKey.All, "the", true)]
    [InlineData(SecretFilterKey.All, "prod", true)]
    [InlineData(SecretFilterKey.All, "nothing", false)]
    public void A_filter_compares_beginnings(SecretFilterKey key, string value, bool fits)
    {
        var secret = new SecretDescription
        {
            Arn = "arn",
            Name = "prod/app",
            Description = "The shop",
            CreatedDate = Scene.Start,
            LastChangedDate = Scene.Start,
            Tags = new Dictionary<string, string> { ["team"] = "storefront" },
            VersionIdsToStages = new Dictionary<VersionId, IReadOnlyList<StageLabel>>(),
        };

        Assert.Equal(fits, new SecretFilter(key, [value]).Fits(secret));
        Assert.Null(secret.Holder(StageLabel.Current));
    }

    [Fact]
    public void Ids_and_labels_cannot_be_made_wrong()
    {
        Refused(FailureKind.InvalidParameter, () => new SecretId(" "));
        Refused(FailureKind.InvalidParameter, () => new SecretId(new string('i', 2049)));
        Refused(FailureKind.InvalidParameter, () => new VersionId(new string('v', 31)));
        Refused(FailureKind.InvalidParameter, () => new VersionId(new string('v', 65)));
        Refused(FailureKind.InvalidParameter, () => new VersionId(null!));
        Refused(FailureKind.InvalidParameter, () => new StageLabel(""));
        Refused(FailureKind.InvalidParameter, () => new StageLabel(new string('l', 257)));
        Refused(FailureKind.InvalidParameter, () => new Engine.Accounts.AccountName(""));
    }

    [Fact]
    public void A_version_is_meant_by_id_by_label_or_by_both()
    {
        Assert.Equal("AWSCURRENT", VersionReference.Current.ToString());
        Assert.Equal("AWSPENDING", VersionReference.Of(StageLabel.Pending).ToString());
        Assert.Equal($"version {Scene.FirstVersion}", VersionReference.Of(Scene.FirstVersion).ToString());
        Assert.Equal($"version {Scene.FirstVersion} with AWSPENDING", VersionReference.Of(Scene.FirstVersion, StageLabel.Pending).ToString());
    }

    private static NewSecret New(string name, string? description = null) =>
        new() { Name = name, Text = new SecretText("value"), Token = Scene.FirstVersion, Description = description };

    private static void Refused(FailureKind kind, Action act) => Assert.Equal(kind, Assert.Throws<RotationException>(act).Kind);
}
