using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text;

namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>All that an object tells whoever looks at its public properties, those of its properties, and so on.</summary>
internal static class PublicProperties
{
    private const int Depth = 8;

    // The members of a type and what a session consists of lead everywhere; a credential is the one place for a password.
    private static readonly Type[] _closed =
        [typeof(MemberInfo), typeof(Module), typeof(Assembly), typeof(Delegate), typeof(CommandInfo), typeof(PSModuleInfo), typeof(PSCredential), typeof(SecureString)];

    /// <summary>A line for each property, with its path, and one for the text of each object.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Add(text, string.Empty, value, new HashSet<object>(ReferenceEqualityComparer.Instance), Depth);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string path, object? value, HashSet<object> seen, int depth)
    {
        if (value is null or Pointer || depth == 0 || _closed.Any(type => type.IsInstanceOfType(value)) || (!value.GetType().IsValueType && !seen.Add(value)))
        {
            return;
        }

        text.AppendLine($"{path}: {(value is byte[] bytes ? Convert.ToHexString(bytes) : value)}");
        switch (value)
        {
            case string or byte[]:
                return;
            case PSObject wrapped:
                foreach (var property in wrapped.Properties)
                {
                    Add(text, $"{path}.{property.Name}", Read(() => property.Value), seen, depth - 1);
                }

                Add(text, path, wrapped.BaseObject, seen, depth - 1);
                return;
            case IEnumerable elements:
                foreach (var element in elements)
                {
                    Add(text, $"{path}[]", element, seen, depth - 1);
                }

                break;
        }

        // What the framework has as a value, a date for example, says all it is as text.
        if (value.GetType() is var type && !(type.IsValueType && type.Assembly == typeof(object).Assembly))
        {
            foreach (var property in type.GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                Add(text, $"{path}.{property.Name}", Read(() => property.GetValue(value)), seen, depth - 1);
            }
        }
    }

    /// <summary>A property's value; nothing where it has none to give.</summary>
    private static object? Read(Func<object?> property)
    {
        try
        {
            return property();
        }
        catch (Exception failure) when (failure is TargetInvocationException or GetValueException or NotSupportedException)
        {
            return null;
        }
    }
}
