using System.Xml;

namespace RotationPS.Help;

/// <summary>One run of the generator, as a step of the module's build.</summary>
/// <param name="log">Where the build looks for errors.</param>
internal sealed class HelpBuild(TextWriter log)
{
    /// <summary>Writes the help file of a module's assembly; says what is missing and writes nothing when its help is not complete.</summary>
    /// <returns>Whether the help was written.</returns>
    public bool Run(string assemblyPath, string commentsPath, string folder)
    {
        try
        {
            var cmdlets = HelpSource.Read(assemblyPath, DocComments.Load(commentsPath));
            var problems = cmdlets.Count == 0 ? [$"{assemblyPath} has no public cmdlet."] : cmdlets.SelectMany(cmdlet => cmdlet.Gaps()).ToList();
            problems.ForEach(problem => Report(commentsPath, problem));
            if (problems.Count > 0)
            {
                return false;
            }

            Directory.CreateDirectory(folder);
            // PowerShell looks for the help of a compiled cmdlet under the file name of its assembly.
            var file = Path.Combine(folder, Path.GetFileName(assemblyPath) + "-Help.xml");
            MamlWriter.Save(cmdlets, file);
            log.WriteLine($"{file}: help of {cmdlets.Count} cmdlets");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or XmlException or BadImageFormatException)
        {
            Report(commentsPath, failure.Message);
            return false;
        }
    }

    // MSBuild turns a line of this form in the output of a command into an error of the build.
    private void Report(string commentsPath, string problem) => log.WriteLine($"{commentsPath} : error RPSHELP: {problem}");
}
