using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Targets.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer;

public sealed class SqlServerTextTests
{
    [Theory]
    [InlineData("app", "[app]")]
    [InlineData("a]b", "[a]]b]")]
    [InlineData("a[b'c\"d", "[a[b'c\"d]")]
    public void An_identifier_is_quoted_as_QUOTENAME_does(string name, string quoted) =>
        Assert.Equal(quoted, SqlServerText.Identifier(name));

    [Theory]
    [InlineData("a'b", "N'a''b'")]
    [InlineData("a]b\\", "N'a]b\\'")]
    public void A_literal_doubles_its_quotes(string text, string literal) => Assert.Equal(literal, SqlServerText.Literal(text));

    [Fact]
    public void The_hash_of_a_password_is_the_one_the_server_keeps()
    {
        var hash = Convert.FromHexString(PasswordHash.Create(new Password("Pässword-1"))[2..]);

        Assert.Equal([0x02, 0x00], hash[..2]);
        Assert.Equal(SHA512.HashData([.. Encoding.Unicode.GetBytes("Pässword-1"), .. hash[2..6]]), hash[6..]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(28)]
    [InlineData(32)]
    public void The_sid_of_a_clone_follows_from_its_bases_and_is_of_its_kind(int length)
    {
        var sid = RandomNumberGenerator.GetBytes(length);

        var clone = CloneMark.SidFor(sid);

        Assert.Equal(length, clone.Length);
        Assert.Equal(sid[..^16], clone[..^16]);
        Assert.True(CloneMark.IsMadeFrom(sid, clone));
        Assert.False(CloneMark.IsMadeFrom(clone, sid));
    }

    [Theory]
    [InlineData("db.example.com,1434")]
    [InlineData("db.example.com\\SQLEXPRESS")]
    [InlineData("np:db.example.com")]
    [InlineData("admin:db.example.com")]
    [InlineData("(local)")]
    [InlineData(".")]
    [InlineData("")]
    public async Task What_is_not_one_host_is_refused_before_anything_is_sent(string host)
    {
        var login = new Login(new ServerAddress(host, 1433, "master", null), new AccountName("app"), new Password("p"));

        await Refusal.OfAsync(FailureKind.Unreachable, () => new SqlServerTarget().LogInAsync(login, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_somebody_else_named_is_not_given_the_password()
    {
        var login = new Login(new ServerAddress("127.0.0.1", 1, "master", true), new AccountName("app"), new Password("p"), IsServerUntrusted: true);

        await Refusal.OfAsync(FailureKind.NotApplicable, () => new SqlServerTarget().LogInAsync(login, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_nothing_listens_the_failure_says_so()
    {
        var login = new Login(new ServerAddress("127.0.0.1", 1, "master", null), new AccountName("app"), new Password("p"));

        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => new SqlServerTarget().LogInAsync(login, TestContext.Current.CancellationToken));

        Assert.Contains("127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_said_to_be_wrong()
    {
        var login = new Login(new ServerAddress("no-such-host.invalid", 1433, "master", null), new AccountName("app"), new Password("p"));

        var refusal = await Refusal.OfAsync(FailureKind.Unreachable, () => new SqlServerTarget().LogInAsync(login, TestContext.Current.CancellationToken));

        Assert.Contains("no-such-host.invalid", refusal.Message, StringComparison.Ordinal);
    }
}
