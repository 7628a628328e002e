using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Stores.Tests;

public sealed class InMemorySecretStoreTests : SecretStoreContract
{
    private static readonly SecretId _app = new("prod/app");

    private readonly InMemorySecretStore _store;

    public InMemorySecretStoreTests() => _store = new InMemorySecretStore(Clock);

    protected override ISecretStore Store => _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_without_a_value_is_listed_but_has_no_value()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        _store.PrepareVersionWithoutValue(_app, Token(2), StageLabel.Pending);

        var told = await _store.DescribeAsync(_app, Cancellation);

        Assert.Equal(Token(2), told.Holder(StageLabel.Pending));
        await FailsAsync(
            FailureKind.ResourceNotFound,
            () => _store.GetValueAsync(_app, VersionReference.Of(StageLabel.Pending), Cancellation));
    }

    [Fact]
    public async Task A_version_without_a_value_is_filled_by_a_put()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        _store.PrepareVersionWithoutValue(_app, Token(2), StageLabel.Pending);

        var filled = await PutAsync(2, "v2", "AWSPENDING");

        Assert.Equal([StageLabel.Pending], filled.Labels);
        Assert.Equal("v2", (await _store.GetValueAsync(_app, VersionReference.Of(Token(2)), Cancellation)).Text.Reveal());
        await FailsAsync(FailureKind.ResourceExists, () => PutAsync(2, "v3", "AWSPENDING"));
    }

    [Fact]
    public async Task A_rotation_function_and_an_owning_service_are_told()
    {
        await CreateAsync("prod/app", "v1", Token(1));
        _store.PrepareRotationEnabled(_app);
        _store.PrepareOwningService(_app, "rds");

        var told = await _store.DescribeAsync(_app, Cancellation);

        Assert.True(told.RotationEnabled);
        Assert.Equal("rds", told.OwningService);
    }
}
