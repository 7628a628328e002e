using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RotationPS.Tests.Help;

/// <summary>Reads an example as PowerShell would, up to the point of running it.</summary>
internal sealed class ExampleCheck(HelpEngine engine)
{
    /// <summary>Commands that examples use and that come with pwsh, not with its bare engine, and a program of Linux.</summary>
    private static readonly HashSet<string> _commandsElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "ConvertTo-SecureString", "Export-Csv", "Format-List", "Format-Table", "Get-Content", "Get-Credential", "Get-Date",
        "Import-Csv", "Read-Host", "Restart-Service", "Select-Object", "Sort-Object", "systemctl", "Write-Host", "Write-Output", "Write-Warning",
    };

    /// <summary>What keeps the example of a cmdlet from running: its syntax, a command, a parameter, or a value of the wrong type.</summary>
    public IEnumerable<string> Problems(string cmdlet, string code)
    {
        var script = Parser.ParseInput(code, out _, out var errors);
        if (errors.Length > 0)
        {
            return errors.Select(error => error.Message);
        }

        var commands = script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().ToList();
        var problems = commands.SelectMany(Problems).ToList();
        if (!commands.Exists(command => string.Equals(command.GetCommandName(), cmdlet, StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add("The example does not use the cmdlet.");
        }

        return problems;
    }

    private IEnumerable<string> Problems(CommandAst command)
    {
        var name = command.GetCommandName();
        if (name is null || _commandsElsewhere.Contains(name))
        {
            return [];
        }

        return engine.Command(name) is null ? [$"There is no command {name}."] : BindingProblems(command);
    }

    private List<string> BindingProblems(CommandAst command)
    {
        // The binder looks commands up in the runspace of the calling thread.
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = engine.Runspace;
        try
        {
            var binding = StaticParameterBinder.BindCommand(command, resolve: true);
            var unbound = binding.BindingExceptions.Values.Select(problem => problem.BindingException.Message);
            var unfit = binding.BoundParameters
                .Where(bound => !IsTransformed(bound.Value.Parameter))
                .Where(bound => bound.Value.ConstantValue is { } value && !LanguagePrimitives.TryConvertTo(value, bound.Value.Parameter.ParameterType, out _))
                .Select(bound => $"'{bound.Value.ConstantValue}' is no value for -{bound.Key}.");
            return [.. unbound, .. unfit];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    /// <summary>Whether the parameter makes its value from whatever it is given, as [Credential] does from a user name.</summary>
    private static bool IsTransformed(ParameterMetadata parameter) => parameter.Attributes.OfType<ArgumentTransformationAttribute>().Any();
}
