using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlTlsTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Tls)
{
    private const string TrustedRoots = "PGSSLROOTCERT";

    [Fact]
    public async Task A_server_that_has_got_encryption_since_it_was_last_asked_is_spoken_to_encrypted()
    {
        await using var server = await PostgreSqlServer.StartAsync(new PostgreSqlServerOptions { Tls = true });
        var (target, login) = (new PostgreSqlTarget(), SharedPostgreSql.LoginTo(server));

        await TurnEncryptionAsync(server, "off");
        for (var time = 0; time < 2; time++)
        {
            await using var plain = await target.LogInAsync(login, Token);
            Assert.False(plain.IsEncrypted);
        }

        await TurnEncryptionAsync(server, "on");
        for (var time = 0; time < 2; time++)
        {
            await using var encrypted = await target.LogInAsync(login, Token);
            Assert.True(encrypted.IsEncrypted);
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(false, false)]
    public async Task A_server_with_encryption_is_spoken_to_encrypted_unless_the_secret_says_otherwise(bool? ssl, bool encrypted)
    {
        var login = await AddAsync();

        await using var session = await LogInAsync(With(login, ssl));

        Assert.Equal(encrypted, await IsEncryptedAsync(login.User));
    }

    [Fact]
    public async Task A_server_beyond_loopback_is_spoken_to_encrypted_where_the_secret_says_nothing()
    {
        var login = await AddAsync();
        using var relay = Relay.To(Superuser.Server.Port);

        await using var session = await LogInAsync(relay.Through(login));

        Assert.Equal(true, await IsEncryptedAsync(login.User));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_where_the_secret_demands_one()
    {
        var refusal = await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(Superuser, ssl: true)));

        Assert.Contains("certificate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_trusted_is_taken_for_the_hosts_it_names_and_for_no_other()
    {
        var roots = Path.GetTempFileName();
        await File.WriteAllTextAsync(roots, Server.CertificatePem, Token);
        Environment.SetEnvironmentVariable(TrustedRoots, roots);
        try
        {
            using var relay = Relay.To(Superuser.Server.Port);
            await using var session = await LogInAsync(With(Superuser, ssl: true));
            await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(relay.Through(Superuser), ssl: true)));
        }
        finally
        {
            Environment.SetEnvironmentVariable(TrustedRoots, null);
            File.Delete(roots);
        }
    }

    [Fact]
    public async Task An_account_that_must_use_encryption_says_so_when_the_secret_forbids_it()
    {
        var login = await AddAsync(new AccountName(SharedPostgreSql.Encrypted));

        var refusal = await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(login, ssl: false)));

        Assert.Contains("\"ssl\": false", refusal.NextStep, StringComparison.Ordinal);
        await using var session = await LogInAsync(With(login, ssl: null));
    }

    [Fact]
    public async Task A_wrong_password_over_an_encrypted_connection_is_tried_once()
    {
        var login = await AddAsync();

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(With(login, ssl: null) with { Password = NewPassword() }));

        var failures = (await Server.ReadLogAsync()).Split('\n').Where(line =>
            line.Contains($"authentication failed for user \"{login.User}\"", StringComparison.Ordinal));
        Assert.Single(failures);
    }

    private static Login With(Login login, bool? ssl) => login with { Server = login.Server with { Ssl = ssl } };

    private Task<object?> IsEncryptedAsync(AccountName user) => Server.ScalarAsync(
        $"SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.usename = '{user}'");

    private static async Task TurnEncryptionAsync(PostgreSqlServer server, string state)
    {
        await server.ExecuteAsync($"ALTER SYSTEM SET ssl = {state}");
        do
        {
            await server.ExecuteAsync("SELECT pg_reload_conf()");
        }
        while (!state.Equals(await server.ScalarAsync("SHOW ssl")));
    }
}
