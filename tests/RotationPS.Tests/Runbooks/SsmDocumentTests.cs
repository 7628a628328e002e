using System.Diagnostics;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RotationPS.Engine.Passwords;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>The document for SSM Run Command, and that no parameter of it can say more than its value.</summary>
public sealed class SsmDocumentTests
{
    private static readonly Regex _placeholder = new(@"'\{\{ ([A-Za-z]+) \}\}'");
    private static readonly Regex _passedParameter = new(@"-([A-Z][A-Za-z]+)(?:', | )'\{\{");

    // An instance has a store, an endpoint and a role of its own, characters to leave out would have to be let past a shell, and
    // what is allowed to differ is decided secret by secret.
    private static readonly string[] _notPassed = ["VaultPath", "EndpointUrl", "ProfileName", "ExcludeCharacters", "AllowRightsDifference"];

    private static readonly Dictionary<string, string> _values = new()
    {
        ["region"] = "eu-central-1",
        ["secretId"] = "prod/*,arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-??????",
        ["tag"] = "stage=production,team=shop * [ab]",
        ["throttleLimit"] = "8",
        ["serverLimit"] = "4",
        ["stopAfterFailures"] = "3",
        ["canary"] = "2",
        ["shardIndex"] = "0",
        ["shardCount"] = "16",
        ["passwordFor"] = "Uri,Shell",
        ["passwordLength"] = "40",
        ["testTimeout"] = "30",
        ["finishTimeout"] = "90",
        ["logPath"] = "/var/log/rotation ps/rotation.jsonl",
    };

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
    [InlineData("-AllowRightsDifference")]
    [InlineData("--")]
    [InlineData("x,'y'")]
    [InlineData("x=\u2018y")]
    [InlineData("x\\")]
    [InlineData("%PATH%")]
    [InlineData("x!y")]
    public void No_parameter_takes_shell_text(string value) =>
        Assert.All(Parameters, parameter => Assert.DoesNotMatch((string)parameter.Value!["allowedPattern"]!, value));

    [Theory]
    [InlineData("region", "eu-central-1")]
    [InlineData("region", "us-gov-west-1")]
    [InlineData("shardIndex", "12")]
    [InlineData("shardCount", "16")]
    [InlineData("secretId", "prod/*")]
    [InlineData("secretId", "prod/[ab]?,app,arn:aws:secretsmanager:eu-central-1:111122223333:secret:a+b=c@d.e_f-??????")]
    [InlineData("tag", "stage=production,team=*")]
    [InlineData("tag", "cost center=web shop, owner=a@example.com")]
    [InlineData("tag", "empty=")]
    [InlineData("passwordLength", "4096")]
    [InlineData("testTimeout", "3600")]
    [InlineData("finishTimeout", "3600")]
    [InlineData("logPath", "/var/log/rotationps/rotation.jsonl")]
    [InlineData("logPath", "rotation.jsonl")]
    [InlineData("logPath", "C:\\Program Data\\rotation.jsonl")]
    public void A_parameter_takes_what_it_is_for(string name, string value) =>
        Assert.Matches((string)_document["parameters"]![name]!["allowedPattern"]!, value);

    [Fact]
    public void Every_consumer_of_a_password_may_be_named()
    {
        var consumers = Enum.GetNames<PasswordConsumer>();

        Assert.All([.. consumers, string.Join(',', consumers)], value => Assert.Matches((string)_document["parameters"]!["passwordFor"]!["allowedPattern"]!, value));
    }

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
        var known = StandInModule.Parameters("Invoke-DueRotation.ps1");

        foreach (var script in _document["mainSteps"]!.AsArray().Select(Script))
        {
            var passed = _passedParameter.Matches(script).Select(match => match.Groups[1].Value).ToHashSet();
            Assert.Equal(Parameters.Count(), passed.Count);
            Assert.Equal(known.Except(_notPassed).Order(StringComparer.Ordinal), passed.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task What_runs_on_Linux_passes_each_value_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        using var module = new StandInModule();
        module.Executable("pwsh", """case "$*" in *-Command*) echo '/a module';; *) printf '%s\n' "$@";; esac""");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Filled(_document["mainSteps"]![1])]) { RedirectStandardOutput = true, WorkingDirectory = module.Folder };
        start.Environment["PATH"] = $"{module.Folder}:{start.Environment["PATH"]}";

        using var run = Process.Start(start)!;
        var passed = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        AssertPassed(passed.TrimEnd('\n').Split('\n'), "/a module/Runbooks/Invoke-DueRotation.ps1");
    }

    [Fact]
    public void What_runs_on_Windows_passes_each_value_as_it_is()
    {
        using var module = new StandInModule();
        var script = Path.Combine(module.Folder, "step.ps1");
        File.WriteAllText(script, Filled(_document["mainSteps"]![0]));

        var passed = module.Run("function global:pwsh { if ($args -contains '-Command') { 'C:\\a module' } else { $args } }; & $args[0]", script);

        AssertPassed([.. passed.Select(word => (string)word.BaseObject)], "C:\\a module\\Runbooks\\Invoke-DueRotation.ps1");
    }

    private void AssertPassed(string[] words, string script)
    {
        Assert.Equal(["-NoProfile", "-NonInteractive", "-File", script], words.Take(4));
        var pairs = words.Skip(4).Chunk(2).Select(pair => (Name: pair[0].TrimStart('-').ToLowerInvariant(), Value: pair[1]));
        Assert.Equal(_values.Select(value => (value.Key.ToLowerInvariant(), value.Value)).Order(), pairs.Order());
    }

    private string Filled(JsonNode? step)
    {
        Assert.Equal(Parameters.Select(parameter => parameter.Key), _values.Keys);
        Assert.All(Parameters, parameter => Assert.Matches((string)parameter.Value!["allowedPattern"]!, _values[parameter.Key]));
        return _placeholder.Replace(Script(step), match => $"'{_values[match.Groups[1].Value]}'");
    }

    private static string Script(JsonNode? step) =>
        string.Join('\n', step!["inputs"]!["runCommand"]!.AsArray().Select(line => (string)line!));
}
