using Xunit;

namespace RotationPS.Tests.Shell;

/// <summary>What a script gets from the shell, and what its user gets to see.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Greeting = """
        param([Parameter(Mandatory)][string] $Name, [int] $Count = 1, [switch] $Loud)
        "$Name $Count $Loud"
        """;

    private readonly ShellProcess _shell = new();

    [Fact]
    public async Task It_says_first_that_it_is_not_pwsh()
    {
        var result = await _shell.RunAsync("'hello'");

        Assert.Contains("It is not pwsh", string.Join('\n', result.Banner));
        Assert.Equal(["hello"], result.Output);
    }

    [Theory]
    [InlineData("Ann 3 False", "Ann", "3")]
    [InlineData("Ann 3 True", "-Loud", "-Count", "3", "-Name", "Ann")]
    [InlineData("-1 3 False", "-Count:3", "-1", "-Loud:$false")]
    public async Task Arguments_bind_by_name_and_by_position(string expected, params string[] arguments)
    {
        var result = await _shell.RunAsync(Greeting, arguments);

        Assert.Equal([expected], result.Output);
    }

    [Fact]
    public async Task A_missing_argument_is_an_error_where_nobody_can_be_asked()
    {
        var result = await _shell.RunAsync(Greeting);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Name", string.Join('\n', result.Errors));
    }

    [Fact]
    public async Task A_question_is_an_error_where_nobody_can_be_asked()
    {
        var result = await _shell.RunAsync("$Host.UI.PromptForChoice('Drop it', '', ('&Yes', '&No'), 1)");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the input is not a terminal", string.Join(' ', result.Errors.Select(line => line.Trim(' ', '|'))));
    }

    [Fact]
    public async Task An_error_is_shown_with_its_position_on_the_error_stream()
    {
        var result = await _shell.RunAsync("'first'\nfunction Break-It { throw 'it broke' }\nBreak-It");

        var errors = string.Join('\n', result.Errors);
        Assert.Contains("test.ps1:2", errors);
        Assert.Contains("it broke", errors);
        Assert.Equal(["first"], result.Output);
    }

    [Fact]
    public async Task Objects_are_shown_as_a_table_without_escape_sequences()
    {
        var result = await _shell.RunAsync("[pscustomobject]@{ Name = 'app'; State = 'Rotated' }");

        Assert.Equal(["Name State", "---- -----", "app  Rotated"], result.Output.Where(line => line.Length > 0).Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Every_stream_is_shown_and_progress_is_not()
    {
        var result = await _shell.RunAsync(
            """
            function Show-Streams {
                [CmdletBinding()] param()
                $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'a progress', 'half'))
                $PSCmdlet.WriteWarning('a warning')
                $PSCmdlet.WriteVerbose('a detail')
                $PSCmdlet.WriteInformation('a note', @())
            }
            $ConfirmPreference = 'None'
            Show-Streams -Verbose -InformationAction Continue
            """);

        Assert.Equal(["WARNING: a warning", "VERBOSE: a detail", "a note"], result.Output);
        Assert.Equal([""], result.Errors);
    }

    [Fact]
    public async Task The_prompt_has_the_module_and_keeps_what_was_typed_before()
    {
        var result = await _shell.TypeAsync("$x = 6", "function Get-Answer {", "  $x * 7", "}", "(Get-Module).Name", "Get-Answer", "exit 5");

        Assert.Equal(["RotationPS", "42"], result.Output.TakeLast(2));
        Assert.Equal(5, result.ExitCode);
    }

    public void Dispose() => _shell.Dispose();
}
