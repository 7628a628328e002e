using System.Diagnostics;
using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;
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
    public void The_help_of_a_script_is_found(string name)
    {
        // PowerShell takes adjoining comments as one, and such a one, with #Requires in it, is no help.
        var help = Parser.ParseFile(Path.Combine(StandInModule.ShippedFolder, name), out _, out _).GetHelpContent();

        Assert.NotNull(help);
        Assert.NotEmpty(help.Synopsis);
        Assert.NotEmpty(help.Description);
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
        var service = ReadUnit("rotationps.service").Where(setting => setting.Section == "Service").ToLookup(setting => setting.Key, setting => setting.Value);

        Assert.Equal(["oneshot"], service["Type"]);
        Assert.Equal(["/usr/bin/pwsh -NoProfile -NonInteractive -File ${ROTATIONPS_SCRIPT} $ROTATIONPS_ARGUMENTS"], service["ExecStart"]);
        Assert.Contains(service["Environment"], setting => setting.StartsWith("ROTATIONPS_SCRIPT=/", StringComparison.Ordinal) && setting.EndsWith(DueRotation, StringComparison.Ordinal));
        Assert.Equal(["yes"], service["NoNewPrivileges"]);
        Assert.Equal(["strict"], service["ProtectSystem"]);
        Assert.Equal(["yes"], service["ProtectHome"]);
        Assert.Equal([""], service["CapabilityBoundingSet"]);
        Assert.False(service.Contains("MemoryDenyWriteExecute"), ".NET compiles while it runs.");
    }

    [Fact]
    public void The_services_own_arguments_give_way_to_those_of_its_settings()
    {
        var service = ReadUnit("rotationps.service").ToLookup(setting => setting.Key, setting => setting.Value);

        Assert.Contains("\"ROTATIONPS_ARGUMENTS=-LogPath /var/log/rotationps/rotation.jsonl\"", service["Environment"]);
        Assert.DoesNotContain("-LogPath", service["ExecStart"].Single());
        Assert.Equal(["-/etc/rotationps/environment"], service["EnvironmentFile"]);
        Assert.Equal(["rotationps"], service["StateDirectory"]);
        Assert.Equal(["rotationps"], service["LogsDirectory"]);
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
    public void The_cron_file_has_settings_and_one_line_that_cron_understands()
    {
        var text = File.ReadAllText(Path.Combine(StandInModule.ShippedFolder, "rotationps.cron"));
        var (settings, line) = ReadCron();

        Assert.Equal(["AWS_REGION", "POWERSHELL_TELEMETRY_OPTOUT", "SCRIPT"], settings.Keys.Order(StringComparer.Ordinal));
        Assert.EndsWith(DueRotation, settings["SCRIPT"]);
        Assert.Matches(@"^\d{1,2} \* \* \* \* [a-z]+ ", line);
        Assert.DoesNotContain('%', text);
        Assert.EndsWith("\n", text);
    }

    [Fact]
    public void The_user_and_the_folders_of_the_cron_file_are_made_by_the_commands_in_it()
    {
        var text = File.ReadAllText(Path.Combine(StandInModule.ShippedFolder, "rotationps.cron"));
        var line = ReadCron().Line;

        var user = line.Split(' ')[5];
        var log = Path.GetDirectoryName(Regex.Match(line, "-LogPath (/[^ ]+)").Groups[1].Value)!;
        Assert.Matches($"(?m)^#   useradd --system .*{user}$", text);
        Assert.Matches($"(?m)^#   install -d -o {user} -m 700 .*{log}$", text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_command_of_the_cron_file_ends_with_the_scripts_exit_code_and_hands_its_output_to_the_log(int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no cron.");
        using var module = new StandInModule();
        var pwsh = module.Executable("pwsh", $"echo \"$*\"; printf 'CORP\\\\name\\n' >&2; exit {code}");
        module.Executable("logger", $"cat > {module.Folder}/logged; echo \"$*\" >> {module.Folder}/logged");
        var command = string.Join(' ', ReadCron().Line.Split(' ').Skip(6)).Replace("/usr/bin/pwsh", pwsh, StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{module.Folder}:{start.Environment["PATH"]}";
        start.Environment["SCRIPT"] = "/a path/Invoke-DueRotation.ps1";

        using var cron = Process.Start(start)!;
        var said = await cron.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await cron.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(code, cron.ExitCode);
        Assert.Equal("", said);
        Assert.Equal(
            ["-NoProfile -NonInteractive -File /a path/Invoke-DueRotation.ps1 -LogPath /var/log/rotationps/rotation.jsonl", "CORP\\name", "-t rotationps"],
            await File.ReadAllLinesAsync(Path.Combine(module.Folder, "logged"), TestContext.Current.CancellationToken));
    }

    private static (IReadOnlyDictionary<string, string> Settings, string Line) ReadCron()
    {
        var lines = File.ReadAllLines(Path.Combine(StandInModule.ShippedFolder, "rotationps.cron")).Where(line => line.Length > 0 && line[0] != '#').ToLookup(line => char.IsDigit(line[0]));
        return (lines[false].Select(line => line.Split('=', 2)).ToDictionary(setting => setting[0], setting => setting[1]), Assert.Single(lines[true]));
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
