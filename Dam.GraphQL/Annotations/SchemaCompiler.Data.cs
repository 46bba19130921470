using System.Reflection;
using Dam.GraphQL.Data;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Inputs that lists are filtered and ordered by.</summary>
internal sealed partial class SchemaCompiler
{
    private const string InputSuffix = "Input";
    private const string FieldSuffix = "Field";

    /// <summary>
    /// The name of an input object: that of a generic one begins with its argument's, so that <c>RangeFilter&lt;int&gt;</c> is <c>IntFilterInput</c>, and that of a filter
    /// ends with <c>Input</c>.
    /// </summary>
    private string InputName(Type clr)
    {
        var name = clr.GetCustomAttribute<GraphQLNameAttribute>()?.Name ?? Naming.TypeName(clr);
        if (clr.IsGenericType)
        {
            return InputType(clr.GetGenericArguments()[0], clr).Name + name;
        }

        return Filters.BoundsOf(clr) is null || name.EndsWith(InputSuffix, StringComparison.Ordinal) ? name : name + InputSuffix;
    }

    private InputObjectType AddSort(Type clr, IReadOnlyList<FieldInfo> fields, MemberInfo user)
    {
        var name = clr.GetGenericArguments()[0].Name;
        var direction = InputType(typeof(SortDirection), user);
        var type = new InputObjectType((name.EndsWith(FieldSuffix, StringComparison.Ordinal) ? name[..^FieldSuffix.Length] : name) + InputSuffix)
        {
            ClrType = clr,
            IsOneOf = true,
            Description = Description(clr.GetGenericArguments()[0]),
            Fields = new NamedList<InputValue>(fields.Select(field => new InputValue(Naming.FieldName(field), direction)
            {
                Description = Description(field),
                DeprecationReason = Deprecation(field),
                AppliedDirectives = Applied(field),
                ClrMember = Naming.Show(field),
            })),
        };
        _inputs.Add(clr, type);
        AddName(type, clr);
        return type;
    }
}

/// <summary>Which C# types are filters.</summary>
internal static class Filters
{
    private static readonly FilterBoundsAttribute Usual = new();

    /// <summary>The bounds of a filter; null when the type is none.</summary>
    public static FilterBoundsAttribute? BoundsOf(Type clr)
    {
        for (var parent = clr.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(Filter<>))
            {
                return clr.GetCustomAttribute<FilterBoundsAttribute>() ?? Usual;
            }
        }

        return null;
    }
}

/// <summary>Which C# types are sorts.</summary>
internal static class Sorts
{
    /// <summary>The enum values that are the fields; null when the type is no <see cref="Sort{TField}"/>.</summary>
    public static IReadOnlyList<FieldInfo>? FieldsOf(Type clr) => clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Sort<>)
        ? [.. clr.GetGenericArguments()[0].GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => !field.IsDefined(typeof(GraphQLIgnoreAttribute)))]
        : null;
}
