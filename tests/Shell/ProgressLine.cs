using System.Management.Automation;

namespace RotationPS.Shell;

/// <summary>The one line of progress at the bottom of a terminal; nothing at all where standard error is redirected.</summary>
internal sealed class ProgressLine
{
    private readonly Lock _lock = new();
    private int _shownLength;

    public void Show(ProgressRecord record)
    {
        if (Console.IsErrorRedirected)
        {
            return;
        }

        lock (_lock)
        {
            Clear();
            if (record.RecordType == ProgressRecordType.Completed)
            {
                return;
            }

            var percent = record.PercentComplete >= 0 ? $" {record.PercentComplete} %" : "";
            var text = $"{record.Activity}: {record.StatusDescription}{percent}";
            text = text[..Math.Min(text.Length, ShellRawUserInterface.Width - 1)];
            Console.Error.Write(text);
            _shownLength = text.Length;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            if (_shownLength > 0)
            {
                Console.Error.Write($"\r{new string(' ', _shownLength)}\r");
                _shownLength = 0;
            }
        }
    }
}
