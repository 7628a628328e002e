using System.Management.Automation.Language;
using System.Text;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>Every file that the module ships for a scheduler can be read by whom it is for.</summary>
public sealed class RunbookSyntaxTests
{
    private const string DueRotation = "Runbooks/Invoke-DueRotation.ps1";

    public static TheoryData<string> Scripts => ["AzureAutomation.ps1", "Invoke-DueRotation.ps1", "Register-RotationTask.ps1"];

    [Fact]
    public void The_module_ships_all_of_them() => Assert.Equal(
        [
            "AzureAutomation.ps1", "Invoke-DueRotation.ps1", "Register-RotationTask.ps1", "SsmRunCommand.json", "rotationps.cron", "rotationps.service",
            "rotationps.timer",
        ],
        Directory.GetFiles(StandInModule.ShippedFolder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_parses_and_is_plain_ASCII(string name)
    {
        var file = Path.Combine(StandInModule.ShippedFolder, name);
        Parser.ParseFile(file, out _, out var errors);

        Assert.Empty(errors);
        Assert.True(Ascii.IsValid(File.ReadAllBytes(file)), "Another encoding than the reader's would spoil it.");
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_never_asks(string name)
    {
        var script = Parser.ParseFile(Path.Combine(StandInModule.ShippedFolder, name), out _, out _);

        var commands = script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Select(command => command.GetCommandName());
        Assert.DoesNotContain(commands, command => command is "Read-Host" or "Get-Credential");
    }

    [Theory]
    [InlineData("rotationps.service", "Unit", "Service")]
    [InlineData("rotationps.timer", "Unit", "Timer", "Install")]
    public void A_unit_file_has_its_sections_and_nothing_but_settings(string name, params string[] sections) =>
        Assert.Equal(sections, ReadUnit(name).Select(setting => setting.Section).Distinct());

    [Fact]
    public void The_service_runs_the_shipped_script_once_without_a_person_and_locked_in()
    {
        var service = ReadUnit("rotationps.service").Where(setting => setting.Section == "Service").ToDictionary(setting => setting.Key, setting => setting.Value);

        Assert.Equal("oneshot", service["Type"]);
        Assert.StartsWith("/usr/bin/pwsh -NoProfile -NonInteractive -File /", service["ExecStart"]);
        Assert.Contains(DueRotation, service["ExecStart"]);
        Assert.Equal("yes", service["NoNewPrivileges"]);
        Assert.Equal("strict", service["ProtectSystem"]);
        Assert.Equal("yes", service["ProtectHome"]);
        Assert.Equal("", service["CapabilityBoundingSet"]);
        Assert.False(service.ContainsKey("MemoryDenyWriteExecute"), ".NET compiles while it runs.");
    }

    [Fact]
    public void The_timer_catches_up_and_does_not_start_everywhere_at_once()
    {
        var timer = ReadUnit("rotationps.timer").ToDictionary(setting => setting.Key, setting => setting.Value);

        Assert.Equal("hourly", timer["OnCalendar"]);
        Assert.Equal("true", timer["Persistent"]);
        Assert.True(timer.ContainsKey("RandomizedDelaySec"));
        Assert.Equal("timers.target", timer["WantedBy"]);
    }

    [Fact]
    public void The_cron_file_has_one_line_that_cron_understands()
    {
        var text = File.ReadAllText(Path.Combine(StandInModule.ShippedFolder, "rotationps.cron"));
        var line = Assert.Single(text.Split('\n'), line => line.Length > 0 && line[0] != '#');

        Assert.Matches(@"^\d{1,2} \* \* \* \* [a-z]+ /usr/bin/pwsh -NoProfile -NonInteractive -File /\S+ ", line);
        Assert.Contains(DueRotation, line);
        Assert.DoesNotContain('%', line);
        Assert.EndsWith("\n", text);
    }

    private static IReadOnlyList<(string Section, string Key, string Value)> ReadUnit(string name)
    {
        var settings = new List<(string, string, string)>();
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(StandInModule.ShippedFolder, name)).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                Assert.EndsWith("]", line);
                section = line[1..^1];
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            Assert.True(equals > 0 && section.Length > 0, $"'{line}' is no setting.");
            settings.Add((section, line[..equals], line[(equals + 1)..]));
        }

        return settings;
    }
}
