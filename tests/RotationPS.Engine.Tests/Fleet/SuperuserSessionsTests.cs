using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>The secrets of a fleet's superusers.</summary>
public sealed class SuperuserSessionsTests
{
    [Fact]
    public async Task A_secret_is_read_once_for_all_who_ask()
    {
        await using var superusers = new SuperuserSessions(maxIdle: 1);
        var reads = 0;

        for (var asked = 0; asked < 10; asked++)
        {
            await superusers.ReadAsync(new SecretId("boss"), isAnew: false, () => Read(ref reads));
        }

        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task The_secrets_of_very_many_superusers_are_not_all_kept()
    {
        await using var superusers = new SuperuserSessions(maxIdle: 1);
        var reads = 0;

        for (var index = 0; index < 5000; index++)
        {
            await superusers.ReadAsync(new SecretId($"boss-{index}"), isAnew: false, () => Read(ref reads));
        }

        reads = 0;
        for (var index = 0; index < 5000; index++)
        {
            await superusers.ReadAsync(new SecretId($"boss-{index}"), isAnew: false, () => Read(ref reads));
        }

        Assert.InRange(reads, 4000, 5000);
    }

    private static Task<SecretValue> Read(ref int reads)
    {
        reads++;
        var version = new SecretVersion("arn", "boss", Scene.Id("boss"), [], Scene.Start);
        return Task.FromResult(new SecretValue(version, new SecretText("{}")));
    }
}
