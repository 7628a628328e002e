using RotationPS.Engine.Accounts;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;
using RotationPS.Stores.Tests.SecretsManager;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>A scene whose secrets name a proxy before the server.</summary>
internal sealed class FaultyStage : IAsyncDisposable
{
    private SecretId? _single;
    private SecretId? _alternating;
    private int _secrets;

    private FaultyStage(FaultyProxy proxy, Scene scene) => (Proxy, Scene) = (proxy, scene);

    public FaultyProxy Proxy { get; }

    public Scene Scene { get; }

    /// <param name="server">The server behind the proxy.</param>
    /// <param name="ssl">What the secrets say of TLS.</param>
    public static async Task<FaultyStage> OpenAsync(PostgreSqlServer server, bool? ssl = false)
    {
        var proxy = FaultyProxy.To(server.Port);
        try
        {
            return new FaultyStage(proxy, await Scene.OpenAsync(server, proxy.Port, ssl: ssl));
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>A secret whose next rotation is the one that is asked for.</summary>
    public async Task<SecretId> SecretForAsync(RotationCase what)
    {
        Proxy.Record();
        switch (what)
        {
            case RotationCase.SingleUser:
                return _single ??= await Scene.AddAsync("single", RotationStrategy.SingleUser);
            case RotationCase.NewClone:
                return await Scene.AddAsync($"new{_secrets++}", RotationStrategy.Alternating);
        }

        if (_alternating is null)
        {
            _alternating = await Scene.AddAsync("alternating", RotationStrategy.Alternating);
            await RotateAsync(_alternating);
        }

        var current = (await Scene.CurrentAsync(_alternating)).Document;
        if (current.UserName == current.Accounts.BaseUser == (what is RotationCase.Base))
        {
            await RotateAsync(_alternating);
        }

        return _alternating;
    }

    /// <summary>Rotates.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="limits">How long the server may take; the defaults where null.</param>
    /// <param name="lockTimeout">How long to wait for the account's lock; the default where null.</param>
    public Task<RotationOutcome> RotateAsync(SecretId secret, PostgreSqlLimits? limits = null, TimeSpan? lockTimeout = null)
    {
        // The waits between two attempts pass at once; what a test waits for is only what really happens.
        var environment = Scene.NewEnvironment() with
        {
            Targets = new TargetCatalog([new PostgreSqlTarget(limits)]),
            Clock = new HurryingClock(),
        };
        var options = new RotationOptions();
        options = lockTimeout is { } wait ? options with { LockTimeout = wait } : options;
        return new Rotator(environment).RotateAsync(secret, options, _ => { }, TestContext.Current.CancellationToken);
    }

    /// <summary>Rotates undisturbed and gives what has flowed.</summary>
    public async Task<Proxied> RecordAsync(RotationCase what)
    {
        var secret = await SecretForAsync(what);
        await Proxy.QuietAsync();
        var recording = Proxy.Record();
        Assert.Equal(RotationStatus.Rotated, (await RotateAsync(secret)).Status);
        await Proxy.QuietAsync();
        return recording;
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
