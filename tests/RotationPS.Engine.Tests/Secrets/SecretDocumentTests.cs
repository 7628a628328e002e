using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Secrets;

public sealed class SecretDocumentTests
{
    private const string Whole =
        """{"engine":"postgres","host":"db.example.com","port":5433,"dbname":"shop","username":"app","password":"hush-hush"}""";

    [Fact]
    public void Every_key_of_the_secret_is_read()
    {
        var document = Parse(Whole[..^1] + ",\"masterarn\":\"prod/boss\",\"ssl\":true,\"baseusername\":\"app\",\"cloneusername\":\"twin\",\"clonemode\":\"Member\",\"ownerrole\":\"owner\",\"skipdatabases\":[\"a\",\"b\"],\"superuserhost\":\"primary\",\"dualpassword\":true}");

        Assert.Equal("postgres", document.Engine);
        Assert.Equal("db.example.com", document.Host);
        Assert.Equal(5433, document.Port);
        Assert.Equal("shop", document.Database);
        Assert.Equal("app", document.UserName.Value);
        Assert.Equal("hush-hush", document.Password.Reveal());
        Assert.Equal("prod/boss", document.SuperuserSecretId!.Value);
        Assert.True(document.Ssl);
        Assert.Equal(new AccountPair(new AccountName("app"), new AccountName("twin")), document.CustomAccounts);
        Assert.Equal(CloneMode.Member, document.CloneMode);
        Assert.Equal("owner", document.OwnerRole!.Value);
        Assert.Equal(["a", "b"], document.SkippedDatabases);
        Assert.Equal("primary", document.SuperuserHost);
        Assert.Equal("primary", document.SuperuserServerFor(new InMemoryTarget()).Host);
        Assert.True(document.DualPassword);
    }

    [Theory]
    [InlineData("skipdatabases", "\"a\"")]
    [InlineData("skipdatabases", "[1]")]
    [InlineData("skipdatabases", "[\"\"]")]
    [InlineData("ownerrole", "1")]
    [InlineData("superuserhost", "[]")]
    [InlineData("dualpassword", "1")]
    public void A_key_with_a_value_that_makes_no_sense_is_named(string key, string value)
    {
        var failure = Assert.Throws<RotationException>(() => Parse(Whole[..^1] + $",\"{key}\":{value}}}"));

        Assert.Equal(FailureKind.SecretKeyInvalid, failure.Kind);
        Assert.Contains($"'{key}'", failure.Message);
    }

    [Fact]
    public void How_two_accounts_alternate_is_written_down_and_taken_out_again()
    {
        var single = Parse(Whole);
        var options = new AlternatingOptions
        {
            CloneMode = CloneMode.SharedOwner,
            OwnerRole = new AccountName("owner"),
            SkippedDatabases = ["a", "b"],
            SuperuserHost = "primary",
        };

        var alternating = single.WithAlternatingUsers("prod/boss", single.Accounts, options.For(new InMemoryTarget()));

        Assert.EndsWith(
            ", \"masterarn\": \"prod/boss\", \"clonemode\": \"SharedOwner\", \"ownerrole\": \"owner\", \"skipdatabases\": [\"a\",\"b\"], \"superuserhost\": \"primary\"}",
            alternating.ToText().Reveal());
        Assert.Equal(single, alternating.WithSingleUser());
    }

    [Theory]
    [InlineData("""{"engine":"memory","host":"h","username":"app","password":"p","skipdatabases":[ "a", "b" ],"clonemode":"Member","masterarn":"prod/boss","cloneusername":"b","baseusername":"\u0061pp","superuserhost":"primary"}""")]
    [InlineData("""{"engine":"memory","host":"h","username":"app","password":"p","masterarn":"prod/boss","baseusername":"app","cloneusername":"app_clone","ownerrole":null}""")]
    public void What_a_document_says_already_stays_as_it_is_spelled(string text)
    {
        var document = Parse(text);

        Assert.Equal(document, document.WithAlternatingUsers("prod/boss", document.Accounts, document.AlternatingOptions));
    }

    [Fact]
    public void A_single_user_stays_as_it_is_spelled()
    {
        var document = Parse(Whole[..^1] + """,  "dualpassword":"true", "superuserhost":"primary"}""");

        Assert.Equal(document, document.WithSingleUser());
        Assert.Equal(document, document.WithSingleUser(keepsFormerPassword: true));
        Assert.False(document.WithSingleUser(keepsFormerPassword: false).DualPassword);
    }

    [Fact]
    public void The_engines_usual_mode_need_not_be_written_down() =>
        Assert.True(new AlternatingOptions { CloneMode = CloneMode.ActAs }.For(new InMemoryTarget()).AreUsual);

    [Theory]
    [InlineData(CloneMode.Copy, null)]
    [InlineData(CloneMode.SharedOwner, null)]
    [InlineData(CloneMode.Member, "owner")]
    [InlineData(null, "owner")]
    public void A_mode_that_does_not_go_with_the_engine_or_the_owner_is_refused(CloneMode? mode, string? owner)
    {
        var options = new AlternatingOptions { CloneMode = mode, OwnerRole = owner is null ? null : new AccountName(owner) };

        Assert.Equal(FailureKind.NotApplicable, Assert.Throws<RotationException>(() => options.For(new InMemoryTarget())).Kind);
    }

    [Fact]
    public void What_the_secret_leaves_out_is_the_engines_own()
    {
        var document = Parse("""{"engine":"postgres","host":"h","username":"app","password":"p"}""");

        Assert.Equal(new ServerAddress("h", 5432, "postgres", null), document.ServerFor(new InMemoryTarget()));
        Assert.Null(document.SuperuserSecretId);
        Assert.Null(document.CustomAccounts);
        Assert.Null(document.CloneMode);
        Assert.Equal("app_clone", document.Accounts.CloneUser.Value);
    }

    [Fact]
    public void A_null_is_as_good_as_absent()
    {
        var document = Parse("""{"engine":"postgres","host":"h","username":"app","password":"p","port":null,"dbname":null,"ssl":null,"masterarn":null,"clonemode":null}""");

        Assert.Null(document.Port);
        Assert.Null(document.Database);
        Assert.Null(document.Ssl);
        Assert.Null(document.SuperuserSecretId);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("65535", 65535)]
    [InlineData("\"5432\"", 5432)]
    [InlineData("\"05432\"", 5432)]
    public void A_port_may_be_a_number_or_a_string(string json, int port) => Assert.Equal(port, Parse(With("port", json)).Port);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("99999999999999999999")]
    [InlineData("5432.0")]
    [InlineData("54.32")]
    [InlineData("5e3")]
    [InlineData("true")]
    [InlineData("[5432]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\" 5432\"")]
    [InlineData("\"+5432\"")]
    [InlineData("\"5,432\"")]
    [InlineData("\"tcp\"")]
    [InlineData("\"٥٤٣٢\"")]
    public void A_port_that_is_no_whole_number_in_range_is_refused(string json) => Refused(FailureKind.PortOutOfRange, With("port", json), "'port'");

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"False\"", false)]
    public void Ssl_may_be_a_boolean_or_its_name(string json, bool ssl) => Assert.Equal(ssl, Parse(With("ssl", json)).Ssl);

    [Theory]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"yes\"")]
    [InlineData("\"require\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Any_other_ssl_is_refused(string json) => Refused(FailureKind.SecretKeyInvalid, With("ssl", json), "'ssl'");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("hush-hush")]
    [InlineData("{")]
    [InlineData("{\"password\":\"hush-hush\"")]
    [InlineData("{\"password\":hush-hush}")]
    [InlineData("{\"password\":\"hush-hush\"} hush-hush")]
    [InlineData("{\"password\":\"hush-hush\",}")]
    [InlineData("{\"password\":\"hush-hush\" // hush-hush\n}")]
    [InlineData("{\"password\":\"hush-hush\\x\"}")]
    [InlineData("{'password':'hush-hush'}")]
    [InlineData("\uFEFF{\"password\":\"hush-hush\"}")]
    [InlineData("[\"hush-hush\"]")]
    [InlineData("\"hush-hush\"")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{\"password\":\"hush-hush\",\"password\":\"hush-hush-too\"}")]
    [InlineData("{\"password\":\"hush-hush\",\"p\\u0061ssword\":\"hush-hush-too\"}")]
    [InlineData("{\"\\ud800\":\"hush-hush\"}")]
    public void What_is_no_JSON_object_that_can_be_used_is_refused(string text) => Refused(FailureKind.SecretNotJson, text, "JSON");

    [Fact]
    public void JSON_that_nests_too_deep_is_refused() =>
        Refused(FailureKind.SecretNotJson, With("extra", string.Concat(Enumerable.Repeat('[', 100)) + string.Concat(Enumerable.Repeat(']', 100))), "JSON");

    [Fact]
    public void The_place_of_an_error_is_told_by_line_and_byte()
    {
        var failure = Assert.Throws<RotationException>(() => Parse("{\n  \"password\": hush-hush\n}"));

        Assert.Contains("line 2, byte 15", failure.Message);
    }

    [Theory]
    [InlineData("engine")]
    [InlineData("host")]
    [InlineData("username")]
    [InlineData("password")]
    public void A_missing_key_is_named(string key) => Refused(FailureKind.SecretKeyMissing, Without(key), $"'{key}'");

    [Theory]
    [InlineData("engine", "Engine")]
    [InlineData("host", "HOST")]
    [InlineData("port", "Port")]
    [InlineData("dbname", "dbName")]
    [InlineData("username", "userName")]
    [InlineData("password", "Password")]
    [InlineData("masterarn", "masterArn")]
    [InlineData("ssl", "SSL")]
    [InlineData("clonemode", "cloneMode")]
    public void A_key_in_the_wrong_case_is_named_with_the_right_one(string right, string wrong)
    {
        var failure = Refused(FailureKind.SecretKeyWrongCase, Without(right)[..^1] + $",\"{wrong}\":\"hush-hush\"}}", $"'{wrong}'");

        Assert.Contains($"'{right}'", failure.NextStep);
    }

    [Fact]
    public void A_key_in_another_case_beside_the_right_one_is_just_another_key() =>
        Assert.Equal("hush-hush", Parse(Whole[..^1] + ",\"Password\":\"other\"}").Password.Reveal());

    [Theory]
    [InlineData("engine")]
    [InlineData("host")]
    [InlineData("dbname")]
    [InlineData("username")]
    [InlineData("password")]
    [InlineData("masterarn")]
    [InlineData("baseusername")]
    [InlineData("cloneusername")]
    [InlineData("clonemode")]
    public void A_text_that_is_empty_or_of_another_type_is_refused_by_the_name_of_its_key(string key)
    {
        foreach (var value in new[] { "\"\"", "42", "true", "[\"hush-hush\"]", "{\"x\":\"hush-hush\"}" })
        {
            Refused(FailureKind.SecretKeyInvalid, With(key, value), $"'{key}'");
        }
    }

    [Theory]
    [InlineData("password", FailureKind.SecretKeyInvalid)]
    [InlineData("username", FailureKind.SecretKeyInvalid)]
    [InlineData("ssl", FailureKind.SecretKeyInvalid)]
    [InlineData("port", FailureKind.PortOutOfRange)]
    public void A_text_with_half_of_a_surrogate_pair_is_refused(string key, FailureKind kind) =>
        Refused(kind, With(key, "\"\\ud800hush-hush\""), $"'{key}'");

    [Fact]
    public void A_user_name_with_a_NUL_is_refused() =>
        Assert.Equal(FailureKind.InvalidParameter, Assert.Throws<RotationException>(() => Parse(With("username", "\"a\\u0000b\""))).Kind);

    [Theory]
    [InlineData("actas")]
    [InlineData("0")]
    [InlineData("ActAs, Member")]
    public void An_unknown_way_to_clone_is_refused(string mode) => Refused(FailureKind.SecretKeyInvalid, With("clonemode", $"\"{mode}\""), "ActAs, Member");

    [Theory]
    [InlineData("baseusername", "cloneusername")]
    [InlineData("cloneusername", "baseusername")]
    public void Half_a_pair_of_accounts_is_refused(string present, string absent) =>
        Refused(FailureKind.SecretKeyMissing, With(present, "\"app\""), $"'{absent}'");

    [Theory]
    [InlineData("other", "twin")]
    [InlineData("app", "app")]
    public void A_pair_of_accounts_has_the_user_in_it_and_two_names(string baseUser, string clone) =>
        Refused(FailureKind.SecretKeyInvalid, Whole[..^1] + $",\"baseusername\":\"{baseUser}\",\"cloneusername\":\"{clone}\"}}", "'username'");

    [Fact]
    public void A_superusers_secret_may_leave_out_all_but_the_credentials()
    {
        var document = SecretDocument.ParseCredentials(new SecretText("""{"username":"boss","password":"hush-hush"}"""));

        Assert.Null(document.Engine);
        Assert.Null(document.Host);
        Assert.Equal(FailureKind.SecretKeyMissing, Assert.Throws<RotationException>(() => document.ServerFor(new InMemoryTarget())).Kind);
        Assert.Throws<RotationException>(() => SecretDocument.ParseCredentials(new SecretText("""{"username":"boss"}""")));
        Assert.Throws<RotationException>(() => SecretDocument.ParseCredentials(new SecretText("""{"Username":"boss","password":"p"}""")));
    }

    [Fact]
    public void A_new_document_has_AWSs_keys()
    {
        var document = SecretDocument.Create("postgres", new ServerAddress("h", 5432, "shop", true), new AccountName("app"), new Password("p\"\\é"));

        Assert.Equal(
            """{"engine": "postgres", "host": "h", "port": 5432, "username": "app", "password": "p\"\\é", "dbname": "shop", "ssl": true}""",
            document.ToText().Reveal());
    }

    [Fact]
    public void A_new_document_leaves_out_what_there_is_not()
    {
        var document = SecretDocument.Create("memory", new ServerAddress("h", 1, null, null), new AccountName("app"), new Password("p"));

        Assert.DoesNotContain("dbname", document.ToText().Reveal());
        Assert.DoesNotContain("ssl", document.ToText().Reveal());
    }

    [Fact]
    public void Alternating_and_back_gives_the_same_bytes()
    {
        var single = Parse(Whole);

        var alternating = single.WithAlternatingUsers("prod/boss", single.Accounts, new AlternatingOptions());

        Assert.Equal(Whole[..^1] + ", \"masterarn\": \"prod/boss\"}", alternating.ToText().Reveal());
        Assert.Equal(single, alternating.WithSingleUser());
    }

    [Fact]
    public void Documents_are_equal_by_their_bytes()
    {
        Assert.Equal(Parse(Whole), Parse(Whole));
        Assert.Equal(Parse(Whole).GetHashCode(), Parse(Whole).GetHashCode());
        Assert.NotEqual(Parse(Whole), Parse(Whole + " "));
        Assert.False(Parse(Whole).Equals((object)"something else"));
    }

    [Theory]
    [InlineData("app", "app", "app_clone")]
    [InlineData("app_clone", "app", "app_clone")]
    [InlineData("_clone", "_clone", "_clone_clone")]
    [InlineData("app_CLONE", "app_CLONE", "app_CLONE_clone")]
    public void A_pair_is_known_by_either_name(string user, string baseUser, string clone)
    {
        var pair = AccountPair.Of(new AccountName(user));

        Assert.Equal((baseUser, clone), (pair.BaseUser.Value, pair.CloneUser.Value));
        Assert.True(pair.Has(new AccountName(user)));
        Assert.Equal(pair.CloneUser, pair.TwinOf(pair.BaseUser));
        Assert.Equal(pair.BaseUser, pair.TwinOf(pair.CloneUser));
    }

    private static SecretDocument Parse(string text) => SecretDocument.Parse(new SecretText(text));

    private static string Without(string key) => JsonText.Parse(Whole).Without(key).ToString();

    private static string With(string key, string rawValue) => $"{Without(key)[..^1]},\"{key}\":{rawValue}}}";

    private static RotationException Refused(FailureKind kind, string text, string named)
    {
        var failure = Assert.Throws<RotationException>(() => Parse(text));

        Assert.Equal(kind, failure.Kind);
        Assert.Contains(named, failure.Message);
        for (Exception? error = failure; error is not null; error = error.InnerException)
        {
            Assert.DoesNotContain("hush", error.Message);
        }

        return failure;
    }
}
