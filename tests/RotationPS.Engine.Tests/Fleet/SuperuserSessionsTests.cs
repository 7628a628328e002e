using RotationPS.Engine.Accounts;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>The secrets of a fleet's superusers, and their connections.</summary>
public sealed class SuperuserSessionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task Of_the_connections_that_wait_those_are_closed_first_that_were_used_least_recently()
    {
        var server = NewServer();
        await using var superusers = new SuperuserSessions(maxIdle: 10);
        var (first, second, third) = (await LogInAsync(server), await LogInAsync(server), await LogInAsync(server));
        await ReturnAsync(superusers, first, second, third);

        // The last two serve another account each, and come back in the other order.
        var (thirdLent, secondLent) = (superusers.Take(third.Login)!, superusers.Take(third.Login)!);
        await thirdLent.DisposeAsync();
        await secondLent.DisposeAsync();

        await superusers.KeepIdleAsync(KeyOf(third), 2);
        Assert.Equal([false, true, true], await AreOpenAsync(first, second, third));
        await superusers.KeepIdleAsync(KeyOf(third), 1);
        Assert.Equal([false, true, false], await AreOpenAsync(first, second, third));
        await superusers.KeepIdleAsync(KeyOf(third), 0);
        Assert.Equal(0, server.OpenSessions);
        Assert.Null(superusers.Take(third.Login));
    }

    [Fact]
    public async Task A_connection_that_is_lent_hears_which_password_to_expect()
    {
        var server = NewServer();
        await using var superusers = new SuperuserSessions(maxIdle: 1);
        await using var lent = superusers.Lend(await LogInAsync(server));
        var password = new Password("next");

        lent.Expect(password);

        Assert.Equal([password], server.ExpectedPasswords);
    }

    [Fact]
    public async Task Room_at_one_server_costs_no_connection_to_another()
    {
        var server = NewServer();
        await using var superusers = new SuperuserSessions(maxIdle: 10);
        var (here, there, hereToo) = (await LogInAsync(server), await LogInAsync(server, "other.example.com"), await LogInAsync(server));
        await ReturnAsync(superusers, here, there, hereToo);

        await superusers.KeepIdleAsync(KeyOf(here).ToUpperInvariant(), 1);

        Assert.Equal([false, true, true], await AreOpenAsync(here, there, hereToo));
        await superusers.KeepIdleAsync(KeyOf(here), 5);
        Assert.Equal([false, true, true], await AreOpenAsync(here, there, hereToo));
    }

    [Fact]
    public async Task One_connection_too_many_closes_the_one_that_was_used_least_recently_wherever_it_leads()
    {
        var server = NewServer();
        await using var superusers = new SuperuserSessions(maxIdle: 2);
        var (first, second, third) = (await LogInAsync(server, "other.example.com"), await LogInAsync(server), await LogInAsync(server));

        await ReturnAsync(superusers, first, second, third);

        Assert.Equal([false, true, true], await AreOpenAsync(first, second, third));
    }

    private static InMemoryTarget NewServer()
    {
        var server = new InMemoryTarget();
        server.AddAccount("boss", Scene.SuperuserPassword, superuser: true);
        return server;
    }

    private static Task<ITargetSession> LogInAsync(InMemoryTarget server, string host = "db.example.com") => server.LogInAsync(
        new Login(new ServerAddress(host, 5432, "shop", Ssl: null), new AccountName("boss"), new Password(Scene.SuperuserPassword)), Token);

    private static string KeyOf(ITargetSession session) => SuperuserSessions.KeyOf(session.Login.Server);

    private static async Task ReturnAsync(SuperuserSessions superusers, params ITargetSession[] sessions)
    {
        foreach (var session in sessions)
        {
            await superusers.Lend(session).DisposeAsync();
        }
    }

    private static async Task<IEnumerable<bool>> AreOpenAsync(params ITargetSession[] sessions)
    {
        var open = new List<bool>();
        foreach (var session in sessions)
        {
            open.Add(await Record.ExceptionAsync(() => session.UnlockAccountsAsync(Token)) is null);
        }

        return open;
    }

    private static Task<SecretValue> Read(ref int reads)
    {
        reads++;
        var version = new SecretVersion("arn", "boss", Scene.Id("boss"), [], Scene.Start);
        return Task.FromResult(new SecretValue(version, new SecretText("{}")));
    }
}
