using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace RotationPS.Help;

/// <summary>Reads one parameter: its declaration from the attributes, its description from the doc comment.</summary>
internal sealed class ParameterReader(DocComments comments)
{
    public ParameterHelp Read(PropertyInfo property)
    {
        var comment = comments[DocId.Of(property)];
        var values = AcceptedValues(property);
        var description = comments.Paragraphs(comment.Element("summary"));
        return new ParameterHelp
        {
            Name = property.Name,
            PropertyName = $"{property.DeclaringType!.Name.Split('`')[0]}.{property.Name}",
            TypeName = TypeNames.Shown(property.PropertyType),
            IsSwitch = property.PropertyType.FullName == typeof(SwitchParameter).FullName,
            // Limits are added to a description and never stand in for one.
            Description = description.Count == 0 ? [] : [.. description, .. Limits(property, values)],
            DefaultValue = comments.Text(comment.Element("value")),
            AcceptedValues = values,
            Aliases = [.. property.Attributes<AliasAttribute>().SelectMany(alias => alias.Arguments()).Select(alias => $"{alias}")],
            AcceptsWildcards = property.Attributes<SupportsWildcardsAttribute>().Any(),
            Bindings = [.. property.Attributes<ParameterAttribute>().Select(Binding)],
        };
    }

    private static ParameterBinding Binding(CustomAttributeData parameter)
    {
        var position = parameter.Named(nameof(ParameterAttribute.Position), int.MinValue);
        return new ParameterBinding(parameter.Named(nameof(ParameterAttribute.ParameterSetName), ParameterBinding.AllSets))
        {
            Mandatory = parameter.Named(nameof(ParameterAttribute.Mandatory), false),
            Position = position == int.MinValue ? null : position,
            ByValue = parameter.Named(nameof(ParameterAttribute.ValueFromPipeline), false),
            ByPropertyName = parameter.Named(nameof(ParameterAttribute.ValueFromPipelineByPropertyName), false),
        };
    }

    private static IReadOnlyList<string> AcceptedValues(PropertyInfo property)
    {
        var set = property.Attributes<ValidateSetAttribute>().SelectMany(validate => validate.Arguments()).Select(value => $"{value}").ToList();
        var type = TypeNames.Element(property.PropertyType);
        return set.Count > 0 ? set : type.IsEnum ? type.GetEnumNames() : [];
    }

    private static IEnumerable<string> Limits(PropertyInfo property, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            yield return $"Accepted values: {string.Join(", ", values)}.";
        }

        foreach (var range in property.Attributes<ValidateRangeAttribute>())
        {
            if (range.Arguments().Select(Number).ToList() is [var least, var most])
            {
                yield return $"Accepted range: {least} to {most}.";
            }
        }
    }

    private static string Number(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
