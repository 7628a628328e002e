using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql;
using RotationPS.Targets.MySql.Passwords;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>What MySQL 8 has and MariaDB has not, by the statements alone, for those who have no such server.</summary>
public sealed class MySqlEightTests
{
    private static readonly MySqlVersion _eight = MySqlVersion.Parse("8.0.36");

    private static AccountPair Accounts { get; } = AccountPair.WithBase(new AccountName("app"));

    private static CloneTerms Terms { get; } = new(Accounts, CloneMode.Copy);

    [Theory]
    [InlineData("8.0.36", false, 32, true)]
    [InlineData("8.0.13", false, 32, false)]
    [InlineData("5.7.44-log", false, 32, false)]
    [InlineData("8.0.mysql_aurora.3.05.2", false, 32, false)]
    [InlineData("10.11.18-MariaDB-0+deb12u1", true, 128, false)]
    [InlineData("5.5.5-10.6.14-MariaDB-log", true, 128, false)]
    [InlineData("10.1.48-MariaDB", true, 80, false)]
    public void A_version_says_what_its_server_can_do(string text, bool isMariaDb, int nameCharacters, bool holdsTwoPasswords)
    {
        var version = MySqlVersion.Parse(text);

        Assert.Equal((isMariaDb, nameCharacters, holdsTwoPasswords), (version.IsMariaDb, version.NameCharacters, version.HoldsTwoPasswords));
    }

    [Fact]
    public void A_row_of_the_user_table_is_read_with_all_its_traits()
    {
        var row = Row(
            ("ssl_type", "SPECIFIED"), ("x509_subject", "/CN=a'b"), ("ssl_cipher", "AES"), ("max_questions", "5"), ("max_user_connections", "0"),
            ("password_lifetime", "30"), ("account_locked", "Y"), ("Password_reuse_history", "3"), ("Password_reuse_time", "9"), ("Password_require_current", "N"),
            ("User_attributes", """{"Password_locking":{"failed_login_attempts":4,"password_lock_time_days":-1},"Restrictions":[{"Database":"pay","Privileges":["SELECT"]}]}"""));

        var statement = new MySqlStatements(_eight) { MasksPasswords = true }.Create(
            "'x'@'%'", row.Methods, AccountTrait.Clauses(AccountTrait.All.Where(row.Traits.ContainsKey).Select(trait => (trait, row.ValueOf(trait)))));

        Assert.Equal(
            "CREATE USER 'x'@'%' IDENTIFIED WITH 'caching_sha2_password' AS '********' REQUIRE SUBJECT '/CN=a''b' AND CIPHER 'AES' "
            + "WITH MAX_QUERIES_PER_HOUR 5 PASSWORD EXPIRE INTERVAL 30 DAY PASSWORD HISTORY 3 PASSWORD REUSE INTERVAL 9 DAY "
            + "PASSWORD REQUIRE CURRENT OPTIONAL FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME UNBOUNDED ACCOUNT LOCK",
            statement);
        Assert.Equal(
            new AccountRight(RightLevel.Restriction, "pay", "DATABASE pay", "`pay`.*", "SELECT"), Assert.Single(row.Rights));
    }

    [Fact]
    public void A_clone_is_made_locked_and_opened_last()
    {
        var original = Row() with
        {
            Rights = new HashSet<AccountRight>
            {
                new(RightLevel.Restriction, "pay", "DATABASE pay", "`pay`.*", "SELECT"),
                new(RightLevel.Dynamic, "server", null, "*.*", "BACKUP_ADMIN", IsGrantable: true),
                new(RightLevel.Dynamic, "server", null, "*.*", "AUDIT_ADMIN"),
                new(RightLevel.Server, "server", null, "*.*", AccountRight.GrantOption),
                new(RightLevel.Server, "server", null, "*.*", "SELECT"),
                new(RightLevel.Role, "server", "'r'@'%'", "'r'@'%'", string.Empty, IsGrantable: true),
            },
            DefaultRole = "'r'@'%'",
        };

        var statements = Statements(new TwinFacts([original], [], []), new Password("p"));

        Assert.Equal(
            [
                $"CREATE USER 'app_clone'@'{CloneMark.HostFor(Accounts.BaseUser)}' IDENTIFIED WITH 'caching_sha2_password' AS '********' ACCOUNT LOCK",
                "CREATE USER 'app_clone'@'%' IDENTIFIED WITH 'caching_sha2_password' AS '********' ACCOUNT LOCK",
                "GRANT BACKUP_ADMIN ON *.* TO 'app_clone'@'%' WITH GRANT OPTION",
                "GRANT AUDIT_ADMIN ON *.* TO 'app_clone'@'%'",
                "GRANT SELECT ON *.* TO 'app_clone'@'%' WITH GRANT OPTION",
                "REVOKE SELECT ON `pay`.* FROM 'app_clone'@'%'",
                "GRANT 'r'@'%' TO 'app_clone'@'%' WITH ADMIN OPTION",
                "SET DEFAULT ROLE 'r'@'%' TO 'app_clone'@'%'",
                "ALTER USER 'app_clone'@'%' ACCOUNT UNLOCK",
            ],
            statements);
    }

    [Fact]
    public void A_restriction_that_only_the_clone_has_is_lifted_and_a_right_only_it_has_is_taken()
    {
        var original = Row();
        var clone = original with
        {
            User = "app_clone",
            Rights = new HashSet<AccountRight>
            {
                new(RightLevel.Restriction, "pay", "DATABASE pay", "`pay`.*", "SELECT"),
                new(RightLevel.Database, "shop", "DATABASE shop", "`shop`.*", AccountRight.GrantOption),
                new(RightLevel.Database, "shop", "DATABASE shop", "`shop`.*", "INSERT"),
            },
        };
        var mark = clone with { Host = CloneMark.HostFor(Accounts.BaseUser) };

        Assert.Equal(
            ["GRANT SELECT ON `pay`.* TO 'app_clone'@'%'", "REVOKE GRANT OPTION, INSERT ON `shop`.* FROM 'app_clone'@'%'"],
            Statements(new TwinFacts([original], [clone], [mark]), password: null));
    }

    [Theory]
    [InlineData("{}", """{"comment": "a"}""", """{"comment":"a"}""")]
    [InlineData("""{"comment": "a"}""", "{}", """{"comment":null}""")]
    [InlineData("""{"a": 1, "b": {"c": 2, "d": 3}, "e": 4}""", """{"b": {"d": 5, "f": []}, "e": 4}""", """{"b":{"d":5,"f":[],"c":null},"a":null}""")]
    [InlineData("""{"a": 1}""", """{"a": {"b": "ü'"}}""", """{"a":{"b":"ü'"}}""")]
    public void An_attribute_is_changed_by_what_the_server_merges_into_it(string actual, string wanted, string change) =>
        Assert.Equal(change, AttributeChange.Between(actual, wanted));

    [Fact]
    public void A_new_password_lets_in_again_who_was_locked_out_after_wrong_ones()
    {
        var row = Row(("User_attributes", """{"Password_locking":{"failed_login_attempts":4,"password_lock_time_days":1}}"""));

        Assert.Equal(
            ["ALTER USER 'app'@'%' IDENTIFIED WITH 'caching_sha2_password' AS '********' ACCOUNT UNLOCK"],
            new MySqlStatements(_eight) { MasksPasswords = true }.SetPassword(row, row.Methods));
        Assert.False((row with { Traits = row.Traits.Append(new(AccountTrait.State, AccountTrait.Locked)).ToDictionary() }).MayBeBlocked);
    }

    [Fact]
    public void A_row_with_a_second_factor_says_so()
    {
        var row = Row(("User_attributes", """{"multi_factor_authentication":[{"plugin":"auth_socket","passwordless":0}]}"""));

        Assert.Equal("caching_sha2_password AND auth_socket", row.Plugins);
        Assert.False(row.LogsInLike(Row()));
    }

    [Fact]
    public void An_account_that_may_not_alter_others_keeps_its_former_password_beside_the_new_one() => Assert.Equal(
        "ALTER USER USER() IDENTIFIED BY 'n''ew' REPLACE 'old' RETAIN CURRENT PASSWORD",
        MySqlStatements.SetOwnPassword(new Password("n'ew"), new Password("old"), retainCurrent: true));

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(false, true, " RETAIN CURRENT PASSWORD")]
    [InlineData(true, true, " RETAIN CURRENT PASSWORD")]
    [InlineData(true, false, "; ALTER USER 'app'@'%' DISCARD OLD PASSWORD")]
    public void A_former_password_goes_with_the_next_change_unless_another_takes_its_place(bool hasSecond, bool retains, string ending)
    {
        var row = hasSecond ? Row(("User_attributes", """{"additional_password":"$A$005$y"}""")) : Row();

        var statements = new MySqlStatements(_eight) { MasksPasswords = true }.SetPassword(row, row.Methods, retains);

        Assert.Equal($"ALTER USER 'app'@'%' IDENTIFIED WITH 'caching_sha2_password' AS '********'{ending}", string.Join("; ", statements));
    }

    [Theory]
    [InlineData("%", "10.1.2.3", true)]
    [InlineData("10.%", "10.1.%", true)]
    [InlineData("10.1.%", "10.%", false)]
    [InlineData("10.1.2._", "10.1.2.3", true)]
    [InlineData("_", "%", false)]
    [InlineData("LocalHost", "localhost", true)]
    [InlineData("%.example.com", "db.example.com", true)]
    [InlineData("%.example.com", "example.com", false)]
    [InlineData("a", "ab", false)]
    [InlineData("ab", "a", false)]
    [InlineData("a%", "a", true)]
    public void A_host_pattern_covers_hosts_and_narrower_patterns(string pattern, string host, bool covers) =>
        Assert.Equal(covers, HostPattern.Covers(pattern, host));

    [Theory]
    [InlineData("CREATE USER `a`@`%` IDENTIFIED BY PASSWORD '*A'", "mysql_native_password")]
    [InlineData("CREATE USER `a`@`%` IDENTIFIED VIA unix_socket OR ed25519 USING 'x'", "ed25519")]
    [InlineData("CREATE USER ` VIA pam `@`%` IDENTIFIED VIA ed25519 USING 'x' REQUIRE SUBJECT ' OR mysql_native_password '", "ed25519")]
    [InlineData("CREATE USER `a`@`%` IDENTIFIED VIA unix_socket", "unix_socket")]
    public void The_own_plugin_is_found_among_names_and_texts(string createUser, string plugin) =>
        Assert.Equal(plugin, OwnPlugin.In(createUser));

    private static IReadOnlyList<string> Statements(TwinFacts facts, Password? password) =>
        new CloneAlignment(facts, Terms, _eight).Statements(new MySqlStatements(_eight) { MasksPasswords = true }, password);

    private static HostAccount Row(params (string Column, string Value)[] columns)
    {
        var all = columns.Append(("User", "app")).Append(("Host", "%")).Append(("plugin", PasswordHash.CachingSha2)).Append(("authentication_string", "$A$005$x"));
        return new UserTableRow(all.ToDictionary(column => column.Item1, column => (string?)column.Item2)).Read()!;
    }
}
