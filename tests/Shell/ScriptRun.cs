using System.Management.Automation.Runspaces;

namespace RotationPS.Shell;

/// <summary>Runs a script file and tells how it ended.</summary>
internal sealed class ScriptRun(ShellSession session)
{
    /// <summary>
    /// Gives what the script gave to <c>exit</c> or, where it ended by itself, the exit code of its last native command.
    /// An error that the script let through to the console makes it at least 1.
    /// </summary>
    public int Run(string script, IReadOnlyList<string> arguments)
    {
        var path = Path.GetFullPath(script);
        if (!File.Exists(path))
        {
            session.UI.WriteErrorLine($"There is no script '{script}' in '{Environment.CurrentDirectory}'. Give the path of a .ps1 file.");
            return ExitCode.NoSuchScript;
        }

        var command = new Command(path);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(ToParameter(argument));
        }

        session.Run(command);
        if ((session.InterruptedExitCode ?? session.RequestedExitCode) is { } exitCode)
        {
            return exitCode;
        }

        return session is { LastExitCode: ExitCode.Success, HasShownError: true } ? ExitCode.Failure : session.LastExitCode;
    }

    /// <summary>
    /// A name that keeps its dash is bound as if it stood in a script: the binder sees whether it is a switch or takes
    /// the argument after it.
    /// </summary>
    private static CommandParameter ToParameter(string argument)
    {
        if (argument.Length < 2 || argument[0] != '-' || !char.IsLetter(argument[1]))
        {
            return new CommandParameter(null, argument);
        }

        return argument.IndexOf(':') switch
        {
            < 0 => new CommandParameter(argument),
            var colon => new CommandParameter(argument[1..colon], ToValue(argument[(colon + 1)..])),
        };
    }

    private static object ToValue(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
