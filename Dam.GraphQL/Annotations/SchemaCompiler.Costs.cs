using System.Reflection;
using Dam.GraphQL.Data;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>What fields cost, and how long their lists are.</summary>
internal sealed partial class SchemaCompiler
{
    private static readonly string[] PageSlices = ["first", "last"];
    private static readonly string[] PageItems = ["edges", "nodes"];

    /// <summary>What is declared; for a paged field what its pages say.</summary>
    private static ListSize? ListSizeOf(MemberInfo member)
    {
        if (member.GetCustomAttribute<ListSizeAttribute>() is { } declared)
        {
            return declared.Value;
        }

        var paging = member.GetCustomAttribute<UsePagingAttribute>();
        var isPaged = paging is not null || (member is MethodInfo method && IsConnection(Unwrap(method.ReturnType))
            && Array.Exists(method.GetParameters(), parameter => parameter.ParameterType == typeof(PageArguments)));
        return !isPaged ? null : new ListSize
        {
            AssumedSize = paging?.MaxPageSize,
            SlicingArguments = PageSlices,
            SizedFields = PageItems,
            RequireOneSlicingArgument = false,
            SlicingArgumentDefaultValue = paging?.DefaultPageSize,
            Most = paging?.MaxPageSize ?? int.MaxValue,
        };
    }

    /// <summary>What is wrong with declared costs.</summary>
    private static IEnumerable<string> CostProblems(Schema schema)
    {
        foreach (var (type, field) in Fields(schema.Types))
        {
            if (field.ListSize is not { } size)
            {
                continue;
            }

            foreach (var name in size.SlicingArguments.Where(name => !IsSlice(field.Arguments.Find(name)?.Type.Nullable)))
            {
                yield return $"{field.ClrMember}: the field \"{type}.{field.Name}\" has no argument \"{name}\" that is an \"Int\" or a list and could slice its list.";
            }

            foreach (var name in size.SizedFields.Where(name => (field.Type.Named as FieldsType)?.Fields.Find(name) is null))
            {
                yield return $"{field.ClrMember}: the type \"{field.Type.Named}\" has no field \"{name}\" whose list could be sized.";
            }
        }
    }

    private static bool IsSlice(GraphType? type) => type is ListType || type == BuiltInScalars.Int;

    /// <summary>Applies the directives of the costs, so that they are printed with the schema.</summary>
    private static void ShowCosts(IReadOnlyCollection<NamedType> types, CostOptions options)
    {
        // Scalars may be in several schemas.
        foreach (var type in types.Where(type => type.Weight is not null && !type.AppliedDirectives.Any(applied => applied.Name == CostDirectives.Cost.Name)))
        {
            type.AppliedDirectives = [.. type.AppliedDirectives, CostDirectives.Apply(type.Weight!.Value)];
        }

        foreach (var (_, field) in Fields(types))
        {
            var weight = options.WeightOf(field);
            field.AppliedDirectives =
            [
                .. field.AppliedDirectives,
                .. weight == CostOptions.UsualWeight(field) ? Array.Empty<AppliedDirective>() : [CostDirectives.Apply(weight)],
                .. field.ListSize is { } size ? [CostDirectives.Apply(size)] : Array.Empty<AppliedDirective>(),
            ];
        }

        var inputs = Fields(types).SelectMany(pair => pair.Field.Arguments).Concat(types.OfType<InputObjectType>().SelectMany(type => type.Fields));
        foreach (var input in inputs.Where(input => input.Weight is not null))
        {
            input.AppliedDirectives = [.. input.AppliedDirectives, CostDirectives.Apply(input.Weight!.Value)];
        }
    }

    private static IEnumerable<(FieldsType Type, FieldDefinition Field)> Fields(IEnumerable<NamedType> types)
        => types.OfType<FieldsType>().Where(type => !type.IsIntrospection).SelectMany(type => type.Fields.Select(field => (type, field)));
}
