using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>What all elements have: descriptions, deprecation, directives, defaults.</summary>
internal sealed partial class SchemaCompiler
{
    private string? Description(MemberInfo member) => member.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description ?? _docs.Summary(member);

    private string? Description(ParameterInfo parameter)
        => parameter.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description ?? _docs.Summary(parameter);

    private static string? Deprecation(ICustomAttributeProvider element)
        => Attribute<GraphQLDeprecatedAttribute>(element)?.Reason
            ?? (Attribute<ObsoleteAttribute>(element) is { } obsolete ? obsolete.Message ?? BuiltInDirectives.NoLongerSupported : null);

    /// <summary>An attribute of the element; for a property also of the record's parameter that it comes from, for a method also of its result.</summary>
    private static T? Attribute<T>(ICustomAttributeProvider element)
        where T : Attribute
    {
        if (element.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault() is T own)
        {
            return own;
        }

        return element switch
        {
            MethodInfo method => method.ReturnParameter.GetCustomAttribute<T>(),
            PropertyInfo property => RecordParameter(property)?.GetCustomAttribute<T>(),
            ParameterInfo { Member: ConstructorInfo constructor } parameter => constructor.DeclaringType!.GetProperty(parameter.Name!)?.GetCustomAttribute<T>(),
            _ => null,
        };
    }

    private static ParameterInfo? RecordParameter(PropertyInfo property) => property.DeclaringType!.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .FirstOrDefault(parameter => string.Equals(parameter.Name, property.Name, StringComparison.Ordinal) && parameter.ParameterType == property.PropertyType);

    private List<AppliedDirective> Applied(ICustomAttributeProvider element)
    {
        var applied = new List<AppliedDirective>();
        var data = element switch
        {
            MemberInfo member => member.GetCustomAttributesData(),
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            _ => [],
        };
        foreach (var attribute in data)
        {
            if (attribute.AttributeType.GetCustomAttribute<DirectiveTypeAttribute>() is not { } annotation)
            {
                continue;
            }

            var definition = Directive(attribute.AttributeType, annotation);
            var parameters = attribute.Constructor.GetParameters();
            var arguments = new List<Argument>();
            for (var i = 0; i < attribute.ConstructorArguments.Count; i++)
            {
                // The compiler writes out what was left out.
                var value = attribute.ConstructorArguments[i].Value;
                if (!parameters[i].HasDefaultValue || !Equals(parameters[i].RawDefaultValue, value))
                {
                    var argument = definition.Arguments[i];
                    arguments.Add(new Argument { Name = argument.Name, Value = ToLiteral(value, argument.Type, attribute.AttributeType) });
                }
            }

            applied.Add(new AppliedDirective(definition.Name, arguments));
        }

        return applied;
    }

    private DirectiveDefinition Directive(Type attribute, DirectiveTypeAttribute annotation)
    {
        var name = annotation.Name
            ?? Naming.CamelCase(attribute.Name.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Name[..^9] : attribute.Name);
        if (_directives.TryGetValue(name, out var known))
        {
            return known;
        }

        var parameters = attribute.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters();
        var definition = new DirectiveDefinition(name)
        {
            Description = Description(attribute),
            Locations = annotation.Locations,
            IsRepeatable = annotation.IsRepeatable,
            Arguments = new NamedList<InputValue>(parameters.Select(parameter => Argument(parameter, attribute))),
        };
        _directives.Add(name, definition);
        return definition;
    }

    /// <summary>An argument or input field from a parameter.</summary>
    private InputValue Argument(ParameterInfo parameter, MemberInfo user)
    {
        var type = MapType(_nullability.Create(parameter), user, parameter, isInput: true);
        return new InputValue(Attribute<GraphQLNameAttribute>(parameter)?.Name ?? Naming.CamelCase(parameter.Name!), type)
        {
            Description = Description(parameter),
            DeprecationReason = Deprecation(parameter),
            AppliedDirectives = Applied(parameter),
            Weight = Attribute<CostAttribute>(parameter)?.Weight,
            ClrMember = Naming.Show(parameter),
            DefaultValue = Default(parameter, type, user) ?? (parameter.HasDefaultValue && parameter.DefaultValue is { } value and not DBNull ? ToLiteral(value, type, user) : null),
        };
    }

    private static Value? Default(ICustomAttributeProvider element, GraphType type, MemberInfo user)
    {
        if (Attribute<GraphQLDefaultAttribute>(element) is { } literal)
        {
            return Parser.ParseValue(literal.Literal, isConst: true);
        }

        return Attribute<DefaultValueAttribute>(element) is { } given ? ToLiteral(given.Value, type, user) : null;
    }

    /// <summary>A C# constant as a literal of the type.</summary>
    private static Value ToLiteral(object? value, GraphType type, MemberInfo user)
    {
        if (value is null)
        {
            return new NullValue();
        }

        if (type.Nullable is ListType list)
        {
            return value is System.Collections.IEnumerable items and not string
                ? new ListValue { Items = [.. items.Cast<object?>().Select(item => ToLiteral(item is CustomAttributeTypedArgument typed ? typed.Value : item, list.Of, user))] }
                : ToLiteral(value, list.Of, user);
        }

        if (type.Named is EnumType enumType)
        {
            var clr = value is Enum ? value : Enum.ToObject(enumType.ClrType!, value);
            return new EnumValue
            {
                Name = enumType.Values.FirstOrDefault(candidate => candidate.ClrValue.Equals(clr))?.Name
                    ?? throw new SchemaException($"{Naming.Show(user)}: the default {value} is no value of \"{type.Named}\"."),
            };
        }

        return value switch
        {
            bool flag => new BooleanValue { Value = flag },
            string text => new StringValue { Text = text },
            sbyte or byte or short or ushort or int or long => new IntValue { Text = Convert.ToString(value, CultureInfo.InvariantCulture)! },
            float or double or decimal => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!),
            _ when type.Named is ScalarType scalar => FromJson(scalar, value),
            _ => throw new SchemaException($"{Naming.Show(user)}: the default {value} cannot be written as \"{type}\"; use [GraphQLDefault(\"…\")]."),
        };
    }

    private static Value Number(string text)
        => text.AsSpan().ContainsAny('.', 'E', 'e') ? new FloatValue { Text = text } : new IntValue { Text = text };

    private static StringValue FromJson(ScalarType scalar, object value)
    {
        using var json = new JsonBuffer(64);
        scalar.Write(json, value);
        return new StringValue { Text = JsonSerializer.Deserialize<string>(json.Written) ?? "" };
    }
}
