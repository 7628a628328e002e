using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>The endpoint before a judge from outside: the client that AWS publishes for Node.js.</summary>
public sealed class NpmJudgeTests(NpmJudge judge) : IClassFixture<NpmJudge>
{
    public static TheoryData<string> Scenarios { get; } =
    [
        "the id of a version is the token of the call that made it",
        "a token has 32 to 64 characters",
        "the same token and value again change nothing",
        "the same token with another value is refused",
        "a put without labels moves AWSCURRENT and AWSPREVIOUS",
        "a label named in a put is taken from the version it was on",
        "moving a label is a compare and swap",
        "moving AWSCURRENT moves AWSPREVIOUS to the version it left",
        "AWSPENDING can be taken off and AWSCURRENT cannot",
        "a version without labels is readable by its id only",
        "what is not there is not found",
        "a secret has at most 20 labels",
        "a batch gives each value with its date and each failure with its code",
        "the date of a version stays when labels and tags change",
        "a list has pages, filters and the labelled versions",
        "a value has at most 65,536 bytes, text or binary",
        "a name outside the allowed characters is refused",
        "a started rotation leaves AWSPENDING on a version that a put fills",
        "four rotations in a row leave the labels of one",
        "a secret marked for deletion is described only, until it is restored",
        "a random password has what was asked for",
        "a wrong key is refused",
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_client_of_AWS_finds_what_Secrets_Manager_promises(string scenario)
    {
        Assert.SkipWhen(judge.Absence is not null, judge.Absence ?? string.Empty);

        Assert.True(judge.Verdicts.TryGetValue(scenario, out var why), "The scenario did not run.");
        Assert.Null(why);
    }

    [Fact]
    public void Every_scenario_of_the_judge_is_asked_for()
    {
        Assert.SkipWhen(judge.Absence is not null, judge.Absence ?? string.Empty);

        Assert.Equal(Scenarios.Select(row => row.Data).Order(), judge.Verdicts.Keys.Order());
    }
}
