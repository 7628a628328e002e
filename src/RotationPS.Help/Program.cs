using System.Xml;
using RotationPS.Help;

if (args is not [var assembly, var comments, var folder])
{
    Console.Error.WriteLine("usage: RotationPS.Help <module assembly> <its XML doc comments> <folder for the help, such as en-US>");
    return 2;
}

try
{
    var cmdlets = HelpSource.Read(assembly, comments);
    var gaps = cmdlets.SelectMany(cmdlet => cmdlet.Gaps()).ToList();
    if (cmdlets.Count == 0)
    {
        gaps.Add($"{assembly} has no public cmdlet.");
    }

    gaps.ForEach(Report);
    if (gaps.Count > 0)
    {
        return 1;
    }

    Directory.CreateDirectory(folder);
    // PowerShell looks for the help of a compiled cmdlet under the file name of its assembly.
    var file = Path.Combine(folder, Path.GetFileName(assembly) + "-Help.xml");
    MamlWriter.Save(cmdlets, file);
    Console.WriteLine($"{file}: help of {cmdlets.Count} cmdlets");
    return 0;
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or XmlException or BadImageFormatException)
{
    Report(failure.Message);
    return 1;
}

// MSBuild turns a line of this form on the output of a command into an error of the build.
void Report(string problem) => Console.Error.WriteLine($"{comments} : error RPSHELP: {problem}");
