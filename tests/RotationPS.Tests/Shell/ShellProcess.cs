using System.Diagnostics;

namespace RotationPS.Tests.Shell;

/// <summary>One run of the shell on a script of its own, in a folder of its own that goes when it is disposed of.</summary>
internal sealed class ShellProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rotationps-shell-");

    public string Folder => _folder.FullName;

    /// <summary>Runs a script to its end, with nobody at the keyboard.</summary>
    public Task<ShellResult> RunAsync(string script, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(Folder, "test.ps1"), script);
        return EndAsync(Start(["test.ps1", .. arguments]), input: "");
    }

    /// <summary>Types lines at the prompt.</summary>
    public Task<ShellResult> TypeAsync(params string[] lines) => EndAsync(Start([]), string.Join('\n', lines) + "\n");

    /// <summary>Starts the shell with these arguments and leaves it to the caller.</summary>
    public Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [ShellAssembly, .. arguments])
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static async Task<ShellResult> EndAsync(Process process, string input)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            return new ShellResult(process.ExitCode, Lines(await output), Lines(await errors));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string ShellAssembly => Path.Combine(AppContext.BaseDirectory, "RotationPS.Shell.dll");

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
