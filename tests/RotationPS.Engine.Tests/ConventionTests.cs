using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;
using RotationPS.Engine.Rotation;
using Xunit;

namespace RotationPS.Engine.Tests;

public sealed class ConventionTests
{
    private static readonly Assembly Engine = typeof(Rotator).Assembly;

    private static IEnumerable<Type> Types => Engine.GetTypes().Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !type.FullName!.Contains('<'));

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() =>
        Assert.All(Types.Where(type => type.IsClass), type => Assert.True(type.IsSealed || type.IsAbstract, $"{type} can be inherited from."));

    [Fact]
    public void No_public_property_or_field_holds_a_password_in_clear()
    {
        Type[] readable = [typeof(string), typeof(object), typeof(char[]), typeof(byte[]), typeof(SecureString), typeof(ReadOnlyMemory<char>)];
        foreach (var type in Types)
        {
            var members = type.GetProperties().Select(property => (property.Name, Type: property.PropertyType))
                .Concat(type.GetFields().Where(field => !field.IsLiteral).Select(field => (field.Name, Type: field.FieldType)));
            Assert.All(members, member => Assert.False(
                readable.Contains(member.Type)
                    && (member.Name.Contains("Password", StringComparison.OrdinalIgnoreCase) || member.Name is "Text" or "Secret" or "SecretString"),
                $"{type}.{member.Name} could show a password."));
        }
    }

    [Fact]
    public void A_password_and_a_secrets_text_have_no_public_property_at_all()
    {
        Assert.Empty(typeof(Engine.Accounts.Password).GetProperties());
        Assert.Empty(typeof(Engine.Secrets.SecretText).GetProperties());
    }

    [Fact]
    public void The_engine_knows_neither_PowerShell_nor_AWS_nor_a_driver() =>
        Assert.All(Engine.GetReferencedAssemblies(), reference => Assert.True(reference.Name!.StartsWith("System.") || reference.Name == "Cronos", $"The engine knows {reference}."));

    [Fact]
    public void Every_async_method_takes_a_token_unless_it_must_not_stop()
    {
        var methods = Types.Where(type => type.IsPublic).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType));

        Assert.All(methods, method =>
        {
            Assert.EndsWith("Async", method.Name);
            Assert.Contains(typeof(CancellationToken), method.GetParameters().Select(parameter => parameter.ParameterType));
        });
    }
}
