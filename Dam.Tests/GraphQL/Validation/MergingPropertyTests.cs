using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>
/// The rule for mergeable fields works on sets; the specification compares every pair. Here both judge the same random documents, which are valid but for that rule.
/// </summary>
public sealed class MergingPropertyTests
{
    private const int Documents = 1_500;

    private static readonly Schema Schema = SdlSchemaBuilder.Build(
        """
        interface I { x: Int y: Int o: I l: [I] p(n: Int): Int }
        type A implements I { x: Int y: Int o: A l: [I] p(n: Int): Int z: Int s: String! }
        type B implements I { x: Int y: Int o: B l: [I] p(n: Int): Int z: Int! s: String }
        type C { x: Int o: C s: String }
        union U = A | C
        type Query { a: A b: B c: C i: I u: U l: [I] }
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Validate_Should_AgreeWithTheSpecificationsPairs_When_DocumentsAreRandom(int seed)
    {
        var random = new Random(seed);
        var valid = 0;
        for (var i = 0; i < Documents; i++)
        {
            var text = new RandomDocument(random).Write();
            var document = Parser.Parse(text);
            var expected = new Pairs(document).CanMerge();
            var errors = DocumentValidator.Validate(Schema, document);

            Assert.True(expected == (errors.Count == 0), $"{text} should be {(expected ? "valid" : "invalid")}: {string.Join(' ', errors.Select(error => error.Message))}");
            Assert.All(errors, error => Assert.Contains(" conflict because ", error.Message, StringComparison.Ordinal));
            valid += expected ? 1 : 0;
        }

        Assert.InRange(valid, Documents / 10, Documents * 9 / 10);
    }

    /// <summary>FieldsInSetCanMerge() and SameResponseShape() as section 5.3.2 words them.</summary>
    private sealed class Pairs(Document document)
    {
        private readonly Dictionary<string, FragmentDefinition> _fragments =
            document.Definitions.OfType<FragmentDefinition>().ToDictionary(fragment => fragment.Name, StringComparer.Ordinal);

        /// <summary>Every selection set of the document can merge.</summary>
        public bool CanMerge() => document.Definitions.All(definition => definition is FragmentDefinition fragment
            ? CanMergeWithin(fragment.SelectionSet, (CompositeType)Schema.GetType(fragment.TypeCondition.Name)!)
            : CanMergeWithin(((OperationDefinition)definition).SelectionSet, Schema.Query));

        private bool CanMergeWithin(SelectionSet selections, CompositeType parent)
        {
            var fields = Fields(selections, parent);
            return CanMerge(fields) && fields.All(use => use.Field.SelectionSet is null || CanMergeWithin(use.Field.SelectionSet, (CompositeType)TypeOf(use).Named));
        }

        private bool CanMerge(IReadOnlyList<(Field Field, CompositeType Parent)> fields) => PairsOf(fields).All(pair =>
            SameShape(pair.A, pair.B)
            && (!Meet(pair.A.Parent, pair.B.Parent)
                || (pair.A.Field.Name == pair.B.Field.Name
                    && string.Join(',', pair.A.Field.Arguments) == string.Join(',', pair.B.Field.Arguments)
                    && CanMerge([.. Below(pair.A), .. Below(pair.B)]))));

        private static bool Meet(CompositeType a, CompositeType b) => a == b || a is not ObjectType || b is not ObjectType;

        private bool SameShape((Field Field, CompositeType Parent) a, (Field Field, CompositeType Parent) b)
        {
            var (typeA, typeB) = (TypeOf(a), TypeOf(b));
            while (typeA is not NamedType || typeB is not NamedType)
            {
                (typeA, typeB) = (typeA, typeB) switch
                {
                    (NonNullType x, NonNullType y) => (x.Of, y.Of),
                    (ListType x, ListType y) => (x.Of, y.Of),
                    _ => (null!, null!),
                };
                if (typeA is null)
                {
                    return false;
                }
            }

            return typeA.IsLeaf || typeB.IsLeaf
                ? typeA == typeB
                : PairsOf([.. Below(a), .. Below(b)]).All(pair => SameShape(pair.A, pair.B));
        }

        private static GraphType TypeOf((Field Field, CompositeType Parent) use) => Schema.FindField(use.Parent, use.Field.Name)!.Type;

        private IReadOnlyList<(Field Field, CompositeType Parent)> Below((Field Field, CompositeType Parent) use)
            => use.Field.SelectionSet is { } selections ? Fields(selections, (CompositeType)TypeOf(use).Named) : [];

        private IReadOnlyList<(Field Field, CompositeType Parent)> Fields(SelectionSet selections, CompositeType parent) =>
        [
            .. selections.Selections.SelectMany(selection => selection switch
            {
                Field field => [(field, parent)],
                FragmentSpread spread => Fields(_fragments[spread.Name].SelectionSet, (CompositeType)Schema.GetType(_fragments[spread.Name].TypeCondition.Name)!),
                InlineFragment fragment => Fields(fragment.SelectionSet, (CompositeType)Schema.GetType(fragment.TypeCondition!.Name)!),
                _ => [],
            }).Distinct(),
        ];

        private static IEnumerable<((Field Field, CompositeType Parent) A, (Field Field, CompositeType Parent) B)> PairsOf(
            IReadOnlyList<(Field Field, CompositeType Parent)> fields)
            => from a in fields.Select((field, index) => (field, index))
               from b in fields.Skip(a.index + 1)
               where a.field.Field.ResponseName == b.Field.ResponseName
               select (a.field, b);
    }

    /// <summary>A valid document with few names, so that they meet often.</summary>
    private sealed class RandomDocument(Random random)
    {
        private static readonly CompositeType[] Conditions = [.. Schema.Types.OfType<CompositeType>().Where(type => type.Name.Length == 1)];
        private static readonly string[] Aliases = ["x", "y", "o", "q"];

        private readonly CompositeType[] _fragments = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Pick(random, Conditions))];
        private readonly HashSet<int> _spread = [];

        public string Write()
        {
            var operation = $"{{ {Selections(Schema.Query, 0, -1)}{Selections(Schema.Query, 0, -1)}}}";

            // A fragment spreads only later ones, so each is written when all its spreads are known.
            var fragments = Enumerable.Range(0, _fragments.Length)
                .Select(i => _spread.Contains(i) ? $" fragment F{i} on {_fragments[i].Name} {{ {Selections(_fragments[i], 2, i)}}}" : string.Empty);
            return operation + string.Concat(fragments);
        }

        private string Selections(CompositeType type, int depth, int fragment)
            => string.Concat(Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Selection(type, depth, fragment) + " "));

        private string Selection(CompositeType type, int depth, int fragment)
        {
            var condition = Pick(random, Conditions);
            if (random.Next(6) == 0 && depth < 5 && Schema.Overlap(condition, type))
            {
                return $"... on {condition.Name} {{ {Selections(condition, depth + 1, fragment)}}}";
            }

            var spread = Array.FindIndex(_fragments, fragment + 1, candidate => Schema.Overlap(candidate, type));
            if (random.Next(6) == 0 && spread >= 0)
            {
                _spread.Add(spread);
                return $"...F{spread}";
            }

            if (type is not FieldsType { Fields: var fields })
            {
                return "__typename";
            }

            var field = Pick(random, [.. fields]);
            if (depth > 4 && !field.Type.IsLeaf)
            {
                return "__typename";
            }

            var alias = random.Next(4) == 0 ? Pick(random, Aliases) + ": " : string.Empty;
            var arguments = field.Arguments.Count > 0 && random.Next(2) == 0 ? $"(n: {random.Next(2)})" : string.Empty;
            var below = field.Type.IsLeaf ? string.Empty : $" {{ {Selections((CompositeType)field.Type.Named, depth + 1, fragment)}}}";
            return $"{alias}{field.Name}{arguments}{below}";
        }

        private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
    }
}
