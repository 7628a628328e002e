using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Servers.SqlServer;
using RotationPS.Servers.SqlServer.Catalogue;
using RotationPS.Targets.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer;

/// <summary>Logins on servers that are set up for one test.</summary>
public sealed class SqlServerLoginTests
{
    private static readonly Password _password = new("Sa-0f5d8c2b7e");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SqlServerTarget Target { get; } = new();

    [Theory]
    [InlineData(18456, FailureKind.LoginFailed)]
    [InlineData(18470, FailureKind.AccountLocked)]
    [InlineData(18486, FailureKind.AccountLocked)]
    [InlineData(4060, FailureKind.DatabaseNotFound)]
    [InlineData(4064, FailureKind.DatabaseNotFound)]
    [InlineData(10928, FailureKind.Busy)]
    [InlineData(40501, FailureKind.Busy)]
    [InlineData(40613, FailureKind.Unreachable)]
    [InlineData(40615, FailureKind.Unreachable)]
    [InlineData(17892, FailureKind.ServerError)]
    public async Task Every_refusal_has_its_kind_the_servers_words_and_one_attempt(int number, FailureKind kind)
    {
        var engine = new RefusingEngine(number);
        await using var endpoint = await TdsEndpoint.StartAsync(engine);

        var refusal = await Refusal.OfAsync(kind, () => Target.LogInAsync(LoginTo(endpoint), Token));

        Assert.Contains("own words", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_password.Reveal(), refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, engine.Logins);
    }

    [Fact]
    public async Task A_certificate_is_verified_where_the_secret_says_so()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new SqlCatalogue(_password.Reveal()));

        await Refusal.OfAsync(FailureKind.TlsRefused, () => Target.LogInAsync(LoginTo(endpoint, ssl: true), Token));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(false, false)]
    public async Task A_server_with_encryption_is_spoken_to_encrypted_unless_the_secret_says_otherwise(bool? ssl, bool encrypted)
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new SqlCatalogue(_password.Reveal()));

        await using var session = await Target.LogInAsync(LoginTo(endpoint, ssl), Token);

        Assert.Equal(encrypted, session.IsEncrypted);
    }

    [Fact]
    public async Task A_server_without_encryption_is_taken_on_loopback_only()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(
            new SqlCatalogue(_password.Reveal()), new TdsEndpointOptions { Encryption = TdsEncryption.NotSupported });
        using var relay = Relay.To(endpoint.Port);

        await using (var session = await Target.LogInAsync(LoginTo(endpoint), Token))
        {
            Assert.False(session.IsEncrypted);
        }

        await Refusal.OfAsync(FailureKind.TlsRefused, () => Target.LogInAsync(LoginTo(endpoint, ssl: true), Token));
        await Refusal.OfAsync(FailureKind.TlsRefused, () => Target.LogInAsync(relay.Through(LoginTo(endpoint)), Token));
        await using var plain = await Target.LogInAsync(LoginTo(endpoint, ssl: false), Token);
        Assert.False(plain.IsEncrypted);
    }

    [Fact]
    public async Task On_Azure_accounts_of_several_databases_are_rotated_and_cloned_over_a_connection_each()
    {
        var catalogue = new SqlCatalogue(_password.Reveal(), SqlFlavour.AzureSqlDatabase);
        await using var endpoint = await TdsEndpoint.StartAsync(catalogue);
        var app = new AccountName("app");
        await catalogue.RunAsync("CREATE LOGIN [app] WITH PASSWORD = N'First-7a1c9e4d2b'");
        await catalogue.RunAsync("CREATE USER [app] FOR LOGIN [app]");
        foreach (var database in new[] { "shop", "stock" })
        {
            await catalogue.RunAsync($"CREATE DATABASE [{database}]");
            await catalogue.RunAsync("CREATE USER [app] FOR LOGIN [app]; ALTER ROLE db_datareader ADD MEMBER [app]", database);
        }

        var admin = LoginTo(endpoint, database: "shop");
        var login = admin with { User = app, Password = new Password("First-7a1c9e4d2b") };
        var next = login with { Password = new Password("Next-3f6b0d8e5c") };
        await using (var session = await Target.LogInAsync(login, Token))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await using var again = await Target.LogInAsync(next, Token);
        var request = new WantedClone(app, new AccountName("app_clone"), new Password("Clone-2e9a7c4f1d"), CloneMode.Copy);
        await using var superuser = await Target.LogInAsync(admin, Token);
        await request.MakeAsync(superuser);

        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        Assert.Equal(app, (await superuser.DescribeAccountAsync(request.Name, Token))!.CloneOf);
        foreach (var database in new[] { "shop", "stock" })
        {
            await using var clone = await Target.LogInAsync(
                admin with { User = request.Name, Password = request.Password, Server = admin.Server with { Database = database } }, Token);
        }

        Assert.Empty(catalogue.Unknown);
    }

    [Fact]
    public async Task An_account_that_is_locked_after_wrong_passwords_is_told_and_opened_by_a_reset()
    {
        var catalogue = new SqlCatalogue(_password.Reveal()) { Policy = { LockoutThreshold = 1 } };
        await using var endpoint = await TdsEndpoint.StartAsync(catalogue);
        await catalogue.RunAsync("CREATE LOGIN [app] WITH PASSWORD = N'First-7a1c9e4d2b'");
        var login = LoginTo(endpoint) with { User = new AccountName("app"), Password = new Password("First-7a1c9e4d2b") };
        var next = login with { Password = new Password("Next-3f6b0d8e5c") };

        await Refusal.OfAsync(FailureKind.LoginFailed, () => Target.LogInAsync(next, Token));
        await Refusal.OfAsync(FailureKind.AccountLocked, () => Target.LogInAsync(login, Token));
        await using var superuser = await Target.LogInAsync(LoginTo(endpoint), Token);
        await superuser.ResetPasswordAsync(login.User, next.Password, Token);

        await using var session = await Target.LogInAsync(next, Token);
    }

    [Fact]
    public async Task A_loopback_address_of_IPv6_is_one_host()
    {
        var login = new Login(new ServerAddress("::1", 1, "master", null), new AccountName("sa"), _password);

        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => Target.LogInAsync(login, Token));

        Assert.Contains("[::1]:1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_can_be_cancelled()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new SqlCatalogue(_password.Reveal()));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Target.LogInAsync(LoginTo(endpoint), stop.Token));
    }

    private static Login LoginTo(TdsEndpoint endpoint, bool? ssl = null, string database = "master") =>
        new(new ServerAddress("127.0.0.1", endpoint.Port, database, ssl), new AccountName("sa"), _password);
}
