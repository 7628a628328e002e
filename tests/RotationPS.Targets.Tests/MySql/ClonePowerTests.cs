using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Servers.MySql;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What happens where a mark is left of a clone, and the account beside it may do more than its base.</summary>
public abstract class ClonePowerTests(MySqlProtocolServer server) : MySqlProtocolTests(server)
{
    [Theory]
    [InlineData("GRANT SUPER ON *.* TO {0}", "SUPER")]
    [InlineData("GRANT CREATE USER ON *.* TO {0}", "CREATE USER")]
    [InlineData("GRANT FILE ON *.* TO {0}", "FILE")]
    [InlineData("GRANT SELECT ON *.* TO {0} WITH GRANT OPTION", "GRANT OPTION")]
    [InlineData("GRANT UPDATE ON *.* TO {0}", "UPDATE")]
    [InlineData("GRANT INSERT ON mysql.* TO {0}", "INSERT on mysql")]
    [InlineData("GRANT UPDATE ON mysql.db TO {0}", "UPDATE on mysql")]
    [InlineData("GRANT UPDATE (Select_priv) ON mysql.db TO {0}", "UPDATE on mysql")]
    [InlineData("GRANT ALL PRIVILEGES ON *.* TO {0} WITH GRANT OPTION", "SUPER")]
    public async Task A_marked_clone_that_could_take_over_the_server_is_left_alone(string grant, string power)
    {
        var (login, foreign, request) = await MakeAnewAsync();
        await Server.ExecuteAsync(string.Format(null, grant, Row(foreign.User)));

        var refusal = await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(request));

        Assert.Contains(power, refusal.Message, StringComparison.Ordinal);
        await using (await LogInAsync(foreign))
        {
        }

        await EnsureCloneAsync(request with { Adopt = true });
        Assert.Empty(await CompareAsync(request));
        Assert.Equal(await GrantsAsync(login.User), await GrantsAsync(request.Name));
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(foreign));
    }

    [Fact]
    public async Task A_marked_clone_that_could_take_over_the_server_by_a_role_in_a_role_is_left_alone()
    {
        var (_, foreign, request) = await MakeAnewAsync();
        var (inner, outer) = (NewName(), NewName());
        await Server.ExecuteAsync(
            $"CREATE ROLE {inner}", $"CREATE ROLE {outer}", $"GRANT {inner} TO {outer}", $"GRANT CREATE USER ON *.* TO {inner}", $"GRANT {outer} TO {Row(foreign.User)}");

        var refusal = await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(request));

        Assert.Contains("CREATE USER", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_whose_base_may_do_the_same_is_no_danger()
    {
        var (login, foreign, request) = await MakeAnewAsync();
        var role = NewName();
        await Server.ExecuteAsync(
            $"CREATE ROLE {role}", $"GRANT SUPER ON *.* TO {role}", $"GRANT {role} TO {Row(login.User)}", $"GRANT SUPER ON *.* TO {Row(foreign.User)}");

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task A_clone_with_more_rights_on_data_is_brought_in_line()
    {
        var (_, foreign, request) = await MakeAnewAsync();
        var (database, role) = (await AddDatabaseAsync(), NewName());
        await Server.ExecuteAsync(
            $"CREATE ROLE {role}",
            $"GRANT ALL PRIVILEGES ON {database}.* TO {role}",
            $"GRANT {role} TO {Row(foreign.User)}",
            $"GRANT ALL PRIVILEGES ON {database}.* TO {Row(foreign.User)} WITH GRANT OPTION",
            $"GRANT SELECT, PROCESS ON *.* TO {Row(foreign.User)}");

        await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
    }

    /// <summary>Makes a clone, drops its row beside the mark, and makes an account of its name anew, as somebody else would.</summary>
    private async Task<(Login Base, Login Foreign, WantedClone Request)> MakeAnewAsync()
    {
        var login = await AddPlainAsync();
        var request = CloneOf(login.User);
        var foreign = (await EnsureCloneAsync(request)) with { Password = NewPassword() };
        await Server.ExecuteAsync($"DROP USER {Row(foreign.User)}", $"CREATE USER {Row(foreign.User)} IDENTIFIED BY '{foreign.Password.Reveal()}'");
        return (login, foreign, request);
    }
}
