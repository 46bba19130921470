using System.Collections.Concurrent;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>
/// An operation for one outcome of its <c>@skip</c> and <c>@include</c> conditions: nothing in it is conditional any more, so
/// keys come in the order of the fields that are really there.
/// </summary>
internal sealed class VariantPlan
{
    private readonly VariableValues _conditions;
    private readonly ConcurrentDictionary<Type, object> _needed = new();

    public VariantPlan(OperationPlan operation, VariableValues conditions)
    {
        Operation = operation;
        _conditions = conditions;
        Root = Compile(operation.Root, [operation.Definition.SelectionSet]);
    }

    public OperationPlan Operation { get; }

    public SelectionPlan Root { get; }

    /// <summary>What the operation costs, once somebody asked.</summary>
    public CostTerm? Cost { get; set; }

    /// <summary>What a client is shown of an exception that is meant for it.</summary>
    public GraphQLError ErrorOf(GraphQLException exception) => new(exception.Message)
    {
        Code = exception.Code,
        Extensions = exception.Extensions,
        Locations = exception.Offset is { } offset ? [Operation.Document.Source.LocationOf(offset)] : [],
    };

    /// <summary>The operation's <see cref="Execution.Needed{T}"/> of this type.</summary>
    public object Needed(Type type) => _needed.GetOrAdd(type, static (type, plan) => NeededParts.Of(plan, type), this);

    /// <summary>Whether conditions let it be; true where they have no value.</summary>
    public bool IsSelected(Selection selection)
    {
        try
        {
            return IsIncluded(selection);
        }
        catch (GraphQLException)
        {
            return true;
        }
    }

    /// <summary>What to write for an object of one concrete type.</summary>
    public SelectionPlan Compile(ObjectType type, IEnumerable<SelectionSet> sets)
    {
        OrderedDictionary<string, List<Field>> merged;
        try
        {
            merged = Merge(type, sets, out _);
        }
        catch (GraphQLException exception)
        {
            return new SelectionPlan(type, [], 0) { Failure = exception };
        }

        var columns = 0;
        var fields = new List<FieldPlan>(merged.Count);
        foreach (var nodes in merged.Values)
        {
            var definition = Operation.Schema.FindField(type, nodes[0].Name)
                ?? throw new InvalidOperationException($"{type}.{nodes[0].Name} does not exist: the document was not validated.");
            fields.Add(new FieldPlan(this, type, definition, nodes, NeedsColumn(definition) ? columns++ : -1));
        }

        return new SelectionPlan(type, [.. fields], columns);
    }

    /// <summary>
    /// Section 6.3.2: flattens fragments and merges fields for one concrete type, by response name. Walks without recursion: a document may nest
    /// fragments as deep as it is long.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="sets">The selections of all fields that lead to the object.</param>
    /// <param name="steps">How many selections were looked at.</param>
    /// <exception cref="GraphQLException">A condition is null.</exception>
    public OrderedDictionary<string, List<Field>> Merge(ObjectType type, IEnumerable<SelectionSet> sets, out int steps)
    {
        var merged = new OrderedDictionary<string, List<Field>>(StringComparer.Ordinal);
        steps = 0;
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(IReadOnlyList<Selection> Selections, int Next)>();
        foreach (var set in sets)
        {
            open.Push((set.Selections, 0));
            while (open.TryPop(out var at))
            {
                if (at.Next == at.Selections.Count)
                {
                    continue;
                }

                steps++;
                open.Push((at.Selections, at.Next + 1));
                var selection = at.Selections[at.Next];
                if ((selection is FragmentSpread again && visited.Contains(again.Name)) || !IsIncluded(selection))
                {
                    continue;
                }

                switch (selection)
                {
                    case Field field:
                        if (!merged.TryGetValue(field.ResponseName, out var nodes))
                        {
                            merged.Add(field.ResponseName, nodes = []);
                        }

                        nodes.Add(field);
                        break;
                    case InlineFragment inline when Applies(inline.TypeCondition, type):
                        open.Push((inline.SelectionSet.Selections, 0));
                        break;
                    case FragmentSpread spread:
                        visited.Add(spread.Name);
                        var fragment = Operation.Fragments[spread.Name];
                        if (Applies(fragment.TypeCondition, type))
                        {
                            open.Push((fragment.SelectionSet.Selections, 0));
                        }

                        break;
                }
            }
        }

        return merged;
    }

    private static bool NeedsColumn(FieldDefinition field)
        => !ReferenceEquals(field, IntrospectionTypes.TypeNameField) && field.Resolver is not { IsInline: true };

    private bool Applies(NamedTypeReference? condition, ObjectType type)
        => condition is null
            || string.Equals(condition.Name, type.Name, StringComparison.Ordinal)
            || (Operation.Schema.GetType(condition.Name) is CompositeType composite && Operation.Schema.IsPossible(composite, type));

    /// <summary>Sections 3.13.1 and 3.13.2: what <c>@skip</c> leaves out needs no <c>@include</c>.</summary>
    /// <exception cref="GraphQLException">A condition is null.</exception>
    private bool IsIncluded(Selection selection)
        => selection.Directives.Count == 0 || (Condition(selection, "skip") != true && Condition(selection, "include") != false);

    private bool? Condition(Selection selection, string name)
    {
        foreach (var directive in selection.Directives)
        {
            if (string.Equals(directive.Name, name, StringComparison.Ordinal))
            {
                return (bool)ArgumentCoercion.Coerce(BuiltInDirectives.Skip.Arguments, directive.Arguments, _conditions)[0]!;
            }
        }

        return null;
    }
}
