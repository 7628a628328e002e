using System.Security.Cryptography;
using CsCheck;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using Xunit;

namespace RotationPS.Engine.Tests.Passwords;

public sealed class PasswordGeneratorTests
{
    private const string Numbers = "0123456789";
    private const string Uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lowercase = "abcdefghijklmnopqrstuvwxyz";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static readonly Gen<PasswordPolicy> Policies = Gen.Select(
        Gen.Int[PasswordPolicy.MinLength, 64],
        Gen.Char[' ', '~'].Array[0, 60].Select(excluded => new string(excluded)),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        Gen.Bool).Select((length, excluded, numbers, punctuation, uppercase, lowercase, each) => new PasswordPolicy
        {
            Length = length,
            ExcludeCharacters = excluded,
            ExcludeNumbers = numbers,
            ExcludePunctuation = punctuation,
            ExcludeUppercase = uppercase,
            ExcludeLowercase = lowercase,
            RequireEachIncludedType = each,
        });

    private readonly PasswordGenerator _generator = new(RandomNumberGenerator.Create());

    [Fact]
    public void A_password_is_what_its_policy_says_or_the_policy_is_impossible() => Policies.Sample(policy =>
    {
        var types = TypesOf(policy);
        if (types.Count == 0)
        {
            return Assert.Throws<RotationException>(() => _generator.Generate(policy, "")).Kind is FailureKind.PasswordPolicyInvalid;
        }

        var password = _generator.Generate(policy, "").Reveal();
        return password.Length == policy.Length
            && password.All(character => types.Exists(type => type.Contains(character)))
            && (!policy.RequireEachIncludedType || types.TrueForAll(type => password.Any(type.Contains)));
    }, iter: 2000);

    [Fact]
    public void By_default_a_password_has_32_characters_of_every_type_and_none_that_the_engine_leaves_out()
    {
        for (var draw = 0; draw < 1000; draw++)
        {
            var password = _generator.Generate(new PasswordPolicy(), ":/@\"'\\").Reveal();

            Assert.Equal(32, password.Length);
            Assert.DoesNotContain(password, character => ":/@\"'\\".Contains(character));
            Assert.All([Numbers, Uppercase, Lowercase, Punctuation], type => Assert.Contains(password, character => type.Contains(character)));
        }
    }

    [Fact]
    public void Characters_that_the_caller_excludes_take_the_place_of_the_engines_own()
    {
        var policy = new PasswordPolicy { Length = 4096, ExcludeCharacters = "aA0!" };

        var password = _generator.Generate(policy, "bB1?").Reveal();

        Assert.DoesNotContain(password, character => "aA0!".Contains(character));
        Assert.All("bB1?", character => Assert.Contains(character, password));
    }

    [Fact]
    public void An_empty_exclusion_leaves_nothing_out()
    {
        var password = _generator.Generate(new PasswordPolicy { Length = 4096, ExcludeCharacters = "" }, "abc").Reveal();

        Assert.Equal(94, password.Distinct().Count());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4096)]
    public void The_shortest_and_the_longest_can_be_made(int length) =>
        Assert.Equal(length, _generator.Generate(new PasswordPolicy { Length = length }, "").Reveal().Length);

    [Theory]
    [InlineData(7)]
    [InlineData(4097)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_length_out_of_range_is_refused(int length)
    {
        var failure = Assert.Throws<RotationException>(() => _generator.Generate(new PasswordPolicy { Length = length }, ""));

        Assert.Equal(FailureKind.PasswordPolicyInvalid, failure.Kind);
        Assert.Contains("8 to 4096", failure.Message);
    }

    [Fact]
    public void A_policy_that_leaves_no_character_is_refused()
    {
        var nothing = new PasswordPolicy { ExcludeNumbers = true, ExcludeUppercase = true, ExcludeLowercase = true, ExcludePunctuation = true };
        var almost = nothing with { ExcludeNumbers = false, ExcludeCharacters = Numbers };

        Assert.Equal(FailureKind.PasswordPolicyInvalid, Assert.Throws<RotationException>(() => _generator.Generate(nothing, "")).Kind);
        Assert.Equal(FailureKind.PasswordPolicyInvalid, Assert.Throws<RotationException>(() => _generator.Generate(almost, "")).Kind);
    }

    [Fact]
    public void A_type_whose_characters_are_all_excluded_is_not_required()
    {
        var password = _generator.Generate(new PasswordPolicy { ExcludeCharacters = Numbers }, "").Reveal();

        Assert.DoesNotContain(password, char.IsAsciiDigit);
    }

    [Fact]
    public void Bytes_that_would_make_the_first_characters_likelier_are_dropped()
    {
        // Ten characters: 250 to 255 are beyond the largest multiple of ten that a byte holds.
        var random = new ScriptedRandomNumberGenerator(250, 255, 0, 9, 10, 249, 251, 1, /* next draw */ 252, 2, 3, 4, 5, 6, 7, 8);

        var password = new PasswordGenerator(random).Generate(NumbersOnly, "");

        Assert.Equal("09091234", password.Reveal());
        Assert.Equal(0, random.Left);
    }

    [Fact]
    public void A_password_that_lacks_a_type_is_thrown_away_whole()
    {
        var policy = new PasswordPolicy { Length = 8, ExcludePunctuation = true, ExcludeUppercase = true };
        byte[] numbersOnly = [0, 1, 2, 3, 4, 5, 6, 7];
        byte[] both = [9, 8, 7, 6, 5, 4, 3, 10];

        var password = new PasswordGenerator(new ScriptedRandomNumberGenerator([.. numbersOnly, .. both])).Generate(policy, "");

        Assert.Equal("9876543a", password.Reveal());
    }

    [Fact]
    public void A_password_that_lacks_a_type_is_kept_where_each_type_is_not_required()
    {
        var policy = new PasswordPolicy { Length = 8, ExcludePunctuation = true, ExcludeUppercase = true, RequireEachIncludedType = false };

        var password = new PasswordGenerator(new ScriptedRandomNumberGenerator(0, 1, 2, 3, 4, 5, 6, 7)).Generate(policy, "");

        Assert.Equal("01234567", password.Reveal());
    }

    [Fact]
    public void Every_character_is_as_likely_as_any_other()
    {
        // 94 characters at 93 degrees of freedom: a fair generator exceeds 200 once in about 10^9 runs of this test.
        const double Limit = 200;
        var policy = new PasswordPolicy { Length = 4096, RequireEachIncludedType = false, ExcludeCharacters = "" };
        var counts = new Dictionary<char, int>();
        const int Draws = 100;
        for (var draw = 0; draw < Draws; draw++)
        {
            foreach (var character in _generator.Generate(policy, "").Reveal())
            {
                counts[character] = counts.GetValueOrDefault(character) + 1;
            }
        }

        var expected = Draws * 4096 / 94.0;
        Assert.Equal(94, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - expected, 2) / expected), 20, Limit);
    }

    [Fact]
    public void Every_place_of_a_password_is_as_free_as_any_other()
    {
        // Sixteen places, ten digits each: 144 degrees of freedom, exceeded once in more than 10^9 runs.
        const double Limit = 270;
        var counts = new int[16, 10];
        const int Draws = 20_000;
        for (var draw = 0; draw < Draws; draw++)
        {
            var password = _generator.Generate(NumbersOnly with { Length = 16 }, "").Reveal();
            for (var place = 0; place < password.Length; place++)
            {
                counts[place, password[place] - '0']++;
            }
        }

        const double Expected = Draws / 10.0;
        Assert.InRange(counts.Cast<int>().Sum(count => Math.Pow(count - Expected, 2) / Expected), 50, Limit);
    }

    [Fact]
    public void No_two_passwords_are_alike()
    {
        var passwords = Enumerable.Range(0, 10_000).Select(_ => _generator.Generate(new PasswordPolicy(), "").Reveal());

        Assert.Distinct(passwords);
    }

    private static PasswordPolicy NumbersOnly { get; } =
        new() { Length = 8, ExcludeUppercase = true, ExcludeLowercase = true, ExcludePunctuation = true };

    private static List<string> TypesOf(PasswordPolicy policy) =>
    [
        .. new[]
        {
            policy.ExcludeNumbers ? "" : Numbers,
            policy.ExcludeUppercase ? "" : Uppercase,
            policy.ExcludeLowercase ? "" : Lowercase,
            policy.ExcludePunctuation ? "" : Punctuation,
        }.Select(type => string.Concat(type.Where(character => !policy.ExcludeCharacters!.Contains(character)))).Where(type => type.Length > 0),
    ];
}
