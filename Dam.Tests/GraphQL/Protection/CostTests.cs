using System.Text.Json;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;
using Dam.Tests.GraphQL.Differential;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>What operations cost, by the GraphQL Cost Directives draft.</summary>
public sealed class CostTests
{
    private static readonly Schema Schema = SdlSchemaBuilder.Build(
        """
        directive @cost(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
        directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true, slicingArgumentDefaultValue: Int) on FIELD_DEFINITION
        directive @trace(level: Int @cost(weight: "5")) on FIELD
        type Query {
          a: String
          heavy: String @cost(weight: "2.5")
          negative: Thing @cost(weight: "-5")
          thing: Thing
          things: [Thing!]!
          grid: [[Thing]]
          dear: Dear
          hues: [Hue]
          assumed: [Thing] @listSize(assumedSize: 3)
          first(first: Int, last: Int): [Thing] @listSize(slicingArguments: ["first", "last"])
          either(first: Int, last: Int): [Thing] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false, assumedSize: 7, slicingArgumentDefaultValue: 4)
          defaulted(limit: Int! = 6): [Thing] @listSize(slicingArguments: ["limit"])
          page(first: Int): Page @listSize(slicingArguments: "first", sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)
          search(where: Where @cost(weight: "2"), free: Where, terms: [String] @cost(weight: "3")): [Thing]
          any: Any
          node: Node
          named(ids: [ID!]): [Thing] @listSize(slicingArguments: ["ids"], requireOneSlicingArgument: false)
        }
        type Thing implements Node { id: ID self: Node things: [Thing] heavy: Int @cost(weight: "4") }
        type Dear implements Node @cost(weight: "20") { id: ID @cost(weight: "3") self: Node things: [Thing] @listSize(assumedSize: 2) }
        type Cheap { id: ID }
        interface Node { id: ID self: Node things: [Thing] }
        union Any = Thing | Dear | Cheap
        type Page { nodes: [Thing] edges: [Edge] total: Int @cost(weight: "10") others: [Thing] }
        type Edge { node: Thing }
        input Where { text: String @cost(weight: "7") and: [Where!] not: Where @cost(weight: "1") id: ID }
        enum Hue @cost(weight: "0.5") { RED }
        """);

    private static readonly CostCompiler Compiler = new(Schema, new CostOptions());

    [Theory]
    [InlineData("{ a }", 0, 1)]
    [InlineData("{ __typename __schema { types { fields { name } } } }", 0, 1)]
    [InlineData("{ heavy again: heavy }", 5, 1)]
    [InlineData("{ heavy heavy ...F } fragment F on Query { heavy }", 2.5, 1)]
    [InlineData("{ negative { id } }", 0, 2)]
    [InlineData("{ thing { id } }", 1, 2)]
    [InlineData("{ thing { heavy things { heavy } } }", 1 + 4 + 1 + 40, 1 + 1 + 10)]
    [InlineData("{ things { things { id } } }", 1 + 10, 1 + 10 + 100)]
    [InlineData("{ grid { heavy } }", 1 + 400, 1 + 100)]
    [InlineData("{ dear { id things { id } } }", 1 + 3 + 1, 1 + 20 + 2)]
    [InlineData("{ hues }", 0, 1 + 5)]
    [InlineData("{ assumed { heavy } }", 1 + 12, 1 + 3)]
    [InlineData("{ first(first: 5) { id } }", 1, 1 + 5)]
    [InlineData("{ first(last: 0) { heavy } }", 1, 1)]
    [InlineData("{ first(last: -9) { heavy } }", 1, 1)]
    [InlineData("{ either { id } }", 1, 1 + 4)]
    [InlineData("{ either(first: 5, last: 8) { id } }", 1, 1 + 8)]
    [InlineData("{ either(first: null) { id } }", 1, 1 + 4)]
    [InlineData("{ defaulted { id } }", 1, 1 + 6)]
    [InlineData("{ defaulted(limit: 2) { id } }", 1, 1 + 2)]
    [InlineData("{ page(first: 3) { total nodes { heavy } others { id } } }", 1 + 10 + 1 + 12 + 1, 1 + 1 + 3 + 10)]
    [InlineData("{ page(first: 3) { edges { node { id } } } }", 1 + 1 + 3, 1 + 1 + 3 + 3)]
    [InlineData("{ page { nodes { id } } }", 1 + 1, 1 + 1 + 10)]
    [InlineData("{ named(ids: [1, 2, 3]) { id } }", 1, 1 + 3)]
    [InlineData("{ named(ids: 7) { id } }", 1, 1 + 1)]
    [InlineData("{ named(ids: []) { id } }", 1, 1)]
    [InlineData("{ named { id } }", 1, 1 + 10)]
    [InlineData("{ search { id } }", 1, 1 + 10)]
    [InlineData("{ search(where: { text: \"a\" }) { id } }", 1 + 2 + 7, 1 + 10)]
    [InlineData("{ search(where: null, free: { id: 1 }) { id } }", 1, 1 + 10)]
    [InlineData("{ search(free: { and: [{ text: \"a\" }, { text: \"b\", not: { not: { text: null } } }] }) { id } }", 1 + 7 + 7 + 1 + 1, 1 + 10)]
    [InlineData("{ search(terms: [\"a\", \"b\"]) { id } }", 1 + 3, 1 + 10)]
    [InlineData("{ thing @trace(level: 1) { id @trace(level: 2) } }", 1 + 5 + 5, 1 + 1)]
    [InlineData("{ any { ... on Thing { heavy } ... on Dear { things { id } } } }", 1 + 4, 1 + 20 + 2)]
    [InlineData("{ node { id ... on Thing { heavy } } }", 1 + 4, 1 + 20)]
    [InlineData("{ node { self { self { id } } } }", 1 + 1 + 1 + 3, 1 + 20 + 20 + 20)]
    [InlineData("{ thing @skip(if: true) { id } things @include(if: false) { id } }", 0, 1)]
    public void Cost_Should_AddUp(string query, double field, double type) => Assert.Equal(new Cost(field, type), CostOf(query));

    [Theory]
    [InlineData("query($n: Int) { first(first: $n) { id } }", """{"n":9}""", 1, 1 + 9)]
    [InlineData("query($n: Int = 2) { first(first: $n) { id } }", "{}", 1, 1 + 2)]
    [InlineData("query($n: Int) { either(first: $n) { heavy } }", """{"n":null}""", 1 + 16, 1 + 4)]
    [InlineData("query($n: Int) { either(first: $n, last: 1) { heavy } }", "{}", 1 + 4, 1 + 1)]
    [InlineData("query($w: Where) { search(where: $w) { id } }", """{"w":{"text":"a"}}""", 1 + 2 + 7, 1 + 10)]
    [InlineData("query($w: Where) { search(where: $w) { id } }", "{}", 1, 1 + 10)]
    [InlineData("query($i: [ID!]) { named(ids: $i) { id } }", """{"i":["a","b"]}""", 1, 1 + 2)]
    [InlineData("query($i: [ID!]) { named(ids: $i) { id } }", """{"i":"a"}""", 1, 1 + 1)]
    [InlineData("query($i: ID!) { named(ids: [$i, 4]) { id } }", """{"i":"a"}""", 1, 1 + 2)]
    [InlineData("query($t: String) { search(where: { text: $t }) { id } }", """{"t":"x"}""", 1 + 2 + 7, 1 + 10)]
    [InlineData("query($t: String) { search(where: { text: $t }) { id } }", "{}", 1 + 2, 1 + 10)]
    [InlineData("query($b: Boolean!) { thing @include(if: $b) { id } }", """{"b":true}""", 1, 2)]
    [InlineData("query($b: Boolean!) { thing @include(if: $b) { id } }", """{"b":false}""", 0, 1)]
    [InlineData("query($n: Int!, $m: Int!) { page(first: $n) { nodes { things { id } } edges { node { heavy } } } either(first: $m) { id } }", """{"n":5,"m":2}""", 1 + 1 + 5 + 1 + 5 * (1 + 4) + 1, 1 + 1 + 5 + 50 + 5 + 5 + 2)]
    public void Cost_Should_FollowVariables(string query, string variables, double field, double type)
        => Assert.Equal(new Cost(field, type), CostOf(query, variables));

    [Theory]
    [InlineData("{ first { id } }")]
    [InlineData("{ first(first: 1, last: 1) { id } }")]
    [InlineData("query($n: Int) { first(first: $n) { id } }")]
    [InlineData("{ first(first: null) { id } }")]
    public void Cost_Should_BeRefused_When_NotExactlyOneArgumentSlices(string query)
    {
        var exception = Assert.Throws<GraphQLException>(() => CostOf(query));
        Assert.Equal(("The field \"first\" needs exactly one of the arguments \"first\", \"last\".", ErrorCodes.BadUserInput), (exception.Message, exception.Code));
    }

    [Fact]
    public void Cost_Should_Saturate_When_ListsAreWithinLists()
    {
        var query = $"{{ things {string.Concat(Enumerable.Repeat("{ things ", 190))} {{ id }} {new string('}', 190)} }}";
        Assert.Equal(new Cost(Cost.Most, Cost.Most), CostOf(query));
        Assert.Equal(Cost.Most, CostOf("query($n: Int!) { either(first: $n) { things { things { things { things { things { things { things { things { id } } } } } } } } } }", """{"n":2147483647}""").Type);
    }

    [Fact]
    public void Compile_Should_BeQuick_When_EachLevelMayBeOfManyTypes()
    {
        // 20 types at each of 100 levels would be 20^100 different plans.
        var names = Enumerable.Range(0, 20).Select(i => $"T{i}").ToArray();
        var schema = SdlSchemaBuilder.Build(
            $"type Query {{ node: Node }} interface Node {{ node: Node }}\n{string.Join('\n', names.Select(name => $"type {name} implements Node {{ node: Node }}"))}");
        var compiler = new CostCompiler(schema, new CostOptions());
        var plain = $"{{ {string.Concat(Enumerable.Repeat("node { ", 100))} __typename {new string('}', 101)}";
        Assert.Equal(new Cost(100, 101), Measure(plain));

        // Fragments by type give each type other places to go on from.
        var split = Layers(60, 1, (_, level) => Next(Enumerable.Range(0, 4), _ => $"F0_{level + 1}"));
        Assert.Equal(new Cost(61, 62), Measure(split));

        // Subsets of the places above, ever others: too many to look at counts as too dear.
        var merged = Layers(20, 20, (i, level) => Next(Enumerable.Range(0, 20).Where(type => ((type * 7) + (i * 3) + level) % 4 != 0), type => $"F{(i + type) % 20}_{level + 1}"));
        Assert.Equal(new Cost(Cost.Most, Cost.Most), Measure(merged));

        // A query and layers of fragments, each of which spreads some of the next layer.
        static string Layers(int depth, int width, Func<int, int, string> spreads)
        {
            var text = new System.Text.StringBuilder($"{{ node {{ {string.Join(' ', Enumerable.Range(0, width).Select(i => $"...F{i}_0"))} }} }}");
            for (var level = 0; level <= depth; level++)
            {
                for (var i = 0; i < width; i++)
                {
                    var below = level == depth ? "" : spreads(i, level);
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $" fragment F{i}_{level} on Node {{ __typename {below} }}");
                }
            }

            return text.ToString();
        }

        static string Next(IEnumerable<int> types, Func<int, string> fragment)
            => string.Join(' ', types.Select(type => $"... on T{type} {{ node {{ ...{fragment(type)} }} }}"));

        Cost Measure(string query)
        {
            var document = Parser.Parse(query, ParserOptions.Trusted);
            var plan = new OperationPlan(schema, document, (OperationDefinition)document.Definitions[0]).Variant(VariableValues.None);
            var started = ThreadTime.Now;
            var cost = compiler.Compile(plan).Of(VariableValues.None);
            Assert.InRange(ThreadTime.Now - started, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            return cost;
        }
    }

    [Fact]
    public void Cost_Should_BeWhatANaiveReadingSays_When_RequestsAreRandom()
    {
        var random = new Random(4711);
        var (told, varying) = (0, 0);
        for (var round = 0; round < 20; round++)
        {
            var schema = SampleWithCosts(random);
            var compiler = new CostCompiler(schema, new CostOptions { ListSize = random.Next(1, 12) });
            var naive = new NaiveCost(schema, compiler.DefaultSize);
            var requests = new RandomRequests(schema, seed: round);
            for (var i = 0; i < 100; i++)
            {
                var request = requests.Next();
                var document = Parser.Parse(request.Query);
                var operation = document.Definitions.OfType<OperationDefinition>().First();
                var json = JsonSerializer.SerializeToElement(request.Variables);
                var (variables, errors) = VariableCoercion.Coerce(schema, document, operation, json, suggestions: false);
                if (errors.Count > 0)
                {
                    continue;
                }

                var term = compiler.Compile(new OperationPlan(schema, document, operation).Variant(variables));
                var expected = naive.Of(document, operation, variables);
                var actual = term.Of(variables);
                Assert.True(
                    Math.Abs(expected.Field - actual.Field) <= expected.Field * 1e-9 && Math.Abs(expected.Type - actual.Type) <= expected.Type * 1e-9,
                    $"{expected} {actual}: {request.Query} {request.Variables}");
                told++;
                varying += term.Constant is null ? 1 : 0;
            }
        }

        Assert.InRange(told, 1_000, 2_000);
        Assert.InRange(varying, 50, 2_000);
    }

    private static Cost CostOf(string query, string variables = "{}")
    {
        var document = Parser.Parse(query);
        Assert.Empty(DocumentValidator.Validate(Schema, document, new ValidationOptions { MaxFieldDepth = 200 }));
        var operation = document.Definitions.OfType<OperationDefinition>().First();
        var (values, errors) = VariableCoercion.Coerce(Schema, document, operation, JsonDocument.Parse(variables).RootElement, suggestions: false);
        Assert.Empty(errors);
        return Compiler.Compile(new OperationPlan(Schema, document, operation).Variant(values)).Of(values);
    }

    /// <summary>The sample's schema with weights and sizes here and there.</summary>
    private static Schema SampleWithCosts(Random random)
    {
        var schema = SdlSchemaBuilder.Build(File.ReadAllText(RepositoryRoot.File("Dam.Tests", "GraphQL", "Differential", "sample.graphql")));
        foreach (var type in schema.Types.Where(type => !type.IsIntrospection && !BuiltInScalars.IsBuiltIn(type.Name)))
        {
            type.Weight = Sometimes(20);
            foreach (var field in (type as FieldsType)?.Fields ?? NamedList<FieldDefinition>.Empty)
            {
                field.Weight = Sometimes(30);
                foreach (var argument in field.Arguments)
                {
                    argument.Weight = Sometimes(20);
                }

                var slices = field.Arguments.Where(argument => argument.Type.Nullable == BuiltInScalars.Int).Select(argument => argument.Name).ToArray();
                var lists = (field.Type.Named as FieldsType)?.Fields.Where(below => below.Type.Nullable is ListType).Select(below => below.Name).ToArray() ?? [];
                if (random.Next(2) == 0)
                {
                    field.ListSize = new ListSize
                    {
                        AssumedSize = random.Next(2) == 0 ? null : random.Next(20),
                        SlicingArguments = slices,
                        SizedFields = field.Type.Nullable is ListType || random.Next(2) == 0 ? [] : lists,
                        RequireOneSlicingArgument = false,
                        SlicingArgumentDefaultValue = random.Next(2) == 0 ? null : random.Next(20),
                    };
                }
            }

            foreach (var input in (type as InputObjectType)?.Fields ?? NamedList<InputValue>.Empty)
            {
                input.Weight = Sometimes(30);
            }
        }

        return schema;

        double? Sometimes(int percent) => random.Next(100) < percent ? random.Next(-4, 40) / 4.0 : null;
    }
}
