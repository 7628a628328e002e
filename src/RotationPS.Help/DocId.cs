using System.Reflection;

namespace RotationPS.Help;

/// <summary>The ids under which the compiler files the doc comments of members.</summary>
internal static class DocId
{
    public static string Of(Type type) => $"T:{type.FullName!.Replace('+', '.')}";

    public static string Of(PropertyInfo property)
    {
        // The property of a generic base class is filed under the open type.
        var declaring = property.DeclaringType!;
        return $"P:{Of(declaring.IsGenericType ? declaring.GetGenericTypeDefinition() : declaring)[2..]}.{property.Name}";
    }
}
