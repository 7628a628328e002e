namespace RotationPS.Shell;

/// <summary>Exit codes that are not a script's own.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>As pwsh has it when the script given to <c>-File</c> does not exist.</summary>
    public const int NoSuchScript = 64;

    /// <summary>What Unix shells add to the number of the signal that ended a command.</summary>
    public const int SignalBase = 128;
}
