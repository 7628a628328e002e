using System.Text.Json;
using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Get-RotationPermission gives what a rotation needs, and the rotation needs nothing else.</summary>
public sealed class RotationPermissionTests(CmdletServer server) : AwsTests(server)
{
    private const string Key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string OtherKey = "arn:aws:kms:eu-central-1:123456789012:key/00000000-12ab-34cd-56ef-1234567890ab";

    private static readonly string[] _rotating =
    [
        "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
    ];

    [Fact]
    public async Task A_single_user_needs_four_actions_on_its_own_secret()
    {
        MakeSingleUserSecret();

        var permission = Assert.Single(Run("Get-RotationPermission app @aws"));

        Assert.Equal("SingleUser", permission.Text("Strategy"));
        Assert.Equal([$"{await ArnAsync("app")} {string.Join(' ', _rotating)}"], Statements(permission.Text("Policy")));
    }

    [Fact]
    public async Task Alternating_users_need_the_superusers_secret_and_the_keys_of_both()
    {
        MakeAlternatingSecret();
        Endpoint.State("app").KmsKeyId = Key;
        Endpoint.State("admin").KmsKeyId = OtherKey;

        var permission = Assert.Single(Run("Get-RotationPermission app @aws"));

        Assert.Equal("Alternating", permission.Text("Strategy"));
        Assert.Equal(
            [
                $"{await ArnAsync("app")} {string.Join(' ', _rotating)}",
                $"{await ArnAsync("admin")} secretsmanager:GetSecretValue",
                $"{Key} kms:Decrypt kms:GenerateDataKey",
                $"{OtherKey} kms:Decrypt",
            ],
            Statements(permission.Text("Policy")));
        Assert.Contains(Admin, permission.Text("DatabaseGrant"));
    }

    [Fact]
    public async Task A_fleet_and_a_schedule_need_more_which_is_told_only_on_request()
    {
        MakeSingleUserSecret();

        var permission = Assert.Single(Run("Get-RotationPermission app @aws -Fleet -Schedule"));

        Assert.Equal(
            [
                $"{await ArnAsync("app")} {string.Join(' ', _rotating)}",
                "* secretsmanager:ListSecrets secretsmanager:BatchGetSecretValue",
                $"{await ArnAsync("app")} secretsmanager:TagResource secretsmanager:UntagResource",
            ],
            Statements(permission.Text("Policy")));
    }

    [Theory]
    [InlineData("-Fleet", "Invoke-SecretRotation -Due @aws; Get-RotatedSecret @aws")]
    [InlineData("-Schedule", "Set-SingleUserRotation app @aws -Schedule 'rate(40 days)' -Window 4h; Set-SingleUserRotation app @aws -Schedule ''")]
    public void The_policy_has_every_action_that_a_fleet_or_a_schedule_calls(string purpose, string script)
    {
        Run("New-RotatedSecret app @server -Account $app -Schedule 'rate(30 days)'; New-RotatedSecret other @server -Account $admin -Schedule 'rate(30 days)'");
        var policy = Assert.Single(Run($"Get-RotationPermission app @aws {purpose}")).Text("Policy");
        Endpoint.ForgetCalls();

        Run(script);

        Assert.All(Endpoint.CallCounts().Keys, operation => Assert.Contains($"\"secretsmanager:{operation}\"", policy));
    }

    [Theory]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", Key)]
    [InlineData("alias/app", "arn:aws:kms:eu-central-1:123456789012:key/*")]
    [InlineData("arn:aws:kms:eu-central-1:210987654321:alias/app", "arn:aws:kms:eu-central-1:210987654321:key/*")]
    public void A_key_that_was_given_by_id_or_alias_is_named_as_a_policy_takes_it(string key, string resource)
    {
        MakeSingleUserSecret();
        Endpoint.State("app").KmsKeyId = key;

        var policy = Assert.Single(Run("Get-RotationPermission app @aws")).Text("Policy");

        Assert.Contains($"{resource} kms:Decrypt kms:GenerateDataKey", Statements(policy));
        Assert.Equal(key.Contains("alias/", StringComparison.Ordinal), policy.Contains("\"kms:ResourceAliases\": \"alias/app\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_policy_has_every_action_that_a_rotation_calls(bool alternating)
    {
        MakeSecret(alternating);
        var policy = Assert.Single(Run("Get-RotationPermission app @aws")).Text("Policy");
        Endpoint.ForgetCalls();

        Run(Rotate);

        Assert.All(Endpoint.CallCounts().Keys, operation => Assert.Contains($"\"secretsmanager:{operation}\"", policy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_secret_in_a_vault_has_grants_and_no_policy(bool alternating)
    {
        using var session = new CmdletSession();
        Prepare(session);
        Assert.Empty(session.Run("New-RotatedSecret admin @server -Account $admin").Errors);
        Assert.Empty(session.Run($"New-RotatedSecret app @server -Account $app {(alternating ? "-SuperuserSecretId admin" : "")}").Errors);

        var run = session.Run("Get-RotationPermission app @vault");

        Assert.Empty(run.Errors);
        var permission = Assert.Single(run.Output);
        Assert.Equal(string.Empty, permission.Text("Policy"));
        var grants = (IReadOnlyList<string>)permission.Value("DatabaseGrant")!;
        Assert.NotEmpty(grants);
        // Export-Csv writes what ToString of a property's value says.
        Assert.Equal(string.Join(Environment.NewLine, grants), grants.ToString());
    }

    [Fact]
    public void A_person_sees_policy_and_grants_as_a_list()
    {
        MakeAlternatingSecret();

        Run("Get-RotationPermission app @aws | Out-Default");

        Assert.Matches(@"(?m)^Strategy +: Alternating", Session.Host.Shown);
        Assert.Matches(@"(?m)^Policy +: \{", Session.Host.Shown);
        Assert.Matches(@"(?m)^DatabaseGrant +: \S", Session.Host.Shown);
    }

    private static IEnumerable<string> Statements(string policy)
    {
        using var json = JsonDocument.Parse(policy);
        Assert.Equal("2012-10-17", json.RootElement.GetProperty("Version").GetString());
        return
        [
            .. json.RootElement.GetProperty("Statement").EnumerateArray().Select(statement =>
            {
                Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
                var actions = statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString());
                return $"{statement.GetProperty("Resource").GetString()} {string.Join(' ', actions)}";
            }),
        ];
    }

    private async Task<string> ArnAsync(string name) =>
        (await Store.DescribeAsync(new SecretId(name), Cancellation)).Arn;
}
