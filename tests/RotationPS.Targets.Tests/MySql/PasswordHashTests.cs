using System.Text;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;

namespace RotationPS.Targets.Tests.MySql;

public sealed class PasswordHashTests
{
    /// <summary>From https://www.akkadia.org/drepper/SHA-crypt.txt.</summary>
    [Fact]
    public void A_digest_is_that_of_the_published_example() => Assert.Equal(
        "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        Sha256Crypt.Digest(Encoding.UTF8.GetBytes("Hello world!"), Encoding.UTF8.GetBytes("saltstring")));

    /// <summary>What crypt(3) of the GNU C library makes of it.</summary>
    [Fact]
    public void A_digest_of_more_rounds_is_that_of_the_library() => Assert.Equal(
        "3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", Sha256Crypt.Digest(Encoding.UTF8.GetBytes("Hello world!"), Encoding.UTF8.GetBytes("saltstringsaltst"), rounds: 10_000));

    /// <summary>From a MySQL 9.7 server, of the password "abc".</summary>
    [Fact]
    public void A_hash_by_PBKDF2_is_that_of_its_server() => Assert.Equal(
        "$B$00A$eZpirqR~2'\u00137YnS)\u0004b\tzPWlwmP3PmEwcCm1SHdadsSJTa5+hNt9xTBeLE8s5Pehd2+JduDBwyIQjWg4kEXwU/MlepKVmDy7QlfqM6I8Jwg==",
        CachingSha2Format.Of("PBKDF2_SHA512", "10000").Make(Encoding.UTF8.GetBytes("abc"), "eZpirqR~2'\u00137YnS)\u0004b\tz"));

    /// <summary>From a MySQL 8 server: the example of https://hashcat.net/wiki/doku.php?id=example_hashes, number 7401.</summary>
    [Fact]
    public void A_digest_with_the_long_salt_of_MySQL_is_that_of_its_server() => Assert.Equal(
        Encoding.ASCII.GetString(Convert.FromHexString("625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F")),
        Sha256Crypt.Digest(Encoding.UTF8.GetBytes("hashcat"), Convert.FromHexString("F9CC98CE08892924F50A213B6BC571A2C11778C5")));

    /// <summary>From https://dev.mysql.com/doc/refman/5.7/en/password-hashing.html.</summary>
    [Fact]
    public void The_oldest_hash_is_that_of_the_manual() => Assert.Equal(
        "*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4", PasswordHash.Make(PasswordHash.Native, new Password("mypass"), CachingSha2Format.Usual));

    /// <summary>RFC 8032, section 7.1, test 1: there the secret is 32 bytes, which are a password like any other.</summary>
    [Fact]
    public void A_key_and_its_signature_are_those_of_the_standard()
    {
        var key = new Ed25519Key(Convert.FromHexString("9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60"));

        Assert.Equal("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A", Convert.ToHexString(key.PublicKey));
        Assert.Equal(
            "E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B",
            Convert.ToHexString(key.Sign([])));
    }

    [Fact]
    public void A_salted_hash_is_another_one_each_time()
    {
        var password = new Password("p");

        Assert.All([PasswordHash.CachingSha2, PasswordHash.Sha256], plugin =>
            Assert.NotEqual(PasswordHash.Make(plugin, password, CachingSha2Format.Usual), PasswordHash.Make(plugin, password, CachingSha2Format.Usual)));
        Assert.Equal(7 + 20 + 43, PasswordHash.Make(PasswordHash.CachingSha2, password, CachingSha2Format.Usual).Length);
        Assert.Matches(@"^\$5\$[0-9A-Za-z]{20}\$[./0-9A-Za-z]{43}$", PasswordHash.Make(PasswordHash.Sha256, password, CachingSha2Format.Usual));
    }

    [Fact]
    public void A_hash_that_text_might_not_carry_is_written_in_hexadecimal() =>
        Assert.Equal("0x244124", PasswordHash.Literal(PasswordHash.CachingSha2, "$A$"));
}
