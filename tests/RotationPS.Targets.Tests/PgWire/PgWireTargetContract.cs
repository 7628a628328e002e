using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Servers;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PgWire;

/// <summary>What holds of every target whose servers speak PostgreSQL's protocol.</summary>
public abstract class PgWireTargetContract(PostgreSqlServer server) : TargetTests
{
    /// <summary>The target, where a statement may take next to no time.</summary>
    protected abstract IRotationTarget Impatient { get; }

    [Fact]
    public async Task An_unknown_database_is_told_by_its_key()
    {
        var login = await AddAsync();

        var refusal = await Refusal.OfAsync(
            FailureKind.DatabaseNotFound, () => LogInAsync(login with { Server = login.Server with { Database = "no such database" } }));

        Assert.Contains("'dbname'", refusal.NextStep, StringComparison.Ordinal);
        Assert.Contains("no such database", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is demanded of a new password, a former one may have any, and an undo sets it again.</summary>
    [Fact]
    public async Task Every_printable_character_of_ascii_can_be_in_a_password()
    {
        var login = await AddAsync();
        var all = login with { Password = new Password(string.Concat(Enumerable.Range(' ', 95).Select(code => (char)code))) };
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(all.Password, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(all);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pässword")]
    [InlineData("tab\tinside")]
    public async Task A_password_that_clients_might_send_differently_is_refused_and_nothing_changes(string text)
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        await Refusal.OfAsync(FailureKind.PolicyRejected, () => session.ChangeOwnPasswordAsync(new Password(text), retainCurrent: false, Token));

        await using var again = await LogInAsync(login);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_times_out()
    {
        var login = await AddAsync();
        await using var other = await HeldRole.OfAsync(server, login.User);
        await using var session = await Impatient.LogInAsync(login, Token);

        var refusal = await Refusal.OfAsync(FailureKind.TimedOut, () => session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: false, Token));

        Assert.Contains("57014", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<Login> AddAsync()
    {
        var login = new Login(new ServerAddress(server.Host, server.Port, "postgres", null), NewName(), NewPassword());
        await server.ExecuteAsync($"CREATE ROLE {PostgreSqlText.Identifier(login.User.Value)} LOGIN PASSWORD '{login.Password.Reveal()}'");
        return login;
    }
}
