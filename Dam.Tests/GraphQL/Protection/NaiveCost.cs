using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>The cost of an operation by the words of the draft: object by object down the document, every time anew, with nothing folded and nothing remembered.</summary>
internal sealed class NaiveCost(Schema schema, int defaultSize)
{
    private Document _document = null!;
    private VariableValues _variables = VariableValues.None;

    public Cost Of(Document document, OperationDefinition operation, VariableValues variables)
    {
        (_document, _variables) = (document, variables);
        var (field, type) = Object(schema.RootOf(operation.Kind)!, [operation.SelectionSet], []);
        return new Cost(Math.Min(field, Cost.Most), Math.Min(type, Cost.Most));
    }

    private (double Field, double Type) Object(ObjectType type, List<SelectionSet> sets, Dictionary<string, double> sizes)
    {
        var byName = new List<(string Name, List<Field> Fields)>();
        try
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var set in sets)
            {
                Flatten(type, set, byName, seen);
            }
        }
        catch (GraphQLException)
        {
            return (0, 0);
        }

        var (field, objects) = (0.0, Positive(type.Weight ?? 1));
        foreach (var (_, fields) in byName)
        {
            var (f, t) = OneField(type, fields, sizes);
            field += f;
            objects += t;
        }

        return (field, objects);
    }

    private void Flatten(ObjectType type, SelectionSet set, List<(string Name, List<Field> Fields)> byName, HashSet<string> seen)
    {
        foreach (var selection in set.Selections)
        {
            if ((selection is FragmentSpread again && seen.Contains(again.Name)) || If(selection, "skip") == true || If(selection, "include") == false)
            {
                continue;
            }

            switch (selection)
            {
                case Field field when byName.Find(pair => pair.Name == field.ResponseName) is { Name: not null } known:
                    known.Fields.Add(field);
                    break;
                case Field field:
                    byName.Add((field.ResponseName, [field]));
                    break;
                case InlineFragment { TypeCondition: var on } inline when on is null || Is(type, on.Name):
                    Flatten(type, inline.SelectionSet, byName, seen);
                    break;
                case FragmentSpread spread:
                    seen.Add(spread.Name);
                    var fragment = _document.Definitions.OfType<FragmentDefinition>().First(candidate => candidate.Name == spread.Name);
                    if (Is(type, fragment.TypeCondition.Name))
                    {
                        Flatten(type, fragment.SelectionSet, byName, seen);
                    }

                    break;
            }
        }
    }

    private (double Field, double Type) OneField(ObjectType type, List<Field> nodes, Dictionary<string, double> sizes)
    {
        if (nodes[0].Name.StartsWith("__", StringComparison.Ordinal))
        {
            return (0, 0);
        }

        var field = type.Fields.Find(nodes[0].Name)!;
        var own = field.Weight ?? (field.Type.Named is CompositeType ? 1 : 0);
        own += Arguments(field.Arguments, nodes[0].Arguments);
        foreach (var directive in nodes.SelectMany(node => node.Directives))
        {
            own += Arguments(schema.Directives.Find(directive.Name)!.Arguments, directive.Arguments);
        }

        var size = sizes.TryGetValue(field.Name, out var given) && field.Type.Nullable is ListType ? given
            : field.Type.Nullable is not ListType ? 1
            : field.ListSize is { SizedFields.Count: 0 } ? Sliced(field, nodes[0]) : defaultSize;
        for (var of = (field.Type.Nullable as ListType)?.Of.Nullable as ListType; of is not null; of = of.Of.Nullable as ListType)
        {
            size *= defaultSize;
        }

        var below = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in field.ListSize?.SizedFields ?? [])
        {
            below[name] = Sliced(field, nodes[0]);
        }

        var (f, t) = (0.0, Positive(field.Type.Named.Weight ?? 0));
        if (field.Type.Named is CompositeType composite)
        {
            (f, t) = (0, 0);
            foreach (var possible in schema.PossibleTypes(composite))
            {
                var (pf, pt) = Object(possible, [.. nodes.Select(node => node.SelectionSet!)], below);
                (f, t) = (Math.Max(f, pf), Math.Max(t, pt));
            }
        }

        return (Positive(own) + (size * f), size * t);
    }

    private double Sliced(FieldDefinition field, Field node)
    {
        var slices = new List<double>();
        var names = field.ListSize!.SlicingArguments;
        if (names.Count > 0)
        {
            foreach (var name in names)
            {
                var index = field.Arguments.ToList().FindIndex(argument => argument.Name == name);
                try
                {
                    if (ArgumentCoercion.Coerce(new NamedList<InputValue>([field.Arguments[index]]), node.Arguments, _variables)[0] is int number)
                    {
                        slices.Add(Positive(number));
                    }
                }
                catch (GraphQLException)
                {
                    // Null for a non-null argument: no slice.
                }
            }

            return slices.Count > 0 ? slices.Max() : Positive(field.ListSize.SlicingArgumentDefaultValue ?? field.ListSize.AssumedSize ?? defaultSize);
        }

        return Positive(field.ListSize.AssumedSize ?? defaultSize);
    }

    private double Arguments(NamedList<InputValue> definitions, IReadOnlyList<Argument> given)
    {
        try
        {
            return Values(definitions, ArgumentCoercion.Coerce(definitions, given, _variables));
        }
        catch (GraphQLException)
        {
            return 0;
        }
    }

    private static double Values(IReadOnlyList<InputValue> definitions, object?[] values)
        => definitions.Zip(values).Sum(pair => pair.Second is null or Absent ? 0 : (pair.First.Weight ?? 0) + Deep(pair.Second));

    private static double Deep(object? value) => value switch
    {
        object?[] list => list.Sum(Deep),
        InputObjectValue input => Values(input.Type.Fields, input.Values),
        _ => 0,
    };

    private bool? If(Selection selection, string name)
    {
        var directive = selection.Directives.FirstOrDefault(candidate => candidate.Name == name);
        return directive is null ? null : (bool)ArgumentCoercion.Coerce(BuiltInDirectives.Skip.Arguments, directive.Arguments, _variables)[0]!;
    }

    private bool Is(ObjectType type, string name) => type.Name == name || schema.GetType(name) is CompositeType composite && schema.PossibleTypes(composite).Contains(type);

    private static double Positive(double number) => Math.Max(0, number);
}
