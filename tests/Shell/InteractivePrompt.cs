using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RotationPS.Shell;

/// <summary>Reads commands and runs them, with the module of this repository imported if it is built.</summary>
internal sealed class InteractivePrompt(ShellSession session)
{
    public int Run()
    {
        ImportModule();
        while (session.RequestedExitCode is null && ReadCommand() is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                session.Run(new Command(text, isScript: true));
            }
        }

        return session.RequestedExitCode ?? (session.HasShownError ? ExitCode.Failure : ExitCode.Success);
    }

    private void ImportModule()
    {
        if (RepositoryFolder() is not { } repository)
        {
            session.UI.WriteWarningLine("This is not a checkout of RotationPS. Import the module with Import-Module <path>.");
            return;
        }

        var manifest = Path.Combine(repository, "out", "RotationPS", "RotationPS.psd1");
        if (!File.Exists(manifest))
        {
            session.UI.WriteWarningLine("The module is not built. Leave with exit, then run: dotnet run --project tests/Shell -- build.ps1 Build");
            return;
        }

        var import = new Command("Import-Module");
        import.Parameters.Add("Name", manifest);
        session.Run(import);
        if (!session.HasShownError)
        {
            session.UI.WriteLine("RotationPS is imported. Get-Command -Module RotationPS lists its cmdlets; exit ends the shell.");
        }
    }

    private static string? RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RotationPS.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>Gives one whole command, of several lines where a brace or a quote is still open; null at the end of input.</summary>
    private string? ReadCommand()
    {
        var prompt = $"PS {session.Location}> ";
        string? text = null;
        while (true)
        {
            if (!Console.IsInputRedirected)
            {
                session.UI.Write(text is null ? prompt : ">> ");
            }

            if (Console.ReadLine() is not { } line)
            {
                return text;
            }

            text = text is null ? line : $"{text}\n{line}";
            Parser.ParseInput(text, out _, out var errors);
            if (!Array.Exists(errors, error => error.IncompleteInput))
            {
                return text;
            }
        }
    }
}
