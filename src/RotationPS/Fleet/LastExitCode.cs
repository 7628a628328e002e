using System.Management.Automation;

namespace RotationPS.Fleet;

/// <summary>
/// The exit code of the last program, <c>$LASTEXITCODE</c>: 0 while a script runs that may start programs, and afterwards
/// again what it was. Whoever rotates looks at that of his own programs, and is not to find there what a script has left.
/// </summary>
internal sealed class LastExitCode : IDisposable
{
    private const string Name = "global:LASTEXITCODE";

    private readonly PSVariableIntrinsics _variables;
    private readonly object? _former;

    /// <param name="session">Where the script runs.</param>
    public LastExitCode(SessionState session)
    {
        _variables = session.PSVariable;
        _former = _variables.GetValue(Name);
        _variables.Set(Name, 0);
    }

    /// <summary>What the script's last program ended with, or the script itself by <c>exit</c>.</summary>
    public int Value => LanguagePrimitives.TryConvertTo(_variables.GetValue(Name), out int code) ? code : 0;

    /// <inheritdoc/>
    public void Dispose() => _variables.Set(Name, _former);
}
