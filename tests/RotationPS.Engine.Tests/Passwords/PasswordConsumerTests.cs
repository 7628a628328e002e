using System.Data.Common;
using System.Numerics;
using System.Security;
using System.Security.Cryptography;
using System.Xml.Linq;
using CsCheck;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using Xunit;

namespace RotationPS.Engine.Tests.Passwords;

public sealed class PasswordConsumerTests
{
    private const string EngineExcludes = ":/@\"'\\";

    private static readonly Gen<PasswordConsumer[]> Consumers =
        Gen.Enum<PasswordConsumer>().Array[1, 6].Select(consumers => consumers.Distinct().ToArray());

    private readonly PasswordGenerator _generator = new(RandomNumberGenerator.Create());

    [Fact]
    public void A_password_for_a_uri_is_its_own_escaped_form_and_comes_back_from_one() => Sample(PasswordConsumer.Uri, password =>
    {
        var uri = new Uri($"postgresql://app:{password}@db.example.com:5432/shop?sslmode=require");

        return uri.UserInfo == $"app:{password}" && Uri.EscapeDataString(password) == password && uri.Host == "db.example.com";
    });

    [Fact]
    public void A_password_for_jdbc_comes_back_from_a_query_as_it_was_written() => Sample(PasswordConsumer.Jdbc, password =>
    {
        var query = new Uri($"postgresql://db.example.com/shop?user=app&password={password}&ssl=true").Query;
        var parameters = query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => System.Net.WebUtility.UrlDecode(pair[1]));

        return parameters["password"] == password && !password.Any(";{}".Contains);
    });

    [Fact]
    public void A_password_for_odbc_needs_no_braces() => Sample(PasswordConsumer.Odbc, password => IsPlainIn(useOdbcRules: true, password));

    [Fact]
    public void A_password_for_ado_net_needs_no_quotes() => Sample(PasswordConsumer.AdoNet, password => IsPlainIn(useOdbcRules: false, password));

    [Fact]
    public void A_password_for_xml_has_no_entities_in_attributes_and_text() => Sample(PasswordConsumer.Xml, password =>
        SecurityElement.Escape(password) == password
        && XElement.Parse($"<add password='{password}'>{password}</add>") is var parsed
        && parsed.Value == password
        && parsed.Attribute("password")!.Value == password);

    [Fact]
    public void A_password_for_several_consumers_suits_each_of_them() => Consumers.Sample(consumers =>
    {
        var password = Generate(new PasswordPolicy { Consumers = consumers });
        return consumers.All(consumer => Generate(new PasswordPolicy { Consumers = [consumer], Length = 4096 / 2 }) is var alphabet
            && password.All(character => char.IsAsciiLetterOrDigit(character) || alphabet.Contains(character)));
    }, iter: 300);

    [Fact]
    public void A_password_for_consumers_is_as_hard_to_guess_as_without_them() =>
        Gen.Select(Consumers, Gen.Int[8, 128]).Sample((consumers, length) =>
        {
            var policy = new PasswordPolicy { Length = length, Consumers = consumers };
            var password = Generate(policy);
            var alphabet = AlphabetOf(policy);
            var whole = AlphabetOf(policy with { Consumers = [] });

            return BigInteger.Pow(alphabet, password.Length) >= BigInteger.Pow(whole, length)
                && (alphabet == whole || BigInteger.Pow(alphabet, password.Length - 1) < BigInteger.Pow(whole, length));
        }, iter: 300);

    [Fact]
    public void What_the_engine_and_the_caller_leave_out_stays_left_out()
    {
        var password = Generate(new PasswordPolicy { Length = 2000, Consumers = [PasswordConsumer.Xml], ExcludeCharacters = "aA0!" });

        Assert.DoesNotContain(password, "aA0!<>&'\"".Contains);
        Assert.DoesNotContain(Generate(new PasswordPolicy { Length = 2000, Consumers = [PasswordConsumer.Xml] }), EngineExcludes.Contains);
    }

    [Fact]
    public void A_policy_that_leaves_one_character_for_the_consumers_is_refused()
    {
        var policy = new PasswordPolicy
        {
            ExcludeNumbers = true,
            ExcludeUppercase = true,
            ExcludeLowercase = true,
            ExcludeCharacters = "_",
            Consumers = [PasswordConsumer.Shell],
        };

        var refusal = Assert.Throws<RotationException>(() => Generate(policy));

        Assert.Equal(FailureKind.PasswordPolicyInvalid, refusal.Kind);
    }

    [Fact]
    public void A_password_that_would_grow_too_long_is_refused()
    {
        var refusal = Assert.Throws<RotationException>(() => Generate(new PasswordPolicy { Length = 4096, Consumers = [PasswordConsumer.Shell] }));

        Assert.Equal(FailureKind.PasswordPolicyInvalid, refusal.Kind);
        Assert.Contains("4096", refusal.NextStep, StringComparison.Ordinal);
    }

    private static bool IsPlainIn(bool useOdbcRules, string password)
    {
        var builder = new DbConnectionStringBuilder(useOdbcRules) { ["server"] = "db", ["pwd"] = password };
        var read = new DbConnectionStringBuilder(useOdbcRules) { ConnectionString = builder.ConnectionString };

        return builder.ConnectionString == $"server=db;pwd={password}" && (string)read["pwd"] == password;
    }

    private void Sample(PasswordConsumer consumer, Func<string, bool> holds)
    {
        for (var draw = 0; draw < 2000; draw++)
        {
            var password = Generate(new PasswordPolicy { Consumers = [consumer] }, engineExcludes: "");
            Assert.True(holds(password), password);
        }
    }

    private int AlphabetOf(PasswordPolicy policy) =>
        Enumerable.Range(0, 4).SelectMany(_ => Generate(policy with { Length = 2000 })).Distinct().Count();

    private string Generate(PasswordPolicy policy, string engineExcludes = EngineExcludes) => _generator.Generate(policy, engineExcludes).Reveal();
}
