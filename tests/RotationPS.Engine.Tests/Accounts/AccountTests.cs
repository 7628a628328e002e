using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Accounts;

public sealed class AccountTests
{
    [Theory]
    [InlineData("localhost", null, true)]
    [InlineData("LocalHost", null, true)]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("db.example.com", null, false)]
    [InlineData("localhost.example.com", null, false)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("localhost", true, false)]
    [InlineData("db.example.com", false, true)]
    public void A_connection_may_be_plain_on_loopback_or_where_the_secret_says_so(string host, bool? ssl, bool mayBePlain) =>
        Assert.Equal(mayBePlain, new ServerAddress(host, 1, null, ssl).MayBePlain);

    [Fact]
    public void A_server_is_the_same_by_host_and_port()
    {
        var server = new ServerAddress("db.example.com", 5432, "shop", true);

        Assert.True(server.IsSameServerAs(new ServerAddress("DB.example.com", 5432, null, null)));
        Assert.False(server.IsSameServerAs(server with { Port = 5433 }));
        Assert.False(server.IsSameServerAs(server with { Host = "db2.example.com" }));
        Assert.Equal("db.example.com:5432", server.ToString());
        Assert.Equal("[::1]:5432", (server with { Host = "::1" }).ToString());
    }

    [Fact]
    public void Passwords_and_texts_are_compared_by_what_they_hide_and_print_as_asterisks()
    {
        Assert.Equal(new Password("p"), new Password("p"));
        Assert.NotEqual(new Password("p"), new Password("P"));
        Assert.False(new Password("p").Equals((object)"p"));
        Assert.Equal(new Password("p").GetHashCode(), new Password("p").GetHashCode());
        Assert.Equal("********", new Password("p").ToString());
        Assert.Equal(new SecretText("t"), new SecretText("t"));
        Assert.False(new SecretText("t").Equals((object)"t"));
        Assert.Equal(new SecretText("t").GetHashCode(), new SecretText("t").GetHashCode());
        Assert.Equal("********", new SecretText("t").ToString());
        Assert.Throws<ArgumentNullException>(() => new Password(null!));
        Assert.Throws<ArgumentNullException>(() => new SecretText(null!));
    }

    [Fact]
    public void A_catalogue_finds_a_server_by_its_engine_name_with_case()
    {
        var target = new InMemoryTarget();
        var catalog = new TargetCatalog([target]);

        Assert.Same(target, catalog.For("memory"));
        Assert.Equal(["memory", "postgres"], catalog.Engines.Order());
        Assert.Equal(FailureKind.EngineUnknown, Assert.Throws<RotationException>(() => catalog.For("Memory")).Kind);
        Assert.Throws<ArgumentException>(() => new TargetCatalog([target, new InMemoryTarget()]));
    }
}
