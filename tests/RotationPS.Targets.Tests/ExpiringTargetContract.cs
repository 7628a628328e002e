using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests;

/// <summary>What the engine relies on besides, of servers whose accounts expire; of others only the passwords do.</summary>
public abstract class ExpiringTargetContract : RotationTargetContract
{
    [Fact]
    public async Task An_expired_account_does_not_log_in_and_its_description_says_since_when()
    {
        var login = await AddAsync();
        var past = new DateTimeOffset(2020, 2, 29, 12, 30, 0, TimeSpan.Zero);
        await ExpireAsync(login.User, past);

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));

        await using var superuser = await LogInAsync(Superuser);
        Assert.Equal(past, (await superuser.DescribeAccountAsync(login.User, Token))!.ExpiresAt);
    }
}
