using System.Text.Json.Nodes;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>What the endpoint knows beyond its store, and what it refuses.</summary>
public sealed class EndpointStateTests : EndpointTest
{
    [Theory]
    [InlineData("GetSecretValue")]
    [InlineData("DescribeSecret")]
    [InlineData("UpdateSecretVersionStage")]
    [InlineData("ListSecrets")]
    public async Task A_denied_action_names_itself_and_the_resource(string operation)
    {
        Endpoint.Behaviour.Deny($"secretsmanager:{operation}");

        await FailsAsync("AccessDeniedException", $"is not authorized to perform: secretsmanager:{operation} on resource: app", CallAsync(operation));

        Endpoint.Behaviour.Allow($"secretsmanager:{operation}");
        Assert.NotEqual("AccessDeniedException", (await CallAsync(operation)).Error);
    }

    [Fact]
    public async Task An_action_can_be_denied_on_one_secret_only()
    {
        var other = await Store.CreateAsync(new NewSecret { Name = "other", Text = new SecretText("o1"), Token = Token(1) }, Cancellation);
        Endpoint.Behaviour.Deny("secretsmanager:GetSecretValue", "other");

        Assert.Null((await CallAsync("GetSecretValue")).Error);
        await FailsAsync("AccessDeniedException", other.Arn, CallAsync("GetSecretValue", ("SecretId", other.Arn)));
        var batch = await CallAsync("BatchGetSecretValue", ("SecretIdList", new JsonArray("app", "other")));
        Assert.Equal("v1", (string?)batch.Json["SecretValues"]!.AsArray().Single()!["SecretString"]);
        Assert.Equal("AccessDeniedException", (string?)batch.Json["Errors"]!.AsArray().Single()!["ErrorCode"]);
    }

    [Fact]
    public async Task A_denied_key_keeps_values_from_being_read_or_written()
    {
        Endpoint.Behaviour.Deny("kms:Decrypt");
        Endpoint.Behaviour.Deny("kms:GenerateDataKey");

        await FailsAsync("AccessDeniedException", "Access to KMS is not allowed", CallAsync("GetSecretValue"));
        await FailsAsync("AccessDeniedException", "Access to KMS is not allowed", PutAsync(2, "v2"));
        Assert.Null((await CallAsync("DescribeSecret")).Error);
    }

    [Fact]
    public async Task A_replica_is_readable_but_not_writable()
    {
        Endpoint.State("app").PrimaryRegion = "us-east-1";

        Assert.Equal("us-east-1", (string?)(await CallAsync("DescribeSecret")).Json["PrimaryRegion"]);
        Assert.Null((await CallAsync("GetSecretValue")).Error);
        await FailsAsync("InvalidRequestException", "replica", PutAsync(2, "v2"));
        using var primary = new WireClient(Endpoint.Url, Clock) { Region = "us-east-1" };
        var tagged = await primary.CallAsync("UntagResource", Of(("TagKeys", new JsonArray("a"))), Endpoint.Key, Cancellation);
        Assert.Null(tagged.Error);
    }

    [Fact]
    public async Task What_a_test_says_of_a_secret_is_described_and_listed()
    {
        var state = Endpoint.State("app");
        (state.OwningService, state.RotationEnabled, state.LastRotatedDate) = ("rds", true, Start);

        var told = (await CallAsync("DescribeSecret")).Json;
        var listed = (await CallAsync("ListSecrets", ("Filters", new JsonArray(new JsonObject { ["Key"] = "owning-service", ["Values"] = new JsonArray("rds") }))))
            .Json["SecretList"]!.AsArray().Single()!;

        foreach (var secret in new[] { told, listed })
        {
            Assert.Equal("rds", (string?)secret["OwningService"]);
            Assert.True((bool?)secret["RotationEnabled"]);
            Assert.Equal(Start.ToUnixTimeSeconds(), (double?)secret["LastRotatedDate"]);
        }
    }

    [Fact]
    public async Task A_date_is_a_number_of_seconds()
    {
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        await PutAsync(2, "v2");

        var value = (await CallAsync("GetSecretValue")).Json;

        Assert.Equal(Start.ToUnixTimeSeconds() + 0.25, (double?)value["CreatedDate"]);
    }

    [Fact]
    public async Task A_version_without_a_value_takes_its_labels_from_the_others_and_keeps_them_when_it_is_filled()
    {
        await PutAsync(2, "v2", "AWSPENDING");
        Endpoint.State("app").AddVersionWithoutValue(Token(3), Start, StageLabel.Pending);

        Assert.Equal("AWSPENDING", await LabelsAsync(3));
        Assert.Null(await LabelsAsync(2));
        await FailsAsync("ResourceNotFoundException", "staging label: AWSPENDING", CallAsync("GetSecretValue", ("VersionStage", "AWSPENDING")));

        Assert.Null((await PutAsync(3, "v3")).Error);

        Assert.Equal("AWSCURRENT,AWSPENDING", await LabelsAsync(3));
        Assert.Equal("AWSPREVIOUS", await LabelsAsync(1));
        Assert.Null(await LabelsAsync(2));
    }

    [Fact]
    public async Task A_label_taken_off_a_version_without_a_value_does_not_come_back()
    {
        await PutAsync(2, "v2", "AWSPENDING");
        Endpoint.State("app").AddVersionWithoutValue(Token(3), Start, StageLabel.Pending);

        await FailsAsync("InvalidParameterException", "RemoveFromVersionId", MoveAsync("AWSPENDING", 2, null));
        await FailsAsync("InvalidRequestException", "no secret value", MoveAsync("AWSCURRENT", 1, 3));
        Assert.Null((await MoveAsync("AWSPENDING", 3, null)).Error);

        Assert.Equal(["AWSCURRENT"], (await CallAsync("DescribeSecret")).Json["VersionIdsToStages"]!.AsObject().SelectMany(version => version.Value!.AsArray()).Select(label => (string?)label));
        Assert.Null((await Store.DescribeAsync(App, Cancellation)).Holder(StageLabel.Pending));
    }

    [Fact]
    public async Task A_label_moves_from_a_version_without_a_value_to_one_that_has_one()
    {
        await PutAsync(2, "v2", "mine");
        Endpoint.State("app").AddVersionWithoutValue(Token(3), Start, StageLabel.Pending);

        Assert.Null((await MoveAsync("AWSPENDING", 3, 2)).Error);

        Assert.Equal("AWSPENDING,mine", await LabelsAsync(2));
    }

    [Fact]
    public async Task Bytes_come_as_SecretBinary()
    {
        Endpoint.State("app").MakeBinary(Token(1), [1, 2, 255]);

        var value = (await CallAsync("GetSecretValue")).Json;

        Assert.Equal("AQL/", (string?)value["SecretBinary"]);
        Assert.Null(value["SecretString"]);
    }

    [Fact]
    public async Task A_secret_deleted_without_recovery_is_gone()
    {
        await FailsAsync("InvalidParameterException", "in conjunction", CallAsync("DeleteSecret", ("ForceDeleteWithoutRecovery", true), ("RecoveryWindowInDays", 7)));
        await FailsAsync("InvalidParameterException", "between 7 and 30", CallAsync("DeleteSecret", ("RecoveryWindowInDays", 6)));

        Assert.Null((await CallAsync("DeleteSecret", ("ForceDeleteWithoutRecovery", true))).Error);

        await FailsAsync("ResourceNotFoundException", "specified secret.", CallAsync("DescribeSecret"));
        Assert.Empty((await CallAsync("ListSecrets", ("IncludePlannedDeletion", true))).Json["SecretList"]!.AsArray());
    }

    [Theory]
    [InlineData("GetSecretValue", """{}""", "ValidationException", "'secretId' failed to satisfy constraint: Member must not be null")]
    [InlineData("GetSecretValue", """{"SecretId":""}""", "ValidationException", "greater than or equal to 1")]
    [InlineData("GetSecretValue", """{"SecretId":5}""", "SerializationException", "NUMBER_VALUE")]
    [InlineData("GetSecretValue", """{"SecretId":"app","VersionId":"short"}""", "ValidationException", "'versionId'")]
    [InlineData("GetSecretValue", """[]""", "SerializationException", "structure")]
    [InlineData("PutSecretValue", """{"SecretId":"app","SecretString":"v"}""", "InvalidParameterException", "You must provide a ClientRequestToken value")]
    [InlineData("PutSecretValue", """{"SecretId":"app","SecretString":"v","ClientRequestToken":"short"}""", "InvalidParameterException", "32-64")]
    [InlineData("PutSecretValue", """{"SecretId":"app"}""", "InvalidParameterException", "either SecretString or SecretBinary")]
    [InlineData("PutSecretValue", """{"SecretId":"app","SecretBinary":"?"}""", "SerializationException", "base64")]
    [InlineData("UpdateSecretVersionStage", """{"SecretId":"app"}""", "ValidationException", "'versionStage'")]
    [InlineData("ListSecrets", """{"MaxResults":101}""", "ValidationException", "less than or equal to 100")]
    [InlineData("ListSecrets", """{"Filters":[{"Key":"colour","Values":["red"]}]}""", "ValidationException", "enum value set")]
    [InlineData("BatchGetSecretValue", """{}""", "InvalidParameterException", "SecretIdList or Filters")]
    [InlineData("Nonsense", """{}""", "UnknownOperationException", "Nonsense")]
    public async Task A_malformed_request_is_refused_as_the_service_does(string operation, string body, string error, string words) =>
        await FailsAsync(error, words, Client.CallAsync(operation, JsonNode.Parse(body)!, Endpoint.Key, Cancellation));

    private Task<WireAnswer> MoveAsync(string label, int from, int? to) => CallAsync(
        "UpdateSecretVersionStage",
        ("VersionStage", label),
        ("RemoveFromVersionId", Token(from).Value),
        ("MoveToVersionId", to is { } number ? Token(number).Value : null));

    private async Task<string?> LabelsAsync(int token)
    {
        var versions = (await CallAsync("DescribeSecret")).Json["VersionIdsToStages"]!.AsObject();
        return versions[Token(token).Value] is JsonArray labels ? string.Join(',', labels.Select(label => (string?)label).Order(StringComparer.Ordinal)) : null;
    }
}
