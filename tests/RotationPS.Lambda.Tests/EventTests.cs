using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Lambda.Tests.Stage;

namespace RotationPS.Lambda.Tests;

/// <summary>What the function is sent, and the settings it finds.</summary>
public sealed class EventTests(StageServer server)
{
    private const string RotationToken = "3f0c1f2e-6f0a-4f6e-9d5c-0d5f3b1f2a77";

    private const string Token = "11111111-2222-3333-4444-555555555555";

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "no JSON object, but Array")]
    [InlineData("null", "no JSON object, but Null")]
    [InlineData("{}", "'Step'")]
    [InlineData("""{"step":"createSecret"}""", "'Step'")]
    [InlineData("""{"Step":7}""", "'Step' is no text, but Number")]
    [InlineData("""{"Step":"CreateSecret"}""", "'CreateSecret'")]
    [InlineData("""{"Step":"rotate"}""", "createSecret, setSecret, testSecret, finishSecret")]
    [InlineData("""{"Step":"createSecret"}""", "'SecretId'")]
    [InlineData("""{"Step":"createSecret","SecretId":null}""", "'SecretId' is no text, but Null")]
    [InlineData("""{"Step":"createSecret","SecretId":""}""", "A secret id has 1 to")]
    [InlineData("""{"Step":"createSecret","SecretId":"app"}""", "'ClientRequestToken'")]
    [InlineData("""{"Step":"createSecret","SecretId":"app","ClientRequestToken":"short"}""", "'short'")]
    [InlineData($$"""{"Step":"createSecret","SecretId":"absent","ClientRequestToken":"{{Token}}"}""", "'absent'", FailureKind.ResourceNotFound)]
    public async Task A_bad_event_fails_with_what_is_wrong_and_changes_nothing(string text, string named, FailureKind kind = FailureKind.InvalidParameter)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);

        var failure = await Assert.ThrowsAsync<RotationException>(() => service.SendAsync(text));

        Assert.Equal(kind, failure.Kind);
        Assert.StartsWith($"{kind}: ", failure.Message);
        Assert.Contains(named, failure.Message);
        var line = Assert.Single(service.Log);
        Assert.Equal("Failed", (string?)line["outcome"]);
        Assert.Equal(kind.ToString(), (string?)line["failureKind"]);
        Assert.DoesNotContain(service.Endpoint.Calls, call => call.Operation is "PutSecretValue" or "UpdateSecretVersionStage");
    }

    [Fact]
    public async Task The_rotation_token_is_passed_on_with_the_new_version_and_keys_of_later_days_do_no_harm()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);
        var token = await service.BeginAsync();

        await service.SendAsync($$"""{"Step":"createSecret","SecretId":"app","ClientRequestToken":"{{token}}","RotationToken":"{{RotationToken}}","New":[1]}""");

        Assert.NotNull(await service.FindAsync(StageLabel.Pending));
        Assert.Equal(RotationToken, service.Endpoint.State("app").RotationToken);
        Assert.DoesNotContain(RotationToken, service.LogText);
    }

    [Fact]
    public async Task Settings_shape_the_password_and_those_with_our_prefix_go_first()
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);
        service.Settings["PASSWORD_LENGTH"] = "20";
        service.Settings["ROTATIONPS_PASSWORD_LENGTH"] = "40";
        service.Settings["EXCLUDE_PUNCTUATION"] = "true";
        service.Settings["ROTATIONPS_EXCLUDE_CHARACTERS"] = "abcdefABCDEF";

        await service.CallAsync("createSecret", await service.BeginAsync());

        var password = (await service.FindAsync(StageLabel.Pending))!.Password.Reveal();
        Assert.Equal(40, password.Length);
        Assert.All(password, character => Assert.True(char.IsAsciiLetterOrDigit(character)));
        Assert.DoesNotContain(password, character => "abcdefABCDEF".Contains(character));
    }

    [Theory]
    [InlineData("ROTATIONPS_PASSWORD_LENGTH", "seven", "a number from 8 to 4096")]
    [InlineData("PASSWORD_LENGTH", "7", "a number from 8 to 4096")]
    [InlineData("EXCLUDE_NUMBERS", "yes", "true or false")]
    [InlineData("ROTATIONPS_PASSWORD_FOR", "Uri, Fax", "Shell")]
    public async Task A_setting_that_makes_no_sense_is_named(string name, string value, string wanted)
    {
        await using var service = await Service.StartAsync(server.PostgreSql, RotationStrategy.SingleUser);
        service.Settings[name] = value;
        var token = await service.BeginAsync();

        var failure = await Assert.ThrowsAsync<RotationException>(() => service.CallAsync("createSecret", token));

        Assert.StartsWith("InvalidParameter: ", failure.Message);
        Assert.Contains(name, failure.Message);
        Assert.Contains(wanted, failure.Message);
        Assert.Null(await service.FindAsync(StageLabel.Pending));
    }

    [Fact]
    public async Task A_function_that_the_runtime_makes_serves_more_than_one_call()
    {
        // The way AWS's runtime does: it finds class and method by name, makes one instance, and hands it streams.
        var type = typeof(RotationFunction);
        Assert.Equal("RotationPS.Lambda.RotationFunction", type.FullName);
        var function = Activator.CreateInstance(type)!;
        var method = type.GetMethod("HandleAsync")!;
        Assert.Equal(typeof(Task<Stream>), method.ReturnType);

        for (var call = 0; call < 2; call++)
        {
            using var input = new MemoryStream("{}"u8.ToArray());
            var failure = await Assert.ThrowsAsync<RotationException>(() => (Task<Stream>)method.Invoke(function, [input])!);
            Assert.StartsWith("InvalidParameter: ", failure.Message);
        }
    }
}
