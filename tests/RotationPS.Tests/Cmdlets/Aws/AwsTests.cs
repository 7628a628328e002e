using System.Collections;
using System.Management.Automation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using RotationPS.Servers;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>
/// Tests of the cmdlets on Secrets Manager: an endpoint of the test's own. <c>$aws</c> holds the parameters for it; what the
/// scripts of the base class name the vault is the endpoint too.
/// </summary>
public abstract class AwsTests : CmdletTests
{
    private protected const string Rotate = "Invoke-SecretRotation app @aws";

    private protected const string Region = "eu-central-1";

    private protected static readonly SecretId AppSecret = new("app");

    private SecretsManagerEndpoint? _endpoint;

    private SkewedClock? _clock;

    protected AwsTests(CmdletServer server)
        : base(server) => Store = new InMemorySecretStore(new StoreClock(this));

    private protected InMemorySecretStore Store { get; }

    /// <summary>How old is what the store is given from now on.</summary>
    private protected TimeSpan Age { get; set; }

    private protected SecretsManagerEndpoint Endpoint => _endpoint!;

    /// <summary>How far the clock of AWS is ahead of this machine's.</summary>
    private protected virtual TimeSpan ClockSkew => TimeSpan.Zero;

    private protected SkewedClock AwsClock => _clock ??= new SkewedClock(ClockSkew);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _endpoint = await SecretsManagerEndpoint.StartAsync(Store, new SecretsManagerEndpointOptions { Clock = AwsClock });
        var place = new Hashtable
        {
            ["EndpointUrl"] = Endpoint.Url.ToString(),
            ["Region"] = Region,
            ["AccessKey"] = Endpoint.Key.AccessKeyId,
            ["SecretKey"] = Endpoint.Key.SecretAccessKey,
        };
        Session.SetVariable("aws", place);
        Session.SetVariable("vault", place);
        Session.SetVariable("url", Endpoint.Url.ToString());
        Session.SetVariable("server", new Hashtable(place) { ["Engine"] = "postgres", ["HostName"] = Server.Host, ["Port"] = Server.Port });
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }
    }

    private protected override async Task<IReadOnlyList<string>> SecretsAsync() =>
        [.. (await EveryVersion.OfAsync(Store, Cancellation)).Select(EveryVersion.Line)];

    private protected async Task<string> CurrentTextAsync() =>
        (await Store.GetValueAsync(AppSecret, VersionReference.Current, Cancellation)).Text.Reveal();

    private protected async Task<string?> HolderAsync(StageLabel label) =>
        (await Store.DescribeAsync(AppSecret, Cancellation)).Holder(label)?.Value;

    /// <summary>Asserts that a run of the cmdlet brings the secret into order, and gives its result.</summary>
    private protected async Task<PSObject> AssertCompletesAsync(string script = Rotate)
    {
        var result = Assert.Single(Run(script));
        await AssertSettledAsync();
        Assert.Equal(await HolderAsync(StageLabel.Current), result.Text("VersionId"));
        return result;
    }

    /// <summary>Asserts that AWSCURRENT logs in and that no rotation is unfinished.</summary>
    private protected async Task AssertSettledAsync()
    {
        await AssertCurrentLogsInAsync();
        var pending = await HolderAsync(StageLabel.Pending);
        Assert.True(pending is null || pending == await HolderAsync(StageLabel.Current), "AWSPENDING is on another version than AWSCURRENT.");
    }

    private sealed class StoreClock(AwsTests tests) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - tests.Age;
    }
}
