using System.Collections.ObjectModel;
using System.Reflection;

namespace RotationPS.Help;

/// <summary>Reads attributes as metadata, because a type loaded for inspection cannot make instances of them.</summary>
internal static class AttributeData
{
    /// <summary>The attributes of one type on a class or property, in the order they were written.</summary>
    public static IEnumerable<CustomAttributeData> Attributes<TAttribute>(this MemberInfo member)
        where TAttribute : Attribute =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.FullName == typeof(TAttribute).FullName);

    /// <summary>The value given to a property of the attribute, or its default.</summary>
    public static T Named<T>(this CustomAttributeData data, string name, T whenAbsent) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : whenAbsent;

    /// <summary>The constructor's arguments, with those of a <c>params</c> array laid out one by one.</summary>
    public static IEnumerable<object?> Arguments(this CustomAttributeData data) =>
        data.ConstructorArguments.SelectMany(argument => argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> many
            ? many.Select(one => one.Value)
            : [argument.Value]);
}
