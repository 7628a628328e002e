using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerNameTests(SharedSqlServer server) : SqlServerTests(server)
{
    [Theory]
    [InlineData("a]b")]
    [InlineData("it's")]
    [InlineData("say \"so\"")]
    [InlineData("100% [sure]")]
    [InlineData("Zoë 用户")]
    [InlineData("x]; DROP LOGIN sa; --")]
    public async Task Any_name_can_be_rotated_and_cloned(string start)
    {
        var login = await AddAsync(new AccountName($"{start} {Guid.NewGuid():N}"));
        await AddUserAsync(login, SharedSqlServer.Stock, user: $"u {start} {Guid.NewGuid():N}");
        var next = login with { Password = new Password($"It's ]\"{Guid.NewGuid():N}'") };
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
            await session.LockAccountAsync(login.User, TimeSpan.FromSeconds(5), Token);
        }

        var request = CloneOf(login.User);
        var clone = await EnsureCloneAsync(request);

        await using var again = await LogInAsync(next);
        await using var twin = await LogInAsync(clone);
        Assert.Empty(await CompareAsync(request));
    }
}
