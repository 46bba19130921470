using System.Reflection;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Input object types.</summary>
internal sealed partial class SchemaCompiler
{
    private readonly Dictionary<InputObjectType, InputShape> _shapes = [];

    /// <summary>How an input object's C# class is made.</summary>
    internal InputShape ShapeOf(InputObjectType type) => _shapes[type];

    private NamedType InputType(Type clr, MemberInfo user)
    {
        if (_inputs.TryGetValue(clr, out var known))
        {
            return known;
        }

        if (_scalars.TryGetValue(clr, out var scalar))
        {
            return scalar;
        }

        if (clr.IsEnum)
        {
            return AddEnum(clr);
        }

        if (Sorts.FieldsOf(clr) is { } fields)
        {
            return AddSort(clr, fields, user);
        }

        return IsData(clr)
            ? AddInput(clr)
            : throw new SchemaException($"{Naming.Show(user)}: {Naming.Show(clr)} cannot be an input.");
    }

    private InputObjectType AddInput(Type clr)
    {
        var type = new InputObjectType(InputName(clr))
        {
            ClrType = clr,
            Description = Description(clr),
            AppliedDirectives = Applied(clr),
            IsOneOf = clr.IsDefined(typeof(OneOfAttribute)),
        };
        _inputs.Add(clr, type);
        AddName(type, clr);

        var constructor = clr.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != clr)
            .MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is null && !clr.IsValueType)
        {
            throw new SchemaException($"{Naming.Show(clr)} needs a public constructor to be an input.");
        }

        var parameters = constructor?.GetParameters() ?? [];
        var properties = clr.GetProperties(Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                && !property.IsDefined(typeof(GraphQLIgnoreAttribute))
                && !Array.Exists(parameters, parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(property => Depth(property.DeclaringType!)).ThenBy(property => property.MetadataToken)
            .ToArray();
        _shapes.Add(type, new InputShape(clr, constructor, properties));
        _open.Enqueue(() => type.Fields = new NamedList<InputValue>(
        [
            .. parameters.Select(parameter => InputField(Argument(parameter, clr), type)),
            .. properties.Select(property => InputField(Property(property), type)),
        ]));
        return type;
    }

    /// <summary>Fields of a oneOf type are nullable and have no default, whatever C# says.</summary>
    private static InputValue InputField(InputValue field, InputObjectType type) => !type.IsOneOf
        ? field
        : new InputValue(field.Name, field.Type.Nullable)
        {
            Description = field.Description,
            DeprecationReason = field.DeprecationReason,
            AppliedDirectives = field.AppliedDirectives,
            Weight = field.Weight,
            ClrMember = field.ClrMember,
        };

    private InputValue Property(PropertyInfo property)
    {
        var type = MapType(_nullability.Create(property), property, property, isInput: true);
        return new InputValue(Naming.FieldName(property), type)
        {
            Description = Description(property),
            DeprecationReason = Deprecation(property),
            AppliedDirectives = Applied(property),
            Weight = Attribute<CostAttribute>(property)?.Weight,
            ClrMember = Naming.Show(property),
            DefaultValue = Default(property, type, property),
        };
    }
}

/// <summary>A C# class as an input object: constructor parameters first, then properties that can be set, in the order of the type's fields.</summary>
internal sealed record InputShape(Type Clr, ConstructorInfo? Constructor, IReadOnlyList<PropertyInfo> Properties);
