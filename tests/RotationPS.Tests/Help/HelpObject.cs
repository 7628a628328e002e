using System.Collections;
using System.Management.Automation;

namespace RotationPS.Tests.Help;

/// <summary>Reads the objects of Get-Help, in which one element stands for itself and several are an array.</summary>
internal static class HelpObject
{
    /// <summary>What a path of properties leads to, with the arrays on the way laid out.</summary>
    public static IEnumerable<PSObject> Follow(this PSObject help, params string[] path) =>
        path.Aggregate(Enumerable.Repeat(help, 1), (objects, name) => objects.SelectMany(each => Elements(each.Properties[name]?.Value)));

    /// <summary>The text at the end of a path; empty when there is none.</summary>
    public static string Text(this PSObject help, params string[] path) => string.Join('\n', help.Follow(path)).Trim();

    private static IEnumerable<PSObject> Elements(object? value) => value switch
    {
        null => [],
        PSObject { BaseObject: IEnumerable many and not string } => many.Cast<object>().Select(PSObject.AsPSObject),
        IEnumerable many and not string => many.Cast<object>().Select(PSObject.AsPSObject),
        _ => [PSObject.AsPSObject(value)],
    };
}
