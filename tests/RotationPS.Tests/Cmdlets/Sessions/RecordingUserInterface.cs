using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>What a session has shown and asked, and the answers it gets.</summary>
internal sealed partial class RecordingUserInterface : PSHostUserInterface
{
    private readonly StringBuilder _shown = new();

    /// <summary>Everything shown so far, of all streams that the host sees, without its colours.</summary>
    public string Shown => Colour().Replace(_shown.ToString(), string.Empty);

    /// <summary>The questions asked so far, each with all its text.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>Whether questions for permission are answered with yes.</summary>
    public bool Approves { get; set; }

    /// <summary>The password given where one is asked for.</summary>
    public string PasswordToType { get; set; } = string.Empty;

    public override PSHostRawUserInterface RawUI { get; } = new WideScreen();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException($"Nobody is there to answer: {caption} {message} {string.Join(", ", descriptions.Select(field => field.Name))}");

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Questions.Add($"{caption}\n{message}");
        var answer = Approves ? "&Yes" : "&No";
        return choices.Select(choice => choice.Label).ToList().IndexOf(answer);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        Questions.Add($"{caption}\n{message}\n{userName}");
        return new PSCredential(userName, new NetworkCredential(string.Empty, PasswordToType).SecurePassword);
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    public override string ReadLine() => throw new NotSupportedException("Nobody is there to type.");

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("Nobody is there to type.");

    public override void Write(string value) => _shown.Append(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => _shown.Append(value);

    public override void WriteLine(string value) => _shown.AppendLine(value);

    public override void WriteDebugLine(string message) => WriteLine(message);

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteVerboseLine(string message) => WriteLine(message);

    public override void WriteWarningLine(string message) => WriteLine(message);

    public override void WriteInformation(InformationRecord record) => WriteLine($"{record}");

    public override void WriteProgress(long sourceId, ProgressRecord record) => WriteLine($"{record}");

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colour();
}
