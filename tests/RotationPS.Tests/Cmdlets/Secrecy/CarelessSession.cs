using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using RotationPS.Tests.Cmdlets.Sessions;

namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>Somebody who has every stream shown on the screen, keeps whatever there is in variables, and has rotations logged.</summary>
internal sealed partial class CarelessSession
{
    private const int Depth = 8;

    // That of Export-Clixml, for an exception leads to its methods and they lead everywhere.
    private const int ErrorDepth = 2;

    // Nothing waits for a password to spread, for here it never does.
    private const string Habits = """
        $PSDefaultParameterValues = @{}
        foreach ($name in (Get-Command -Module RotationPS).Name) {
            $PSDefaultParameterValues["${name}:Verbose"] = $PSDefaultParameterValues["${name}:Debug"] = $true
            $PSDefaultParameterValues["${name}:InformationAction"] = 'Continue'
            $PSDefaultParameterValues["${name}:OutVariable"] = '+given'
            $PSDefaultParameterValues["${name}:ErrorVariable"] = '+failed'
            $PSDefaultParameterValues["${name}:WarningVariable"] = '+warned'
            $PSDefaultParameterValues["${name}:InformationVariable"] = '+told'
            $PSDefaultParameterValues["${name}:TestTimeout"] = $PSDefaultParameterValues["${name}:FinishTimeout"] = 0
        }

        $PSDefaultParameterValues['Invoke-SecretRotation:LogPath'] = $args[0]
        """;

    private static readonly JsonSerializerOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CmdletSession _session;
    private readonly List<ErrorRecord> _thrown = [];

    /// <param name="session">Where the cmdlets are run.</param>
    /// <param name="folder">Where the log of the rotations goes.</param>
    public CarelessSession(CmdletSession session, string folder)
    {
        _session = session;
        LogPath = Path.Combine(folder, "rotation.jsonl");
        session.Run(Habits, LogPath);
    }

    /// <summary>The log of the rotations.</summary>
    public string LogPath { get; }

    /// <summary>The names of the cmdlets there are.</summary>
    public IReadOnlyList<string> Cmdlets => [.. _session.Run("(Get-Command -Module RotationPS).Name").Output.Select(name => $"{name}")];

    /// <summary>All that has been shown, errors and every other stream included.</summary>
    public string Screen => _session.Host.Shown;

    /// <summary>
    /// The kinds of all that went wrong so far, by the ids of the errors and by the checks that failed. The secrets nobody and
    /// wrong go wrong every time.
    /// </summary>
    public IEnumerable<string> Failures =>
    [
        .. Variable("Error").OfType<ErrorRecord>().Concat(_thrown).Where(error => error.TargetObject is not ("nobody" or "wrong")).Select(error => error.FullyQualifiedErrorId.Split(',')[0]),
        .. Given.Where(output => output.Properties["SecretId"]?.Value is not "nobody").Select(output => $"{output.Properties["FailureKind"]?.Value}"),
    ];

    /// <summary>What the cmdlets gave, but for credentials: those have a password, and nothing else may.</summary>
    public IReadOnlyList<PSObject> Given => [.. _session.Run("$given").Output.Where(output => output.BaseObject is bool || IsOurs(output.BaseObject))];

    public void Run(string script) => _thrown.AddRange(_session.Run($". {{ {script} }} *>&1 | Out-Default").Errors);

    /// <summary>The places where a person or a tool may look at what has been done here, each with all its text.</summary>
    public IEnumerable<(string Place, string Text)> Places()
    {
        object[] kept = [.. Variable("Error"), .. Variable("failed"), .. Variable("warned"), .. Variable("told"), .. _thrown];
        yield return ("the screen", Screen);
        yield return ("a question", string.Join('\n', _session.Host.Questions));
        yield return ("a property", PublicProperties.Of(Given) + PublicProperties.Of(kept));
        yield return ("CliXml", string.Join('\n', [.. Given.Select(output => PSSerializer.Serialize(output, Depth)), .. kept.Select(CliXml)]));
        yield return ("JSON", string.Join('\n', Given.SelectMany(Json)));
    }

    // An error leads to the parameters of its command, and so to a credential that was given there. What becomes of a
    // SecureString is up to PowerShell, which encrypts it on Windows only.
    private static string CliXml(object value) => SecureString().Replace(PSSerializer.Serialize(value, ErrorDepth), string.Empty);

    [GeneratedRegex("<SS[ >][^<]*</SS>")]
    private static partial Regex SecureString();

    private static bool IsOurs(object output) => output.GetType().Namespace == "RotationPS.Output";

    private static IEnumerable<string> Json(PSObject output)
    {
        var properties = output.Properties.ToDictionary(property => property.Name, property => property.Value);
        return [JsonSerializer.Serialize(properties), JsonSerializer.Serialize(properties, _relaxed), JsonSerializer.Serialize(output.BaseObject)];
    }

    private IEnumerable<object> Variable(string name) => _session.Run($"${name}").Output.Select(value => value.BaseObject);
}
