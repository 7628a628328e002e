using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Targets.Redshift;

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>
/// What is held against Redshift's documentation, for no server takes part: the statements word for word, the hash, and the
/// rules for passwords. See https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_USER.html and r_CREATE_USER.html there.
/// </summary>
public sealed class RedshiftRulesTests
{
    private static readonly AccountName _app = new("app");

    private readonly RedshiftTarget _target = new();

    [Fact]
    public void A_secret_without_port_and_database_means_those_of_Redshift()
    {
        Assert.Equal(["redshift"], _target.Engines);
        Assert.Equal(5439, _target.DefaultPort);
        Assert.Equal("dev", _target.DefaultDatabase);
        Assert.Empty(_target.CloneModes);
        Assert.IsType<RedshiftTarget>(RotationTargets.All.For("redshift"));
    }

    // The documentation's example: the MD5 of the password and the user name behind it, with md5 before it.
    [Fact]
    public void The_hash_is_md5_and_that_of_the_password_with_the_user_name_behind_it()
    {
        var expected = Convert.ToHexString(MD5.HashData(Encoding.ASCII.GetBytes("ez" + "user1"))).ToLowerInvariant();

        Assert.Equal("153c434b4b77c89e6b94f12c5393af5b", expected);
        Assert.Equal($"md5{expected}", RedshiftPassword.HashFor(new AccountName("user1"), new Password("ez")));
    }

    [Fact]
    public void The_statements_are_these()
    {
        var odd = new AccountName("o\"dd");

        Assert.Equal("ALTER USER \"app\" PASSWORD 'md5…'", RedshiftStatements.SetPassword(_app, "'md5…'"));
        Assert.Equal("CREATE USER \"o\"\"dd\" PASSWORD 'md5…'", RedshiftStatements.Create(odd, "'md5…'"));
        Assert.Equal("SET statement_timeout TO 30000", RedshiftStatements.SetStatementTimeout(TimeSpan.FromSeconds(30)));
        Assert.Equal("SET statement_timeout TO 1", RedshiftStatements.SetStatementTimeout(TimeSpan.Zero));
        Assert.Equal("SET timezone TO 'UTC'", RedshiftStatements.SetTimeZone);
        Assert.Equal("SELECT usesuper FROM pg_catalog.pg_user WHERE usename = $1", RedshiftStatements.IsSuperuser);
        Assert.Equal(
            "SELECT CASE WHEN valuntil < 'infinity' THEN to_char(valuntil, 'YYYY-MM-DD HH24:MI:SS') END FROM pg_catalog.pg_user WHERE usename = $1",
            RedshiftStatements.Describe);
        Assert.Equal("ALTER USER \"app\" VALID UNTIL 'infinity'", _target.ExtendStatement(_app));
    }

    [Fact]
    public void A_plan_shows_the_statement_with_asterisks()
    {
        Assert.Equal(["ALTER USER \"app\" PASSWORD '********'"], _target.Preview(new AccountChange.OwnPassword(_app)));
        Assert.Equal(["ALTER USER \"app\" PASSWORD '********'"], _target.Preview(new AccountChange.Reset(_app)));
    }

    [Fact]
    public void A_single_user_needs_no_right_and_whoever_names_a_superuser_is_told_what_it_is_for()
    {
        Assert.StartsWith("-- none", Assert.Single(_target.GrantsFor(_app, null)), StringComparison.Ordinal);
        Assert.All(_target.GrantsFor(_app, new AccountName("boss")), line => Assert.StartsWith("-- ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Abcdefg1", true)]
    [InlineData("Abcdef1", false)]
    [InlineData("abcdefg1", false)]
    [InlineData("ABCDEFG1", false)]
    [InlineData("Abcdefgh", false)]
    [InlineData("Abcdefg1 ", false)]
    [InlineData("Abcdefg1\t", false)]
    [InlineData("Abcdefg1é", false)]
    [InlineData("Abcdefg1'", false)]
    [InlineData("Abcdefg1\"", false)]
    [InlineData("Abcdefg1\\", false)]
    [InlineData("Abcdefg1/", false)]
    [InlineData("Abcdefg1@", false)]
    [InlineData("Abcdefg1!#$%&()*+,-.:;<=>?[]^_`{|}~", true)]
    public void A_new_password_keeps_to_the_rules(string text, bool fits)
    {
        var call = () => _target.CheckNewPassword(_app, new Password(text));

        if (fits)
        {
            call();
            return;
        }

        var refusal = Assert.Throws<RotationException>(call);
        Assert.Equal(FailureKind.PolicyRejected, refusal.Kind);
        Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Sixty_four_characters_are_the_most(int length, bool fits) =>
        Assert.Equal(fits, RedshiftPassword.ObjectionTo(new Password("Aa1" + new string('x', length - 3))) is null);

    [Fact]
    public void What_the_module_generates_fits_for_all_who_use_it()
    {
        var generator = new PasswordGenerator(RandomNumberGenerator.Create());
        PasswordConsumer[][] uses = [[], .. Enum.GetValues<PasswordConsumer>().Select(consumer => new[] { consumer }), Enum.GetValues<PasswordConsumer>()];
        foreach (var use in uses)
        {
            for (var turn = 0; turn < 50; turn++)
            {
                _target.CheckNewPassword(_app, generator.Generate(new PasswordPolicy { Consumers = use }, _target.DefaultExcludeCharacters));
            }
        }
    }
}
