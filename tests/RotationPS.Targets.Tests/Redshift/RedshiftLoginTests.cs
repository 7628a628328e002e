using Npgsql;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.Redshift;
using RotationPS.Targets.Tests.PostgreSql;

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>Logins, on the stand-in and on what answers only as far as a login goes.</summary>
public sealed class RedshiftLoginTests(StandInForRedshift standIn) : RedshiftTests(standIn)
{
    [Fact]
    public async Task A_wrong_password_is_told_with_what_else_it_may_mean()
    {
        var login = await AddAsync();

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = NewPassword() }));

        Assert.Contains("VALID UNTIL", refusal.Message, StringComparison.Ordinal);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { Password = new Password(string.Empty) }));
    }

    // https://github.com/aws/amazon-redshift-python-driver/issues/237 shows the server's own words.
    [Fact]
    public void Redshifts_own_code_for_a_wrong_password_is_a_wrong_password()
    {
        var login = StandIn.LoginOf("app", "anything");
        var server = new PostgresException("password authentication failed for user \"app\"", "FATAL", "FATAL", PostgresErrorCodes.InvalidAuthorizationSpecification, routine: "auth_failed");

        Assert.Equal(FailureKind.LoginFailed, RedshiftFailures.OfLogin(login, server).Kind);
    }

    [Fact]
    public async Task A_password_that_is_kept_as_a_SHA_256_hash_is_told_with_its_remedy()
    {
        using var endpoint = new LoginEndpoint(LoginEndpoint.Sha256Proof);

        var refusal = await Refusal.OfAsync(FailureKind.NotApplicable, () => LogInAsync(endpoint.LoginOf("app")));

        Assert.Contains("SHA-256", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("ALTER USER \"app\" PASSWORD 'md5...'.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Pass", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_told_no_startup_parameter_that_Redshift_does_not_know()
    {
        using var endpoint = new LoginEndpoint(LoginEndpoint.Sha256Proof);

        await Refusal.OfAsync(FailureKind.NotApplicable, () => LogInAsync(endpoint.LoginOf("app")));

        Assert.Equal(["application_name", "client_encoding", "database", "user"], endpoint.StartupParameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("dev", endpoint.StartupParameters["database"]);
    }

    [Theory]
    [InlineData(LoginEndpoint.PasswordInClear)]
    [InlineData(LoginEndpoint.NoProof)]
    public async Task A_server_that_asks_for_no_proof_or_for_the_password_itself_does_not_get_it(int request)
    {
        using var endpoint = new LoginEndpoint(request);

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(endpoint.LoginOf("app")));

        Assert.Contains("'engine'", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_the_stand_in_trusts_is_refused()
    {
        var login = await AddAsync(StandInForRedshift.Trusted);

        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
    }

    [Fact]
    public async Task A_server_that_wants_encryption_says_so_where_the_secret_forbids_it()
    {
        var login = await AddAsync(StandInForRedshift.Encrypted);

        await Refusal.OfAsync(FailureKind.TlsRefused, () => LogInAsync(login with { Server = login.Server with { Ssl = false } }));
    }

    [Fact]
    public async Task A_host_that_is_not_one_or_does_not_resolve_is_told_by_its_key()
    {
        var login = StandIn.LoginOf("app", "anything");

        await Refusal.OfAsync(FailureKind.Unreachable, () => LogInAsync(login with { Server = login.Server with { Host = "a,b" } }));
        await Refusal.OfAsync(FailureKind.Unreachable, () => LogInAsync(login with { Server = login.Server with { Host = "no-such-host.invalid" } }));
    }

    [Fact]
    public async Task A_name_of_127_bytes_is_the_longest()
    {
        var login = StandIn.LoginOf(new string('n', 127), "anything");

        Target.CheckName(login.User);
        var refusal = await Refusal.OfAsync(FailureKind.NameTooLong, () => LogInAsync(login with { User = new AccountName(new string('é', 64)) }));

        Assert.Contains("128 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logins_leave_nothing_behind_in_the_driver()
    {
        var login = await AddAsync();
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token);
        }

        Assert.DoesNotContain(DriverPools.Keys(), key => key.Contains(login.User.Value, StringComparison.Ordinal));
    }
}
