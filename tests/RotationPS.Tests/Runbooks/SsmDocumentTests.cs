using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>The document for SSM Run Command, and that no parameter of it can say more than its value.</summary>
public sealed class SsmDocumentTests
{
    private static readonly Regex _placeholder = new(@"'\{\{ ([A-Za-z]+) \}\}'");
    private static readonly Regex _passedParameter = new(@"-([A-Z][A-Za-z]+)(?:', | )'\{\{");

    private readonly JsonNode _document = JsonNode.Parse(File.ReadAllText(Path.Combine(StandInModule.ShippedFolder, "SsmRunCommand.json")))!;

    private IEnumerable<KeyValuePair<string, JsonNode?>> Parameters => _document["parameters"]!.AsObject();

    [Fact]
    public void It_has_a_step_for_each_platform()
    {
        Assert.Equal("2.2", (string?)_document["schemaVersion"]);
        var steps = _document["mainSteps"]!.AsArray().Select(step => (
            Action: (string)step!["action"]!,
            Platform: string.Join(' ', step["precondition"]!["StringEquals"]!.AsArray().Select(word => (string)word!))));
        Assert.Equal([("aws:runPowerShellScript", "platformType Windows"), ("aws:runShellScript", "platformType Linux")], steps);
    }

    [Fact]
    public void Every_default_passes_its_own_pattern() =>
        Assert.All(Parameters, parameter => Assert.Matches((string)parameter.Value!["allowedPattern"]!, (string)parameter.Value["default"]!));

    [Theory]
    [InlineData("'; id; '")]
    [InlineData("1; id")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("${HOME}")]
    [InlineData("a\nid")]
    [InlineData("1 -VaultPath 'x")]
    [InlineData("\"")]
    [InlineData("x|id")]
    [InlineData("x&id")]
    [InlineData("\u2019")]
    [InlineData("{{ shardIndex }}")]
    public void No_parameter_takes_shell_text(string value) =>
        Assert.All(Parameters, parameter => Assert.DoesNotMatch((string)parameter.Value!["allowedPattern"]!, value));

    [Theory]
    [InlineData("region", "eu-central-1")]
    [InlineData("region", "us-gov-west-1")]
    [InlineData("shardIndex", "12")]
    [InlineData("shardCount", "16")]
    [InlineData("logPath", "/var/log/rotationps/rotation.jsonl")]
    [InlineData("logPath", "C:\\Program Data\\rotation.jsonl")]
    public void A_parameter_takes_what_it_is_for(string name, string value) =>
        Assert.Matches((string)_document["parameters"]![name]!["allowedPattern"]!, value);

    [Fact]
    public void Every_parameter_is_used_in_every_step_and_always_in_single_quotes()
    {
        var names = Parameters.Select(parameter => parameter.Key).Order(StringComparer.Ordinal).ToList();
        foreach (var script in _document["mainSteps"]!.AsArray().Select(Script))
        {
            Assert.Equal(names, _placeholder.Matches(script).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
            Assert.DoesNotContain("{{", _placeholder.Replace(script, ""));
        }
    }

    [Theory]
    [InlineData("shardIndex")]
    [InlineData("shardCount")]
    public void A_shard_has_no_default_so_that_an_instance_told_half_of_it_is_refused(string name)
    {
        Assert.Equal("", (string?)_document["parameters"]![name]!["default"]);
        Assert.Contains($"if ('{{{{ {name} }}}}') {{ $arguments += ", Script(_document["mainSteps"]![0]));
        Assert.Contains($"[ -z '{{{{ {name} }}}}' ] || set -- ", Script(_document["mainSteps"]![1]));
    }

    [Fact]
    public void What_runs_on_Windows_is_PowerShell()
    {
        Parser.ParseInput(Script(_document["mainSteps"]![0]), out _, out var errors);

        Assert.Empty(errors);
    }

    [Fact]
    public void Every_name_that_is_passed_on_is_a_parameter_of_the_script()
    {
        var due = Parser.ParseFile(Path.Combine(StandInModule.ShippedFolder, "Invoke-DueRotation.ps1"), out _, out _);
        var known = due.ParamBlock.Parameters.Select(parameter => parameter.Name.VariablePath.UserPath).ToHashSet();

        foreach (var script in _document["mainSteps"]!.AsArray().Select(Script))
        {
            var passed = _passedParameter.Matches(script).Select(match => match.Groups[1].Value).ToHashSet();
            Assert.Equal(Parameters.Count(), passed.Count);
            Assert.Subset(known, passed);
        }
    }

    private static string Script(JsonNode? step) =>
        string.Join('\n', step!["inputs"]!["runCommand"]!.AsArray().Select(line => (string)line!));
}
