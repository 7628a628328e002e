using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RotationPS.Shell;

/// <summary>
/// The console as the engine sees it. Output, warnings and the like go to standard output, errors and progress to
/// standard error, as in pwsh.
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly ProgressLine _progress = new();
    private readonly ConsoleQuestions _questions;
    private bool _writesErrors;

    public ShellUserInterface()
    {
        _questions = new ConsoleQuestions(this);
    }

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected;

    /// <summary>Whether an error reached the console, so that no script caught it, since this was last set to false.</summary>
    public bool HasShownError { get; set; }

    /// <summary>Sends to the error stream what an action writes, and takes it as an error.</summary>
    public void ShowError(Action write)
    {
        HasShownError = true;
        _writesErrors = true;
        try
        {
            write();
        }
        finally
        {
            _writesErrors = false;
        }
    }

    public override void Write(string value)
    {
        _progress.Clear();
        if (_writesErrors)
        {
            Console.Error.Write(GetOutputString(value, !Console.IsErrorRedirected));
        }
        else
        {
            Console.Out.Write(GetOutputString(value, SupportsVirtualTerminal));
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        _progress.Clear();
        Paint(Console.Out, Console.IsOutputRedirected, foregroundColor, () => Console.Out.Write(value));
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value)
    {
        HasShownError = true;
        _progress.Clear();
        Paint(Console.Error, Console.IsErrorRedirected, ConsoleColor.Red, () => Console.Error.WriteLine(GetOutputString(value, !Console.IsErrorRedirected)));
    }

    public override void WriteWarningLine(string message) => WriteMarked("WARNING: ", ConsoleColor.Yellow, message);

    public override void WriteVerboseLine(string message) => WriteMarked("VERBOSE: ", ConsoleColor.Yellow, message);

    public override void WriteDebugLine(string message) => WriteMarked("DEBUG: ", ConsoleColor.Yellow, message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record);

    public override string ReadLine() => _questions.ReadLine();

    public override SecureString ReadLineAsSecureString() => _questions.ReadSecret();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.AskCredential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _questions.AskCredential(caption, message, userName);

    private void WriteMarked(string mark, ConsoleColor color, string message)
    {
        _progress.Clear();
        Paint(Console.Out, Console.IsOutputRedirected, color, () => Console.Out.WriteLine(mark + message));
    }

    private static void Paint(TextWriter writer, bool redirected, ConsoleColor color, Action write)
    {
        if (redirected)
        {
            write();
            return;
        }

        Console.ForegroundColor = color;
        write();
        Console.ResetColor();
        writer.Flush();
    }
}
