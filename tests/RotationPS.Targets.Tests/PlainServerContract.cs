using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests;

/// <summary>When a server on loopback that has no encryption is spoken to, whatever the product.</summary>
public abstract class PlainServerContract(Login plain) : TargetTests
{
    [Fact]
    public async Task A_server_without_encryption_is_refused_where_the_secret_demands_it()
    {
        var refusal = await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(plain, ssl: true)));

        Assert.Contains("\"ssl\": false", refusal.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task A_server_without_encryption_is_taken_on_loopback_unless_the_secret_demands_it(bool? ssl)
    {
        await using var session = await LogInAsync(With(plain, ssl));

        Assert.False(session.IsEncrypted);
    }

    [Fact]
    public async Task A_server_without_encryption_is_refused_beyond_loopback_unless_the_secret_allows_it()
    {
        using var relay = Relay.To(plain.Server.Port);

        await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(relay.Through(plain)));
        await using var session = await LogInAsync(With(relay.Through(plain), ssl: false));
    }

    private static Login With(Login login, bool? ssl) => login with { Server = login.Server with { Ssl = ssl } };
}
