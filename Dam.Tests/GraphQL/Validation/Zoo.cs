using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>The schema that the rules are tried on, and how a test writes down errors.</summary>
internal static class Zoo
{
    public static Schema Schema { get; } = SdlSchemaBuilder.Build(
        """"
        schema { query: Query mutation: Mutation subscription: Subscription }

        directive @onQuery on QUERY
        directive @onMutation on MUTATION
        directive @onSubscription on SUBSCRIPTION
        directive @onField(note: String! = "x", pick: Pick) on FIELD
        directive @onFragment on FRAGMENT_DEFINITION
        directive @onSpread on FRAGMENT_SPREAD
        directive @onInline on INLINE_FRAGMENT
        directive @onVariable(level: Int) on VARIABLE_DEFINITION
        directive @mark(level: Level) repeatable on FIELD | QUERY | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION | VARIABLE_DEFINITION
        directive @must(have: Int!) on FIELD

        enum Level { LOW HIGH }
        enum Trick { SIT ROLL FETCH }
        enum Unit { YEARS MONTHS }
        scalar Json

        interface Being { id: ID! name(upper: Boolean): String }
        interface Animal implements Being { id: ID! name(upper: Boolean): String mother: Animal }
        interface Trained { knows(trick: Trick): Boolean meters: Int }
        type Dog implements Being & Animal & Trained {
          id: ID! name(upper: Boolean): String mother: Dog barks: Boolean volume: Int meters: Int owner: Person
          knows(trick: Trick): Boolean trained(at: [Trick!] = [SIT], strict: Boolean = true): Boolean age(unit: Unit! = YEARS): Int
        }
        type Cat implements Being & Animal { id: ID! name(upper: Boolean): String mother: Cat meows: Boolean volume: Int owner: Person furColor: Trick }
        type Person implements Being { id: ID! name(upper: Boolean): String pets: [Pet!] friends: [Being] volume: String }
        union Pet = Dog | Cat
        union Speaker = Dog | Person
        union Silent = Person

        input Home { street: String! number: Int = 1 floor: Int! = 0 tags: [String] inner: Home tricks: [Trick!] }
        input Pick @oneOf { id: ID name: String home: Home }

        type Args {
          int(v: Int): Int nonNullInt(v: Int!): Int ints(v: [Int]): Int nonNullItems(v: [Int!]): Int nonNullList(v: [Int]!): Int matrix(v: [[Int]]): Int
          string(v: String): Int float(v: Float): Int boolean(v: Boolean): Int nonNullBoolean(v: Boolean!): Int id(v: ID): Int trick(v: Trick): Int tricks(v: [Trick!] = []): Int
          home(v: Home): Int homes(v: [Home!]): Int pick(v: Pick): Int json(v: Json): Int defaulted(v: Int! = 3): Int two(a: Int!, b: Int!): Int
          optional(a: Int = 0, b: Int = 1): Int mixed(a: Int!, b: Int!, c: Int = 2, d: Int! = 3): Int
        }

        interface Box { deep: Box unrelated: String }
        type IntBox implements Box { scalar: Int value: Int! list: [IntBox] one: IntBox deep: IntBox unrelated: String intBox: IntBox }
        type TextBox implements Box { scalar: String value: Int list: [TextBox!] one: [TextBox] deep: TextBox unrelated: String intBox: IntBox }
        interface NonNullBox { scalar: String! }
        type NonNullTextBox implements Box & NonNullBox { scalar: String! deep: TextBox unrelated: String }

        type Query {
          dog: Dog cat: Cat pet: Pet being: Being animal: Animal trained: Trained speaker: Speaker silent: Silent person: Person args: Args box: Box
          find(pick: Pick!): Being
        }
        type Mutation { rename(name: String!): Dog home(v: Home): Int }
        type Subscription { barked: Dog moved(home: Home): Int }
        """");

    public static void ShouldAccept(string document, ValidationOptions? options = null) => Assert.Empty(Errors(document, options));

    /// <summary>Expects these errors and no others, in any order, each as <c>message @line:column line:column</c>.</summary>
    public static void ShouldReport(string document, params string[] expected)
        => Assert.Equal(expected.Order(StringComparer.Ordinal), Errors(document).Order(StringComparer.Ordinal));

    public static string[] Errors(string document, ValidationOptions? options = null)
        => [.. DocumentValidator.Validate(Schema, Parser.Parse(document), options).Select(Write)];

    private static string Write(GraphQLError error)
    {
        Assert.Equal(ErrorCodes.ValidationFailed, error.Code);
        return $"{error.Message} @{string.Join(' ', error.Locations.Select(location => $"{location.Line}:{location.Column}"))}";
    }
}
