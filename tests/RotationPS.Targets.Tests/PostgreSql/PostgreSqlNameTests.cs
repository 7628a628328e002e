using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlNameTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    public static TheoryData<string> OddNames =>
    [
        "we\"ird",
        "o'brien",
        "with space ",
        "100%d {0}",
        "semi;DROP ROLE postgres;--",
        "back\\slash\\",
        "line\nbreak",
        "Upper and lower",
        "$1 @name :name ?",
        "/* open",
        "$tag$",
        "a=b;Host=elsewhere",
        "größe",
        "日本語",
        "🙂",
        new string('n', 57),
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task An_odd_name_is_as_good_as_any_other(string text)
    {
        var name = new AccountName(text);
        var login = Superuser with { User = name, Password = NewPassword() };
        var next = login with { Password = NewPassword() };
        var request = CloneOf(name);
        await using var superuser = await LogInAsync(Superuser);

        await superuser.CreateAccountAsync(name, login.Password, _ => Task.CompletedTask, Token);
        await using (var session = await LogInAsync(login))
        {
            await session.LockAccountAsync(name, TimeSpan.FromSeconds(1), Token);
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await request.MakeAsync(superuser);
        await request.MakeAsync(superuser);

        await using (var session = await LogInAsync(next))
        {
            Assert.Equal(name, (await session.DescribeAccountAsync(request.Name, Token))!.CloneOf);
        }

        var clone = next with { User = request.Name, Password = request.Password };
        await using (var session = await LogInAsync(clone))
        {
            await session.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: false, Token);
            Assert.Empty(await session.CompareRightsAsync(request.Terms, Token));
        }

        await Server.ExecuteAsync($"DROP ROLE {Quoted(request.Name)}, {Quoted(name)}");
    }

    [Fact]
    public async Task A_name_of_63_bytes_works_and_one_of_64_is_refused_with_its_length()
    {
        var login = await AddAsync(new AccountName(new string('é', 31) + "x"));
        await using (var session = await LogInAsync(login))
        {
            await session.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token);
        }

        var refusal = await Refusal.OfAsync(
            FailureKind.NameTooLong, () => LogInAsync(login with { User = new AccountName(new string('é', 32)) }));

        Assert.Contains("64 bytes", refusal.Message, StringComparison.Ordinal);
        await Server.ExecuteAsync($"DROP ROLE {Quoted(login.User)}");
    }

    [Fact]
    public void Names_of_settings_and_databases_are_quoted_too()
    {
        const string account = "a\"b";

        Assert.Equal(
            "ALTER ROLE \"a\"\"b\" IN DATABASE \"d\"\"b\" SET \"my\".\"set\"\"ting\" = E'it''s \\\\ fine'",
            PostgreSqlStatements.Set(account, new RoleSetting("d\"b", "my.set\"ting"), "it's \\ fine"));
        Assert.Equal("ALTER ROLE \"a\"\"b\" RESET role", PostgreSqlStatements.Set(account, RoleSetting.ActsAs, null));
    }

    [Theory]
    [InlineData("public", "public")]
    [InlineData("\"$user\", public", "$user|public")]
    [InlineData("\"my, schema\",\"with\"\"quote\"", "my, schema|with\"quote")]
    [InlineData("\"\"", "")]
    public void A_list_of_names_is_read_as_the_catalogue_writes_it(string value, string names) =>
        Assert.Equal(names, string.Join('|', SettingList.Split(value)));

    [Fact]
    public void A_comment_that_somebody_edited_is_no_mark()
    {
        Assert.Null(RoleMark.OfClone.Read("RotationPS: clone of app"));
        Assert.Null(RoleMark.OfClone.Read("RotationPS: clone of \"\""));
        Assert.Null(RoleMark.OfClone.Read("See RotationPS: clone of \"app\""));
        Assert.Equal(new AccountName("app"), RoleMark.OfClone.Read("One.\nRotationPS: clone of \"app\"\nTwo."));
    }

    [Fact]
    public void The_number_of_a_lock_is_the_same_in_every_version() =>
        Assert.Equal(-6592848310624709912, AccountLockKey.Of(new AccountName("app")));
}
