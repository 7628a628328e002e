namespace RotationPS.Tests.Shell;

/// <summary>How a run of the shell ended and what it wrote.</summary>
internal sealed record ShellResult(int ExitCode, IReadOnlyList<string> AllOutput, IReadOnlyList<string> Errors)
{
    private const int BannerLines = 3;

    /// <summary>What the shell says before anything runs.</summary>
    public IEnumerable<string> Banner => AllOutput.Take(BannerLines);

    public IEnumerable<string> Output => AllOutput.Skip(BannerLines);
}
