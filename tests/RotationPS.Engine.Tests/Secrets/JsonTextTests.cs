using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Secrets;

/// <summary>Edits of arbitrary JSON objects: each changes what it is about and leaves every other byte alone.</summary>
public sealed class JsonTextTests
{
    private const int Samples = 2000;

    private static readonly Gen<string> Space = OneOf("", "", " ", "\t", "\n", "\r\n", "  \n\t ");

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 8],
        OneOf("", "é", "日本", "😀", "\"", "\\", "/", "\u0000", "\u007f", "<&>", "{}", "a,b:c", "]"));

    private static readonly Gen<string> RawText = Gen.Select(Text, Gen.Int[0, 2], (text, form) => form switch
    {
        0 => JsonSerializer.Serialize(text, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
        1 => JsonSerializer.Serialize(text),
        _ => $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:X4}"))}\"",
    });

    private static readonly Gen<string> RawNumber = Gen.OneOf(
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        OneOf("0", "-0", "0.0", "1.50", "1e5", "1E+05", "-1.2e-300", "123456789012345678901234567890"));

    private static readonly Gen<string> RawLeaf = Gen.OneOf(RawText, RawNumber, OneOf("true", "false", "null"));

    private static readonly Gen<string> RawValue = Gen.Recursive<string>((depth, inner) => depth >= 3
        ? RawLeaf
        : Gen.Frequency((4, RawLeaf), (1, RawArray(inner)), (1, RawObject(inner))));

    private static readonly Gen<List<Member>> Members = Gen
        .Select(Text, RawText, Space, Space, Space, Space, RawValue)
        .Select((name, _, before, behindKey, beforeValue, behind, value) => new Member(name, before, behindKey, beforeValue, value, behind))
        .List[0, 8]
        .Select(members => members.DistinctBy(member => member.Key).ToList());

    [Fact]
    public void An_untouched_object_keeps_every_byte() => Objects().Sample(json => JsonText.Parse(json.Whole).ToString() == json.Whole, iter: Samples);

    [Fact]
    public void Keys_and_values_are_those_that_a_JSON_parser_finds() => Objects().Sample(json =>
    {
        using var expected = JsonDocument.Parse(json.Whole);
        var text = JsonText.Parse(json.Whole);
        return text.Keys.SequenceEqual(expected.RootElement.EnumerateObject().Select(property => property.Name))
            && expected.RootElement.EnumerateObject().All(property => property.Value.ValueKind is JsonValueKind.Null
                ? text.Find(property.Name) is null
                : text.Find(property.Name)!.Value.GetRawText() == property.Value.GetRawText());
    }, iter: Samples);

    [Fact]
    public void Replacing_a_value_changes_that_value_and_no_other_byte() => Gen.Select(NonEmptyObjects(), Gen.Int[0, 7], Text).Sample((json, at, value) =>
    {
        var index = at % json.Members.Count;
        var edited = JsonText.Parse(json.Whole).With(json.Members[index].Key, value);
        var expected = json with { Members = [.. json.Members.Select((member, position) => position == index ? member with { Value = Plain(value) } : member)] };
        return edited.ToString() == expected.Whole;
    }, iter: Samples);

    [Fact]
    public void A_new_key_comes_last_and_no_other_byte_changes() => Gen.Select(Objects(), Gen.Int[1, 65535]).Sample((json, port) =>
    {
        var edited = JsonText.Parse(json.Whole).With("a key of ours", port).ToString();
        var added = json.Members.Count == 0 ? $"\"a key of ours\": {port}" : $", \"a key of ours\": {port}";
        var at = edited.LastIndexOf(added, StringComparison.Ordinal);
        return at > 0 && edited.Remove(at, added.Length) == json.Whole;
    }, iter: Samples);

    [Fact]
    public void A_new_key_that_is_taken_out_again_leaves_every_byte() => Objects().Sample(json =>
        JsonText.Parse(json.Whole).With("a key of ours", true).Without("a key of ours").ToString() == json.Whole, iter: Samples);

    [Fact]
    public void A_key_that_is_taken_out_takes_nothing_else_along() => Gen.Select(NonEmptyObjects(), Gen.Int[0, 7]).Sample((json, at) =>
    {
        var index = at % json.Members.Count;
        var text = JsonText.Parse(json.Whole);
        var edited = text.Without(json.Members[index].Key);
        var left = json.Members.Where((_, position) => position != index).ToList();
        return edited.Keys.SequenceEqual(left.Select(member => member.Key))
            && left.TrueForAll(member => edited.Find(member.Key)?.GetRawText() == text.Find(member.Key)?.GetRawText())
            && IsSubsequence(edited.ToString(), json.Whole);
    }, iter: Samples);

    [Fact]
    public void Taking_out_a_key_that_is_not_there_changes_nothing() => Objects().Sample(json =>
        JsonText.Parse(json.Whole).Without("a key of ours").ToString() == json.Whole, iter: Samples);

    [Fact]
    public void Text_that_is_written_is_read_back() => Text.Sample(value =>
        JsonText.Parse("{}").With("key", value).Find("key")!.Value.GetString() == value, iter: Samples);

    [Fact]
    public void A_rotation_of_a_secret_with_any_other_keys_changes_user_name_and_password_only() => Gen.Select(Objects(), Text.Where(text => text.Length > 0)).Sample((json, password) =>
    {
        string Account(string user, string secret) =>
            $"\"engine\": \"postgres\" , \"host\":\"h\",\n\"username\":{Plain(user)},\"password\":{Plain(secret)}{(json.Members.Count > 0 ? "," : "")}";
        var strangers = json with { Before = "", Members = [.. json.Members.Select(member => member with { Key = "x" + member.Key })] };
        var before = "{" + Account("app", "first") + strangers.Whole[1..];
        var after = SecretDocument.Parse(new SecretText(before)).WithCredentials(new AccountName("app_clone"), new Password(password));
        return after.ToText().Reveal() == "{" + Account("app_clone", password) + strangers.Whole[1..];
    }, iter: Samples);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Plain(string text) => JsonSerializer.Serialize(text, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static Gen<string> RawArray(Gen<string> inner) =>
        Gen.Select(Space, inner.Array[0, 4]).Select((space, items) => $"[{space}{string.Join($"{space},", items)}{space}]");

    private static Gen<string> RawObject(Gen<string> inner) =>
        Gen.Select(Space, inner.Array[0, 4]).Select((space, items) =>
            $"{{{space}{string.Join($",{space}", items.Select((item, index) => $"\"k{index}\"{space}:{item}"))}{space}}}");

    private static Gen<JsonObject> Objects() =>
        Gen.Select(Space, Space, Space, Members).Select((before, inside, behind, members) => new JsonObject(before, inside, behind, members));

    private static Gen<JsonObject> NonEmptyObjects() => Objects().Where(json => json.Members.Count > 0);

    private static bool IsSubsequence(string shorter, string longer)
    {
        var at = 0;
        foreach (var unit in longer)
        {
            at += at < shorter.Length && shorter[at] == unit ? 1 : 0;
        }

        return at == shorter.Length;
    }

    private sealed record Member(string Key, string Before, string BehindKey, string BeforeValue, string Value, string Behind)
    {
        public override string ToString() => $"{Before}{Plain(Key)}{BehindKey}:{BeforeValue}{Value}{Behind}";
    }

    private sealed record JsonObject(string Before, string Inside, string Behind, List<Member> Members)
    {
        public string Whole => new StringBuilder(Before).Append('{').Append(Inside).AppendJoin(',', Members).Append('}').Append(Behind).ToString();

        public override string ToString() => Whole;
    }
}
