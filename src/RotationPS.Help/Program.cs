using RotationPS.Help;

if (args is [var assembly, var comments, var folder])
{
    return new HelpBuild(Console.Out).Run(assembly, comments, folder) ? 0 : 1;
}

Console.Error.WriteLine("usage: RotationPS.Help <module assembly> <its XML doc comments> <folder for the help, such as en-US>");
return 2;
