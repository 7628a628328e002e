namespace RotationPS.Help;

/// <summary>Names types the way PowerShell's help does.</summary>
internal static class TypeNames
{
    /// <summary>The short name: <c>String[]</c>, and <c>Int32</c> for a nullable one, which takes the same values.</summary>
    public static string Shown(Type type)
    {
        if (type.IsArray)
        {
            return Shown(type.GetElementType()!) + "[]";
        }

        if (Nullable(type) is { } value)
        {
            return Shown(value);
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}[{string.Join(", ", type.GetGenericArguments().Select(Shown))}]"
            : type.Name;
    }

    /// <summary>The type of a single value: an array's element type, a nullable's value type, else the type itself.</summary>
    public static Type Element(Type type) => type.IsArray ? Element(type.GetElementType()!) : Nullable(type) ?? type;

    // Nullable.GetUnderlyingType compares with the running program's own type, which one loaded for inspection never equals.
    private static Type? Nullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == typeof(Nullable<>).FullName ? type.GetGenericArguments()[0] : null;
}
