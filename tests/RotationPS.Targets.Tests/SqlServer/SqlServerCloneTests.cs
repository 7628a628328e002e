using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests.SqlServer;

[Collection(SharedSqlServer.OneAtATime)]
public sealed class SqlServerCloneTests(SharedSqlServer server) : SqlServerTests(server)
{
    [Fact]
    public async Task A_superuser_with_the_name_of_the_clone_is_left_as_it_is()
    {
        var login = await AddAsync();
        var stranger = await AddAsync(new AccountName($"{login.User}_clone"));
        await Server.ExecuteAsync("master", $"ALTER SERVER ROLE sysadmin ADD MEMBER {Quoted(stranger.User)}");

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(CloneOf(login.User)));

        await using var untouched = await LogInAsync(stranger);
    }

    [Fact]
    public async Task An_owner_of_a_database_cannot_mark_a_strangers_login_there()
    {
        var login = await AddAsync();
        var stranger = await AddAsync(new AccountName($"{login.User}_clone"));
        await Server.ExecuteAsync(SharedSqlServer.Shop, $"GRANT VIEW DEFINITION ON USER::{Quoted(stranger.User)} TO {Quoted(login.User)}");

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(CloneOf(login.User)));

        await using var untouched = await LogInAsync(stranger);
    }

    [Fact]
    public async Task An_adopted_clone_that_has_come_to_administer_the_server_is_left_as_it_is()
    {
        var login = await AddAsync();
        var twin = await AddAsync(new AccountName($"{login.User}_clone"));
        await EnsureCloneAsync(CloneOf(login.User) with { Adopt = true });
        var second = CloneOf(login.User);
        await EnsureCloneAsync(second);
        await Server.ExecuteAsync("master", $"ALTER SERVER ROLE sysadmin ADD MEMBER {Quoted(twin.User)}");

        var refusal = await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(CloneOf(login.User)));

        Assert.Contains("administer", refusal.Message, StringComparison.Ordinal);
        await using var untouched = await LogInAsync(twin with { Password = second.Password });
    }

    [Fact]
    public async Task A_role_with_the_name_of_the_clone_is_no_clone()
    {
        var login = await AddAsync();
        await Server.ExecuteAsync("master", $"CREATE SERVER ROLE [{login.User}_clone]");

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(CloneOf(login.User) with { Adopt = true }));
    }

    [Fact]
    public async Task A_strangers_user_with_the_name_of_the_clones_is_named_before_anything_changes()
    {
        var login = await AddAsync();
        var stranger = await AddAsync();
        await AddUserAsync(login, SharedSqlServer.Stock);
        await AddUserAsync(stranger, SharedSqlServer.Stock, user: $"{login.User}_clone");
        var request = CloneOf(login.User);

        var refusal = await Refusal.OfAsync(FailureKind.CloneNotOurs, () => EnsureCloneAsync(request));

        Assert.Contains(SharedSqlServer.Stock, refusal.Message, StringComparison.Ordinal);
        await using var superuser = await LogInAsync(Superuser);
        Assert.Null(await superuser.DescribeAccountAsync(request.Name, Token));
    }

    [Fact]
    public async Task A_clone_gets_a_user_in_every_database_of_its_base_whatever_that_is_called_there()
    {
        var login = await AddAsync();
        await AddUserAsync(login, SharedSqlServer.Stock, user: $"other name of {login.User}");
        var request = CloneOf(login.User);

        var clone = await EnsureCloneAsync(request);

        Assert.Empty(await CompareAsync(request));
        foreach (var database in new[] { SharedSqlServer.Shop, SharedSqlServer.Stock })
        {
            await using var session = await LogInAsync(clone with { Server = clone.Server with { Database = database } });
        }
    }

    [Fact]
    public async Task A_database_that_is_left_out_stays_as_it_is()
    {
        var login = await AddAsync();
        await AddUserAsync(login, SharedSqlServer.Stock);
        var request = CloneOf(login.User);
        var terms = request.Terms with { SkippedDatabases = [SharedSqlServer.Stock] };
        await using var superuser = await LogInAsync(Superuser);

        await superuser.EnsureCloneAsync(terms, request.Password, Token);

        Assert.Empty(await superuser.CompareRightsAsync(terms, Token));
        Assert.NotEmpty(await superuser.CompareRightsAsync(request.Terms, Token));
    }

    [Theory]
    [InlineData("OFFLINE", "ONLINE")]
    [InlineData("READ_ONLY", "READ_WRITE")]
    public async Task A_database_that_cannot_be_worked_on_is_told_and_stops_nothing(string state, string back)
    {
        var (login, database) = (await AddAsync(), await AddDatabaseAsync());
        await AddUserAsync(login, database);
        await Server.ExecuteAsync("master", $"ALTER DATABASE {database} SET {state}");
        var request = CloneOf(login.User);

        var clone = await EnsureCloneAsync(request);

        var difference = Assert.Single(await CompareAsync(request), difference => difference.Scope == database);
        Assert.NotNull(difference.Reason);
        await using var session = await LogInAsync(clone);
        await Server.ExecuteAsync("master", $"ALTER DATABASE {database} SET {back}");
        Assert.Contains(await CompareAsync(request), difference => difference is { Reason: null, Permission: "USER" } && difference.Scope == database);
        await EnsureCloneAsync(request);
        Assert.Empty(await CompareAsync(request));
    }

    [Fact]
    public async Task A_database_that_is_closed_to_the_superuser_is_told_and_stops_nothing()
    {
        var login = await AddAsync();
        await AddUserAsync(login, SharedSqlServer.Stock);
        var admin = await AddAsync();
        await Server.ExecuteAsync("master", $"GRANT ALTER ANY LOGIN TO {Quoted(admin.User)}");
        await Server.ExecuteAsync("master", $"GRANT VIEW ANY DEFINITION TO {Quoted(admin.User)}");
        await Server.ExecuteAsync(SharedSqlServer.Shop, $"ALTER ROLE db_owner ADD MEMBER {Quoted(admin.User)}");
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(admin);

        await request.MakeAsync(superuser);

        var differences = await superuser.CompareRightsAsync(request.Terms, Token);
        Assert.Contains(differences, difference => difference.Scope == SharedSqlServer.Stock && difference.Reason is not null);
        Assert.DoesNotContain(differences, difference => difference.Reason is null);
    }

    [Fact]
    public async Task A_superuser_without_the_right_to_alter_logins_is_told_what_it_lacks()
    {
        var (login, admin) = (await AddAsync(), await AddAsync());
        await using var session = await LogInAsync(admin);

        var refusal = await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(login.User, Token));

        Assert.Contains("GRANT ALTER ANY LOGIN", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_controls_the_server_may_manage_an_administrator()
    {
        var (login, admin) = (await AddAsync(), await AddAsync());
        await Server.ExecuteAsync("master", $"GRANT ALTER ANY LOGIN TO {Quoted(admin.User)}; GRANT VIEW ANY DEFINITION TO {Quoted(admin.User)}");
        await Server.ExecuteAsync("master", $"ALTER SERVER ROLE sysadmin ADD MEMBER {Quoted(login.User)}");
        await using var session = await LogInAsync(admin);

        await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(login.User, Token));
    }

    [Fact]
    public async Task A_preview_lists_the_statements_that_run_then()
    {
        if (Server.Catalogue is not { } catalogue)
        {
            return;
        }

        var login = await AddAsync();
        await AddUserAsync(login, SharedSqlServer.Stock);
        await Server.ExecuteAsync(SharedSqlServer.Stock, $"ALTER ROLE db_datareader ADD MEMBER {Quoted(login.User)}");
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        var preview = await superuser.PreviewCloneAsync(request.Terms, setsPassword: true, Token);

        await request.MakeAsync(superuser);

        var said = string.Join('\n', catalogue.Batches.Select(batch => batch.Text));
        Assert.Contains(preview, statement => statement.Contains("CREATE LOGIN", StringComparison.Ordinal));
        Assert.All(preview.Where(statement => !statement.Contains("********", StringComparison.Ordinal)), statement =>
            Assert.Contains(statement[(statement.StartsWith("USE ", StringComparison.Ordinal) ? statement.IndexOf("]; ", StringComparison.Ordinal) + 3 : 0)..], said, StringComparison.Ordinal));
    }
}
