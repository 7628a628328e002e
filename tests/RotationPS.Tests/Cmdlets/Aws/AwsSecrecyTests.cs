using System.Text;
using RotationPS.Engine.Secrets;
using RotationPS.Tests.Cmdlets.Secrecy;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>What only Secrets Manager can have or do lets no password out either.</summary>
public sealed class AwsSecrecyTests(CmdletServer server) : AwsTests(server)
{
    [Fact]
    public Task Nothing_is_heard_on_a_good_day() => ListenAsync(null, () => { });

    [Fact]
    public Task Nothing_is_heard_of_a_pending_version_without_a_value() => ListenAsync(
        "RotationUnfinished",
        () => Endpoint.State("app").AddVersionWithoutValue(new VersionId(Guid.NewGuid().ToString()), DateTimeOffset.UtcNow, StageLabel.Pending));

    [Fact]
    public Task Nothing_is_heard_when_new_versions_are_denied() => ListenAsync("AccessDenied", () => Endpoint.Behaviour.Deny("secretsmanager:PutSecretValue"));

    [Fact]
    public Task Nothing_is_heard_of_a_binary_secret() => ListenAsync("SecretBinary", async () =>
        Endpoint.State("app").MakeBinary(new VersionId((await HolderAsync(StageLabel.Current))!), Encoding.UTF8.GetBytes(AppPassword)));

    private Task ListenAsync(string? kind, Action change) => ListenAsync(kind, () =>
    {
        change();
        return Task.CompletedTask;
    });

    private async Task ListenAsync(string? kind, Func<Task> change)
    {
        MakeAlternatingSecret();
        Run("1..2 | ForEach-Object { Invoke-SecretRotation app @aws }");
        Session.SetVariable("wrong", Credential(App, nameof(AwsSecrecyTests)));
        Session.SetVariable("made", $"made_{Tag}");
        var eavesdropper = await Eavesdropper.StartAsync(Session, Server, Folder);
        await change();

        await eavesdropper.RunEveryCmdletAsync(kind);

        var passwords = EveryVersion.Passwords(await EveryVersion.OfAsync(Store, Cancellation));
        await eavesdropper.AssertHeardNothingAsync([.. passwords, AppPassword, AdminPassword]);
    }
}
