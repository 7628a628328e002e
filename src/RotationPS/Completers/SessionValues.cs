using System.Collections;
using System.Management.Automation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.SecretsManager;
using RotationPS.Stores.Vault;

namespace RotationPS.Completers;

/// <summary>The values that a command's parameters would have if it ran as it stands on the command line.</summary>
internal sealed class SessionValues
{
    private readonly string _command;
    private readonly IDictionary _bound;
    private readonly IDictionary _defaults;

    /// <param name="command">The command.</param>
    /// <param name="bound">What is on its line.</param>
    public SessionValues(string command, IDictionary bound)
    {
        _command = command;
        _bound = bound;
        _defaults = Evaluate("$PSDefaultParameterValues") as IDictionary ?? new Hashtable();
    }

    /// <summary>Opens the store that the command would work on.</summary>
    public ISecretStore Open()
    {
        if (Text("VaultPath") is { } vault)
        {
            return VaultStore.Open(PathOf(vault));
        }

        return new SecretsManagerSession
        {
            Region = Find("Region"),
            StoredRegion = Evaluate("$StoredAWSRegion"),
            AccessKey = Text("AccessKey"),
            SecretKey = Text("SecretKey"),
            SessionToken = Text("SessionToken"),
            ProfileName = Text("ProfileName"),
            ProfileLocation = Text("ProfileLocation") is { } location ? PathOf(location) : null,
            Credentials = Find("Credential"),
            StoredCredentials = Evaluate("$StoredAWSCredentials"),
            EndpointUrl = Text("EndpointUrl"),
        }.OpenStore();
    }

    private static object? Evaluate(string script, params object[] arguments) => Unwrap(ScriptBlock.Create(script).InvokeReturnAsIs(arguments));

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string PathOf(string path) => (string)Evaluate("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])", path)!;

    private string? Text(string parameter) => Find(parameter)?.ToString();

    private object? Find(string parameter) => Unwrap(_bound[parameter]) ?? Default(parameter);

    /// <summary>See about_Parameters_Default_Values: a key is the command, a colon and the parameter, both with wildcards.</summary>
    private object? Default(string parameter)
    {
        foreach (DictionaryEntry entry in _defaults)
        {
            // A script block as a value may do anything, and pressing a key should do nothing.
            if (entry.Key is string key
                && key.Split(':') is [var command, var name]
                && Unwrap(entry.Value) is not (null or ScriptBlock)
                && Fits(command, _command)
                && Fits(name, parameter))
            {
                return Unwrap(entry.Value);
            }
        }

        return null;
    }

    private static bool Fits(string pattern, string name) =>
        WildcardPattern.Get(pattern.Trim().Trim('\'', '"'), WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(name);
}
