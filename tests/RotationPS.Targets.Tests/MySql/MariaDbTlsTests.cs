using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbTlsTests(SharedMariaDb shared) : MariaDbTests(shared.Tls)
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(false, false)]
    public async Task A_server_with_encryption_is_spoken_to_encrypted_unless_the_secret_says_otherwise(bool? ssl, bool encrypted)
    {
        await using var session = await LogInAsync(With(Superuser, ssl));

        Assert.Equal(encrypted, session.IsEncrypted);
    }

    /// <summary>
    /// Since 11.4 MariaDB vouches for its certificate itself: its answer to a login holds a hash of it and of the password,
    /// which only who has the account's hash can make.
    /// </summary>
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_where_the_secret_demands_one()
    {
        if (MySqlVersion.Parse((string)(await Server.ScalarAsync("SELECT VERSION()"))!).Number >= new Version(11, 4))
        {
            await using var session = await LogInAsync(With(Superuser, ssl: true));
            Assert.True(session.IsEncrypted);
            await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(With(Superuser with { Password = NewPassword() }, ssl: true)));
            return;
        }

        var refusal = await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(Superuser, ssl: true)));

        Assert.Contains("certificate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_somebody_else_has_named_never_sees_more_than_a_proof_of_the_password()
    {
        using var relay = Relay.To(Superuser.Server.Port);
        var untrusted = Superuser with { IsServerUntrusted = true };

        await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(With(untrusted, ssl: true)));
        await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(relay.Through(untrusted)));
        await using var session = await LogInAsync(untrusted);

        Assert.False(session.IsEncrypted);
    }

    [Fact]
    public async Task An_account_that_requires_encryption_has_a_clone_that_does()
    {
        var login = await AddAsync(words: "REQUIRE SSL");
        var clone = await EnsureCloneAsync(CloneOf(login.User));

        await using var session = await LogInAsync(clone);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(With(clone, ssl: false)));
    }

    [Fact]
    public async Task A_wrong_password_over_an_encrypted_connection_is_tried_once()
    {
        var login = await AddAsync();

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = NewPassword() }));

        var log = await Server.ReadStatementsAsync();
        Assert.Single(log.Split('\n'), line => line.Contains($"Access denied for user '{login.User}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_leaves_no_password_in_the_tables_of_the_driver()
    {
        var login = await AddAsync();
        await using (var session = await LogInAsync(login))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            await using var holder = await LogInAsync(Superuser);
            await holder.LockAccountAsync(login.User, TimeSpan.FromSeconds(5), Token);
            var waiting = session.LockAccountAsync(login.User, TimeSpan.FromSeconds(30), stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.DoesNotContain(MySqlDriverTables.Texts(), text => text.Contains(login.Password.Reveal(), StringComparison.Ordinal));

        await using var driver = await Server.ConnectAsync(login.User.Value, login.Password.Reveal());
        Assert.Contains(MySqlDriverTables.Texts(), text => text.Contains(login.Password.Reveal(), StringComparison.Ordinal));
    }

    private static Login With(Login login, bool? ssl) => login with { Server = login.Server with { Ssl = ssl } };
}
