using System.Runtime.CompilerServices;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>
/// Makes of a plan what it costs, as the GraphQL Cost Directives draft says. Equal selections are looked at once, however many types and fragments lead to
/// them, and an operation with too many different ones counts as the dearest there is.
/// </summary>
internal sealed class CostCompiler(Schema schema, CostOptions options)
{
    /// <summary>Selections that are looked at for one operation.</summary>
    private const int MaxSteps = 250_000;

    private static readonly ConstantCost Nothing = new(default);

    public CostTerm Compile(VariantPlan variant) => new Pass(this, variant).Compile();

    /// <summary>What a field costs by itself, without its objects.</summary>
    public FieldWeight WeightOf(FieldDefinition field, IReadOnlyList<Field> nodes)
    {
        var sum = options.WeightOf(field);
        var varying = new List<(NamedList<InputValue>, IReadOnlyList<Argument>)>();
        Add(field.Arguments, nodes[0].Arguments);
        foreach (var directive in nodes.SelectMany(node => node.Directives))
        {
            Add(schema.Directives.Find(directive.Name)?.Arguments ?? NamedList<InputValue>.Empty, directive.Arguments);
        }

        return new FieldWeight(sum, varying);

        void Add(NamedList<InputValue> definitions, IReadOnlyList<Argument> given)
        {
            if (!InputWeights.HasAny(definitions))
            {
                return;
            }

            if (ArgumentCoercion.DependsOnVariables(given))
            {
                varying.Add((definitions, given));
            }
            else
            {
                sum += InputWeights.Of(definitions, given, VariableValues.None);
            }
        }
    }

    /// <summary>What an object or a value of the type costs by itself.</summary>
    public static double WeightOf(NamedType type) => Cost.Clamp(type.Weight ?? (type is CompositeType && !type.IsIntrospection ? 1 : 0));

    private sealed class Pass(CostCompiler compiler, VariantPlan variant)
    {
        private readonly Dictionary<Selected, CostTerm> _known = new(SelectedComparer.Instance);
        private int _steps;

        public CostTerm Compile()
        {
            try
            {
                return Object(variant.Operation.Root, [variant.Operation.Definition.SelectionSet], sizes: null);
            }
            catch (TooManySelectionsException)
            {
                return new ConstantCost(new Cost(Cost.Most, Cost.Most));
            }
        }

        /// <summary>An object of the type, or of the dearest that it can be.</summary>
        private CostTerm Item(CompositeType type, IReadOnlyList<Field> nodes, Sizes? sizes)
        {
            var key = new Selected(type, nodes, sizes);
            if (!_known.TryGetValue(key, out var known))
            {
                known = MaxCost.Of([.. variant.Operation.Schema.PossibleTypes(type).Select(possible => Object(possible, nodes.Select(node => node.SelectionSet!), sizes))]);
                _known.Add(key, known);
            }

            return known;
        }

        private CostTerm Object(ObjectType type, IEnumerable<SelectionSet> sets, Sizes? sizes)
        {
            OrderedDictionary<string, List<Field>> merged;
            try
            {
                merged = variant.Merge(type, sets, out var steps);
                _steps += 1 + steps;
            }
            catch (GraphQLException)
            {
                // The object fails with that before its fields do anything.
                return Nothing;
            }

            if (_steps > MaxSteps)
            {
                throw new TooManySelectionsException();
            }

            return SumCost.Of(new Cost(0, WeightOf(type)), merged.Values.Select(nodes => Field(type, nodes, sizes)));
        }

        private CostTerm Field(ObjectType parent, List<Field> nodes, Sizes? sizes)
        {
            if (nodes[0].Name.StartsWith("__", StringComparison.Ordinal))
            {
                // Introspection has a limit of its own.
                return Nothing;
            }

            var field = variant.Operation.Schema.FindField(parent, nodes[0].Name)!;
            var below = field.ListSize is { SizedFields.Count: > 0 } ? new Sizes(SizeBy(field, nodes[0]), field.ListSize.SizedFields) : null;
            var item = field.Type.Named is CompositeType type
                ? Item(type, nodes, below)
                : new ConstantCost(new Cost(0, WeightOf(field.Type.Named)));
            return FieldCost.Of(compiler.WeightOf(field, nodes), SizeOf(field, nodes[0], sizes), item);
        }

        private SizeTerm SizeOf(FieldDefinition field, Field node, Sizes? sizes)
        {
            if (field.Type.Nullable is not ListType list)
            {
                return ConstantSize.One;
            }

            var outer = sizes is not null && sizes.Fields.Contains(field.Name, StringComparer.Ordinal) ? sizes.Size
                : field.ListSize is { SizedFields.Count: 0 } ? SizeBy(field, node)
                : new ConstantSize(compiler.DefaultSize);
            var inner = 1.0;
            for (var of = list.Of.Nullable; of is ListType next; of = next.Of.Nullable)
            {
                inner *= compiler.DefaultSize;
            }

            return inner > 1 ? new NestedSize(outer, inner) : outer;
        }

        private SizeTerm SizeBy(FieldDefinition field, Field node) => field.ListSize!.SlicingArguments.Count > 0
            ? new SlicedSize(field, node, compiler.DefaultSize)
            : new ConstantSize(Math.Max(0, field.ListSize.AssumedSize ?? compiler.DefaultSize));
    }

    public int DefaultSize => options.ListSize;

    /// <summary>How long the lists of a connection are.</summary>
    private sealed record Sizes(SizeTerm Size, IReadOnlyList<string> Fields);

    private readonly record struct Selected(CompositeType Type, IReadOnlyList<Field> Nodes, Sizes? Sizes);

    /// <summary>Equal when the same places of the document are selected on the same type.</summary>
    private sealed class SelectedComparer : IEqualityComparer<Selected>
    {
        public static readonly SelectedComparer Instance = new();

        public bool Equals(Selected x, Selected y)
            => ReferenceEquals(x.Type, y.Type) && ReferenceEquals(x.Sizes, y.Sizes) && x.Nodes.SequenceEqual(y.Nodes, ReferenceEqualityComparer.Instance);

        public int GetHashCode(Selected selected)
        {
            var hash = default(HashCode);
            hash.Add(RuntimeHelpers.GetHashCode(selected.Type));
            foreach (var node in selected.Nodes)
            {
                hash.Add(RuntimeHelpers.GetHashCode(node));
            }

            return hash.ToHashCode();
        }
    }

    private sealed class TooManySelectionsException : Exception;
}
