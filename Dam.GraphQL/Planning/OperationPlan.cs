using System.Collections.Concurrent;
using System.Collections.Frozen;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>An operation of a validated document.</summary>
internal sealed class OperationPlan
{
    private const int MaxVariants = 32;

    private readonly string[] _conditions;
    private readonly ConcurrentDictionary<ulong, VariantPlan> _variants = new();

    public OperationPlan(Schema schema, Document document, OperationDefinition definition)
    {
        Schema = schema;
        Document = document;
        Definition = definition;
        Root = schema.RootOf(definition.Kind) ?? throw new InvalidOperationException($"The schema has no root for a {definition.Kind}.");
        Fragments = document.Definitions.OfType<FragmentDefinition>().DistinctBy(fragment => fragment.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(fragment => fragment.Name, StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var executable in document.Definitions.OfType<ExecutableDefinition>())
        {
            Inspect(executable.SelectionSet, names);
        }

        _conditions = [.. definition.Variables.Select(variable => variable.Name).Where(names.Contains)];
    }

    public Schema Schema { get; }

    public Document Document { get; }

    public OperationDefinition Definition { get; }

    /// <summary>Made when it is first asked for.</summary>
    public string DocumentHash => field ??= Planning.DocumentHash.Of(Document.Source.Utf8.Span).ToString();

    public ObjectType Root { get; }

    public FrozenDictionary<string, FragmentDefinition> Fragments { get; }

    /// <summary>A field of the document that asks for the schema; null when there is none.</summary>
    public string? IntrospectionField { get; private set; }

    /// <summary>The plan for these variables' outcome of all <c>@skip</c> and <c>@include</c> conditions.</summary>
    public VariantPlan Variant(VariableValues variables)
    {
        var outcome = 0UL;
        var isCacheable = _conditions.Length <= 64;
        for (var i = 0; i < _conditions.Length; i++)
        {
            // A nullable variable with a default may stand there, and null may be sent for it.
            isCacheable &= variables.TryGet(_conditions[i], out var value) && value is bool;
            outcome |= (value is true ? 1UL : 0UL) << (i & 63);
        }

        if (isCacheable && _variants.TryGetValue(outcome, out var known))
        {
            return known;
        }

        // Only the conditions: a cached plan must not keep a request's variables alive.
        var conditions = _conditions.ToDictionary(name => name, name => variables.TryGet(name, out var value) ? value : null, StringComparer.Ordinal);
        var variant = new VariantPlan(this, new VariableValues(conditions, default));
        if (isCacheable && _variants.Count < MaxVariants)
        {
            _variants.TryAdd(outcome, variant);
        }

        return variant;
    }

    /// <summary>Notes what the whole document needs to know of its selections.</summary>
    private void Inspect(SelectionSet set, HashSet<string> names)
    {
        foreach (var selection in set.Selections)
        {
            foreach (var directive in selection.Directives)
            {
                if (directive.Name is "skip" or "include" && directive.Arguments is [{ Value: Variable variable }])
                {
                    names.Add(variable.Name);
                }
            }

            if (selection is Field { Name: "__schema" or "__type" } introspection)
            {
                IntrospectionField = introspection.Name;
            }

            var below = selection switch
            {
                Field field => field.SelectionSet,
                InlineFragment inline => inline.SelectionSet,
                _ => null,
            };
            if (below is not null)
            {
                Inspect(below, names);
            }
        }
    }
}
