using RotationPS.Servers;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Who asks Secrets Manager, and for which Region: as parameters and session say it for AWS Tools.</summary>
public sealed class AwsSessionTests(CmdletServer server) : AwsTests(server)
{
    private static readonly EndpointKey _ops = new("AKIAOPS", "secret-of-ops");
    private static readonly EndpointKey _temporary = new("ASIATEMPORARY", "secret-of-temporary", "the-token");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Endpoint.Accept(_ops);
        Endpoint.Accept(_temporary);
        MakeSingleUserSecret();
    }

    [Theory]
    [InlineData("-ProfileName ops -ProfileLocation $file", "AKIAOPS", "ap-south-1")]
    [InlineData("-ProfileName temporary -ProfileLocation $file -Region us-west-2", "ASIATEMPORARY", "us-west-2")]
    [InlineData("-AccessKey AKIAOPS -SecretKey secret-of-ops -Region eu-north-1", "AKIAOPS", "eu-north-1")]
    [InlineData("-AccessKey ASIATEMPORARY -SecretKey secret-of-temporary -SessionToken the-token -Region eu-north-1", "ASIATEMPORARY", "eu-north-1")]
    [InlineData("-Credential $ops -Region eu-north-1", "AKIAOPS", "eu-north-1")]
    [InlineData("-Credential $temporary -Region ([pscustomobject]@{ SystemName = 'sa-east-1' }.SystemName)", "ASIATEMPORARY", "sa-east-1")]
    public void The_parameters_are_those_of_AWS_Tools(string parameters, string accessKey, string region)
    {
        PrepareSession();

        AssertAsked($"Get-SecretStageLabel app -EndpointUrl $url {parameters}", accessKey, region);
    }

    [Fact]
    public void The_defaults_of_the_session_are_honoured_and_parameters_go_before_them()
    {
        PrepareSession();
        Session.SetVariable("StoredAWSCredentials", new StandInCredentials(_temporary));
        Session.SetVariable("StoredAWSRegion", "ap-southeast-2");

        AssertAsked("Get-SecretStageLabel app -EndpointUrl $url", "ASIATEMPORARY", "ap-southeast-2");
        AssertAsked("Get-SecretStageLabel app -EndpointUrl $url -Region eu-west-3 -Credential $ops", "AKIAOPS", "eu-west-3");
    }

    [Fact]
    public void Credentials_that_refresh_themselves_stay_fresh_within_one_command()
    {
        Session.SetVariable("refreshing", new StandInCredentials(_temporary, _ops));
        Endpoint.ForgetCalls();

        Run("& { 'app'; $refreshing.Refresh(); 'app' } | Get-SecretStageLabel -EndpointUrl $url -Region eu-north-1 -Credential $refreshing");

        Assert.Equal(["ASIATEMPORARY", "AKIAOPS"], Endpoint.Calls.Select(call => call.AccessKeyId).Distinct());
    }

    [Theory]
    [InlineData("-Credential $app -Region eu-north-1", "CredentialsInvalid", "-Account")]
    [InlineData("-Credential 7 -Region eu-north-1", "CredentialsInvalid", "-Account")]
    [InlineData("-ProfileName nobody -ProfileLocation $file", "ProfileNotFound", "'nobody'")]
    [InlineData("-AccessKey AKIAOPS -Region eu-north-1", "CredentialsMissing", "-SecretKey")]
    [InlineData("-SecretKey secret-of-ops -Region eu-north-1", "CredentialsMissing", "-AccessKey")]
    public void What_cannot_sign_ends_the_command_before_any_call(string parameters, string kind, string words)
    {
        PrepareSession();
        Endpoint.ForgetCalls();

        var message = Refusal.Assert(Try($"Invoke-SecretRotation app -EndpointUrl $url {parameters}"), kind, "InvokeSecretRotation", Endpoint.Url.ToString());

        Assert.Contains(words, message);
        Assert.DoesNotContain("secret-of-ops", message);
        Assert.Empty(Endpoint.Calls);
    }

    [Theory]
    [InlineData("-AccessKey AKIAOPS -SecretKey wrong", "CredentialsInvalid")]
    [InlineData("-AccessKey AKIANOBODY -SecretKey wrong", "CredentialsInvalid")]
    [InlineData("-AccessKey ASIAEXPIRED -SecretKey secret-of-expired -SessionToken old", "CredentialsExpired")]
    public async Task Credentials_that_AWS_does_not_accept_change_nothing(string parameters, string kind)
    {
        Endpoint.Accept(new EndpointKey("ASIAEXPIRED", "secret-of-expired", "old", DateTimeOffset.UtcNow.AddHours(-1)));
        var before = await StateAsync();

        var run = Try($"Invoke-SecretRotation app -EndpointUrl $url -Region eu-north-1 {parameters}");

        Refusal.Assert(run, kind, "InvokeSecretRotation", "app");
        Assert.Equal(before, await StateAsync());
    }

    private void PrepareSession()
    {
        var file = Path.Combine(Folder, "credentials");
        File.WriteAllText(file, $"""
            [ops]
            aws_access_key_id = {_ops.AccessKeyId}
            aws_secret_access_key = {_ops.SecretAccessKey}
            region = ap-south-1

            [temporary]
            aws_access_key_id = {_temporary.AccessKeyId}
            aws_secret_access_key = {_temporary.SecretAccessKey}
            aws_session_token = {_temporary.SessionToken}
            """);
        Session.SetVariable("file", file);
        Session.SetVariable("ops", new StandInCredentials(_ops));
        Session.SetVariable("temporary", new StandInCredentials(_temporary));
    }

    private void AssertAsked(string script, string accessKey, string region)
    {
        Endpoint.ForgetCalls();
        Assert.Single(Run(script));
        Assert.All(Endpoint.Calls, call => Assert.Equal((accessKey, region), (call.AccessKeyId, call.Region)));
        Assert.NotEmpty(Endpoint.Calls);
    }
}
