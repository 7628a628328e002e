using System.Diagnostics;
using System.Management.Automation;
using RotationPS.Tests.Shell;
using Xunit;

namespace RotationPS.Tests.Runbooks;

/// <summary>The one unattended script: what it passes on, its result, its exit code.</summary>
public sealed class DueRotationTests : IDisposable
{
    private const int SsmKeeps = 24_000;

    private readonly StandInModule _module = new();

    [Fact]
    public void The_first_line_is_the_result()
    {
        _module.Works("Out-Result a Rotated; Out-Result b Resumed; Out-Result c NotDue; Out-Result d NotDue; Out-Result e NotDue");

        var (lines, code) = _module.Rotate();

        Assert.Matches(@"^RotationPS: 2 rotated, 0 failed, 3 not due, \d+ s$", Assert.Single(lines));
        Assert.Equal(0, code);
    }

    [Fact]
    public void Nothing_to_do_is_no_failure()
    {
        _module.Works("");

        var (lines, code) = _module.Rotate();

        Assert.StartsWith("RotationPS: 0 rotated, 0 failed, 0 not due, ", Assert.Single(lines));
        Assert.Equal(0, code);
    }

    [Fact]
    public void Each_failure_has_a_line_with_its_kind_and_its_message()
    {
        _module.Works("Out-Result a Rotated; Out-Result prod/b Failed LoginFailed \"refused,`nand so on\"; Out-Problem prod/b 'the same once more'; Out-Result c AlreadyCurrent");

        var (lines, code) = _module.Rotate();

        Assert.StartsWith("RotationPS: 1 rotated, 1 already current, 1 failed, 0 not due, ", lines[0]);
        Assert.Equal(["FAILED prod/b LoginFailed: refused, and so on"], lines.Skip(1));
        Assert.Equal(1, code);
    }

    [Fact]
    public void What_was_not_begun_because_others_failed_is_counted_and_is_not_well()
    {
        _module.Works("Out-Result a Rotated; Out-Result prod/b NotBegun '' \"Others`nfailed.\"; Out-Warning 'readable by others'; Out-Result c NotBegun '' 'Stopped.'; Out-Result d NotDue");

        var (lines, code) = _module.Rotate();

        Assert.Matches(@"^RotationPS: 1 rotated, 0 failed, 2 not begun, 1 not due, \d+ s$", lines[0]);
        Assert.Equal(["WARNING readable by others", "NOTBEGUN prod/b: Others failed.", "NOTBEGUN c: Stopped."], lines.Skip(1));
        Assert.Equal(1, code);
    }

    [Fact]
    public void Of_what_was_not_begun_as_much_is_listed_as_there_is_room_for_and_the_rest_is_counted()
    {
        _module.Works("Out-Result a Failed LoginFailed no; foreach ($number in 1..3000) { Out-Result \"$number\" NotBegun '' 'x' }");

        var (lines, _) = _module.Rotate();

        Assert.InRange(string.Join(Environment.NewLine, lines).Length, 15_000, SsmKeeps);
        Assert.Equal(["FAILED a LoginFailed: no", "NOTBEGUN 1: x"], lines.Skip(1).Take(2));
        Assert.Equal($"... and {3000 - (lines.Count - 3)} more lines.", lines[^1]);
    }

    [Theory]
    [InlineData("-SecretId prod/*", "-SecretId")]
    [InlineData("-Tag team=shop", "-Tag")]
    [InlineData("-SecretId prod/* -Tag team=shop -ShardIndex 0 -ShardCount 1", "-SecretId and -Tag")]
    public void A_search_that_finds_no_secret_at_all_is_not_well(string arguments, string named)
    {
        _module.Works("Out-Warning 'nothing there'");

        var (lines, code) = _module.Rotate(arguments);

        Assert.Equal(
            [$"RotationPS: nothing done: No secret with a schedule fits {named}; case matters. Correct what was given, or give the secret a schedule by Set-RotationSchedule."],
            lines);
        Assert.Equal(2, code);
    }

    [Fact]
    public void A_search_that_finds_only_what_is_not_due_is_well()
    {
        _module.Works("Out-Result a NotDue");

        var (lines, code) = _module.Rotate("-SecretId prod/*");

        Assert.StartsWith("RotationPS: 0 rotated, 0 failed, 1 not due, ", Assert.Single(lines));
        Assert.Equal(0, code);
    }

    [Fact]
    public void A_share_may_be_empty_which_is_told_and_is_no_failure()
    {
        _module.Works("");

        var (lines, code) = _module.Rotate("-SecretId prod/* -ShardIndex 1 -ShardCount 3");

        Assert.Equal(["WARNING No secret with a schedule fits -SecretId; case matters. It is only this machine's share that was searched."], lines.Skip(1));
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("-Region x", "Get-RotatedSecret")]
    [InlineData("-Region x -LogPath l", "-LogPath")]
    public async Task A_run_that_is_stopped_still_tells_first_what_it_has_done(string arguments, string rest)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no way to send a signal to one process.");
        Assert.SkipWhen(IgnoresInterrupts(), "SIGINT is ignored here, as nohup and the & of a script have it, and so it is by every process begun from here.");
        using var shell = new ShellProcess();
        var work = "Out-Result a Rotated; Out-Result b Failed LoginFailed 'no'; [Console]::Out.WriteLine('started'); & sh -c 'exec sleep 1000'";
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "stop.ps1"), $"$global:work = {{ {work} }}\n& '{_module.DueRotation}' {arguments}", TestContext.Current.CancellationToken);
        using var process = shell.Start("stop.ps1");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not "started")
        {
        }

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await ShellProcess.EndAsync(process, input: "");
        Assert.Matches($@"^RotationPS: stopped: 1 rotated, 1 failed, 0 not due, \d+ s; what was finished after that is not counted: see {rest}$", result.AllOutput[0]);
        Assert.Equal(["FAILED b LoginFailed: no"], result.AllOutput.Skip(1));
        Assert.NotEqual(0, result.ExitCode);
    }

    /// <summary>Whether this process has been started so that SIGINT does nothing to it, as Linux tells.</summary>
    private static bool IgnoresInterrupts()
    {
        const string status = "/proc/self/status";
        const string ignored = "SigIgn:";
        const long interrupt = 1 << 1;
        return File.Exists(status)
            && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(ignored, StringComparison.Ordinal)) is { } mask
            && (Convert.ToInt64(mask[ignored.Length..].Trim(), 16) & interrupt) != 0;
    }

    [Fact]
    public void A_failure_without_a_reason_takes_it_from_the_error()
    {
        _module.Works("Out-Problem b 'the server said no'; Out-Result b Failed LoginFailed");

        Assert.Equal("FAILED b LoginFailed: the server said no", _module.Rotate().Lines[1]);
    }

    [Fact]
    public void An_error_of_no_secret_is_told_beside_the_results()
    {
        _module.Works("Out-Result a Rotated; Out-Problem $null 'the list broke off'; Out-Warning 'readable by others'");

        var (lines, code) = _module.Rotate();

        Assert.StartsWith("RotationPS: 1 rotated, 0 failed, 0 not due, ", lines[0]);
        Assert.Equal(["ERROR the list broke off", "WARNING readable by others"], lines.Skip(1));
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("throw 'no store'", "no store")]
    [InlineData("Out-Problem x 'no credentials'", "no credentials")]
    public void Where_nothing_could_be_done_the_one_line_says_why(string work, string why)
    {
        _module.Works(work);

        var (lines, code) = _module.Rotate();

        Assert.Equal([$"RotationPS: nothing done: {why}"], lines);
        Assert.Equal(2, code);
    }

    [Fact]
    public void A_run_that_breaks_off_still_tells_what_it_has_done()
    {
        _module.Works("Out-Result a Rotated; throw 'the store is gone'");

        var (lines, code) = _module.Rotate();

        Assert.StartsWith("RotationPS: 1 rotated, 0 failed, 0 not due, ", lines[0]);
        Assert.Equal("ERROR the store is gone", lines[1]);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("-ThrottleLimit 101", "-ThrottleLimit takes a whole number from 1 to 100.")]
    [InlineData("-ThrottleLimit abc", "-ThrottleLimit takes a whole number from 1 to 100.")]
    [InlineData("-ThrottleLimit 1.5", "-ThrottleLimit takes a whole number from 1 to 100.")]
    [InlineData("-ThrottleLimit 0x10", "-ThrottleLimit takes a whole number from 1 to 100.")]
    [InlineData("-ServerLimit 8x", "-ServerLimit takes a whole number from 0 on.")]
    [InlineData("-StopAfterFailures 1e3", "-StopAfterFailures takes a whole number from 0 on.")]
    [InlineData("-StopAfterFailures 99999999999999999999", "-StopAfterFailures takes a whole number from 0 on.")]
    [InlineData("-Canary ' 2'", "-Canary takes a whole number from 0 on.")]
    [InlineData("-ShardIndex one -ShardCount 2", "-ShardIndex takes a whole number from 0 on.")]
    [InlineData("-ShardIndex 0 -ShardCount 2.5", "-ShardCount takes a whole number from 0 on.")]
    [InlineData("-ShardIndex '-1' -ShardCount 2", "-ShardIndex takes a whole number from 0 on.")]
    [InlineData("-PasswordLength long", "-PasswordLength takes a whole number from 0 on.")]
    [InlineData("-TestTimeout '1,5'", "-TestTimeout takes a whole number from 0 on.")]
    [InlineData("-FinishTimeout 5s", "-FinishTimeout takes a whole number from 0 on.")]
    [InlineData("-SecretId ','", "-SecretId was given a list without anything in it. Give what it is for, and a comma between any two.")]
    [InlineData("-Tag ' , '", "-Tag was given a list without anything in it. Give what it is for, and a comma between any two.")]
    [InlineData("-PasswordFor ','", "-PasswordFor was given a list without anything in it. Give what it is for, and a comma between any two.")]
    [InlineData("-PasswordFor 'Uri,Shel'", "-PasswordFor takes Uri, Shell, and a comma between any two.")]
    [InlineData("-PasswordFor 0", "-PasswordFor takes Uri, Shell, and a comma between any two.")]
    [InlineData("-Tag production", "'production' is no tag. Give -Tag as key=value, and a comma between any two.")]
    [InlineData("-Tag =production", "'=production' is no tag. Give -Tag as key=value, and a comma between any two.")]
    [InlineData("-Tag 'a=b,a=c'", "-Tag has the key 'a' twice. Give it once; its value may have wildcards.")]
    public void A_value_that_a_parameter_does_not_take_is_refused_by_its_name(string arguments, string told)
    {
        _module.Works("Out-Result a Rotated");

        var (lines, code) = _module.Rotate(arguments);

        Assert.Equal([$"RotationPS: nothing done: {told}"], lines);
        Assert.Equal(2, code);
        Assert.Empty(_module.Run("$calls"));
    }

    [Theory]
    [InlineData("-Regoin eu-central-1", "There is no parameter '-Regoin'.")]
    [InlineData("-Region eu-central-1 stray", "A word that was given belongs to no parameter.")]
    [InlineData("-SecretId a b", "A word that was given belongs to no parameter.")]
    [InlineData("-SecretId a 'pass word'", "A word that was given belongs to no parameter.")]
    [InlineData("-SecretId a '-pa55word'", "A word that was given belongs to no parameter.")]
    [InlineData("-SecretKey key-of-aws", "There is no parameter '-SecretKey'.")]
    [InlineData("-SecretKey:key-of-aws", "There is no parameter '-SecretKey'.")]
    [InlineData("-SecretKey=key-of-aws", "There is no parameter '-SecretKey'.")]
    [InlineData("--secret-key=key-of-aws", "There is no parameter '--secret-key'.")]
    public void What_belongs_to_no_parameter_is_refused_and_what_may_be_a_key_is_not_repeated(string arguments, string told)
    {
        _module.Works("Out-Result a Rotated");

        var (lines, code) = _module.Rotate(arguments);

        Assert.Equal([$"RotationPS: nothing done: {told} Give those that Get-Help '{_module.DueRotation}' names, and a list as one text with commas."], lines);
        Assert.Equal(2, code);
        Assert.Empty(_module.Run("$calls"));
    }

    [Fact]
    public void A_parameter_without_its_value_is_for_PowerShell_to_refuse_not_to_swallow()
    {
        _module.Works("Out-Result a Rotated");

        var refused = Assert.Throws<InvalidOperationException>(() => _module.Rotate("-VaultPath -Region x"));

        Assert.IsAssignableFrom<ParameterBindingException>(refused.InnerException);
        Assert.Empty(_module.Run("$calls"));
    }

    [Fact]
    public void A_list_is_a_text_with_commas()
    {
        _module.Works("");

        _module.Rotate("-SecretId 'prod/*, app' -Tag 'stage=production,url=https://a/?b=c, empty=,Stage=test' -PasswordFor 'Uri,Shell'");

        Assert.Equal(["prod/*|app", "Uri|Shell"], _module.Run("$calls[0].SecretId -join '|'; $calls[0].PasswordFor -join '|'").Select(list => (string)list.BaseObject));
        Assert.Equal(
            ["empty=", "stage=production", "Stage=test", "url=https://a/?b=c"],
            _module.Run("$calls[0].Tag.GetEnumerator().ForEach({ \"$($_.Key)=$($_.Value)\" })").Select(tag => (string)tag.BaseObject).Order());
    }

    [Fact]
    public void Without_the_module_nothing_is_done()
    {
        File.Delete(Path.Combine(_module.ModuleFolder, "RotationPS.psd1"));
        var alone = Path.Combine(_module.Folder, "Invoke-DueRotation.ps1");
        File.Copy(_module.DueRotation, alone);

        var output = _module.Run("& $args[0]; $LASTEXITCODE", alone);

        Assert.StartsWith("RotationPS: nothing done: ", (string)output[0].BaseObject);
        Assert.Equal(2, output[^1].BaseObject);
    }

    [Theory]
    [InlineData("Out-Result a Failed LoginFailed $text", 1)]
    [InlineData("Out-Result a Rotated; Out-Problem $null $text", 1)]
    [InlineData("Out-Result a Rotated; Out-Warning $text", 1)]
    [InlineData("throw $text", 0)]
    public void A_line_that_is_too_long_is_cut_in_its_middle_and_keeps_the_next_step(string work, int line)
    {
        _module.Works($"$text = 'The server says no. ' + 'It says: no. ' * 90 + 'Log in to db.example.com, then run the command again.'; {work}");

        var told = _module.Rotate().Lines[line];

        Assert.Equal(400, told.Length);
        Assert.Contains("The server says no. It says: no. It says", told);
        Assert.EndsWith("... Log in to db.example.com, then run the command again.", told);
    }

    [Fact]
    public void However_many_fail_the_output_stays_below_what_SSM_keeps()
    {
        _module.Works("foreach ($number in 1..5000) { Out-Result \"prod/secret-$number\" Failed LoginFailed ('x' * ($number % 900)) }");

        var (lines, code) = _module.Rotate();

        Assert.InRange(string.Join(Environment.NewLine, lines).Length, 15_000, SsmKeeps);
        Assert.StartsWith("RotationPS: 0 rotated, 5000 failed, ", lines[0]);
        Assert.Equal($"... and {5000 - (lines.Count - 2)} more lines.", lines[^1]);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 400));
        Assert.Equal(1, code);
    }

    [Fact]
    public void Every_parameter_is_passed_on_and_nobody_is_asked()
    {
        _module.Works("Out-Result a Rotated");

        _module.Rotate("-VaultPath v -Region r -EndpointUrl u -ProfileName p -ThrottleLimit 8 -ServerLimit 2 -StopAfterFailures 3 -Canary 4 -ShardIndex 0 -ShardCount 5 -PasswordLength 40 -ExcludeCharacters '%,' -TestTimeout 6 -FinishTimeout 7 -AllowRightsDifference -LogPath l");

        var passed = _module.Run("foreach ($name in $calls[0].Keys) { \"$name=$($calls[0][$name])\" }").Select(pair => (string)pair.BaseObject);
        Assert.Superset(
            new HashSet<string>
            {
                "Due=True", "VaultPath=v", "Region=r", "EndpointUrl=u", "ProfileName=p", "ThrottleLimit=8", "ServerLimit=2", "StopAfterFailures=3",
                "Canary=4", "ShardIndex=0", "ShardCount=5", "PasswordLength=40", "ExcludeCharacters=%,", "TestTimeout=6", "FinishTimeout=7",
                "AllowRightsDifference=True", "LogPath=l",
            },
            passed.ToHashSet());
    }

    [Fact]
    public void What_a_scheduler_leaves_empty_is_not_passed_on()
    {
        _module.Works("");

        _module.Rotate("-VaultPath '' -Region '' -ThrottleLimit 0 -ServerLimit 0 -Canary 0 -StopAfterFailures 0 -ShardIndex 0 -ShardCount 0 -SecretId '' -Tag '' -PasswordFor '' -PasswordLength 0 -ExcludeCharacters '' -TestTimeout 0 -FinishTimeout 0 -LogPath ''");

        var passed = _module.Run("$calls[0].Keys").Select(name => (string)name.BaseObject);
        Assert.Equal(["Confirm", "Due", "ErrorAction", "ErrorVariable", "WarningAction", "WarningVariable"], passed.Order());
    }

    [Theory]
    [InlineData("-ShardCount 3", "ShardCount")]
    [InlineData("-ShardIndex 0", "ShardIndex")]
    [InlineData("-ShardIndex 2", "ShardIndex")]
    [InlineData("-ShardIndex 2 -ShardCount 0", "ShardIndex")]
    public void Half_of_a_shard_reaches_the_cmdlet_which_refuses_it(string given, string expected)
    {
        _module.Works("");

        _module.Rotate(given);

        Assert.Equal([expected], _module.Run("$calls[0].Keys.Where({ $_ -like 'Shard*' })").Select(name => (string)name.BaseObject));
    }

    [Theory]
    [InlineData("Out-Result a Rotated", 0)]
    [InlineData("Out-Result a Failed Busy 'later'", 1)]
    [InlineData("throw 'no store'", 2)]
    public async Task A_process_ends_with_the_exit_code(string work, int expected)
    {
        using var shell = new ShellProcess();

        var result = await shell.RunAsync($"$global:work = {{ {work} }}\n& '{_module.DueRotation}' -Region x\nexit $LASTEXITCODE");

        Assert.StartsWith("RotationPS: ", result.Output.First());
        Assert.Equal(expected, result.ExitCode);
        Assert.Equal([""], result.Errors);
    }

    public void Dispose() => _module.Dispose();
}
