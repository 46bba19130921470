using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>Sections 5.3.1 and 5.3.3; section 5.3.2 has tests of its own.</summary>
public sealed class FieldTests
{
    [Theory]
    [InlineData("{ dog { id name __typename } }")]
    [InlineData("{ dog { other: name } }")]
    [InlineData("{ being { id name ... on Dog { barks } ... on Cat { meows } } }")]
    [InlineData("{ pet { __typename ... on Dog { barks } } }")]
    [InlineData("""{ __typename __schema { types { name } } __type(name: "Dog") { kind } }""")]
    [InlineData("{ animal { mother { mother { id } } } }")]
    [InlineData("{ dog { tn: __typename volume: meters } being { tn: __typename other: name } }")]
    [InlineData("{ being { ... on Dog { name } ... { name } } }")]
    public void FieldSelections_Should_Accept_When_FieldsExist(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { meowVolume } }",
        """Cannot query field "meowVolume" on type "Dog". Did you mean "volume"? @1:9""")]
    [InlineData("{ dog { meows } }",
        """Cannot query field "meows" on type "Dog". Did you mean "knows" or "meters"? @1:9""")]
    [InlineData("{ dog { unknown { deeper { still } } } }",
        """Cannot query field "unknown" on type "Dog". Did you mean "knows"? @1:9""")]
    [InlineData("{ dog { owner { unknown } } }",
        """Cannot query field "unknown" on type "Person". @1:17""")]
    [InlineData("{ dog { ... on Dog { barkz } } }",
        """Cannot query field "barkz" on type "Dog". Did you mean "barks"? @1:22""")]
    [InlineData("{ dog { alias: barkz } }",
        """Cannot query field "barkz" on type "Dog". Did you mean "barks"? @1:9""")]
    [InlineData("{ dog { barks: naem } }",
        """Cannot query field "naem" on type "Dog". Did you mean "name"? @1:9""")]
    [InlineData("{ dog { ...F } } fragment F on Dog { voluem }",
        """Cannot query field "voluem" on type "Dog". Did you mean "volume"? @1:38""")]
    [InlineData("{ dog { __schema { types { name } } } }",
        """Cannot query field "__schema" on type "Dog". @1:9""")]
    [InlineData("{ dog { name2 ... on Animal { nothing { x } } } }",
        """Cannot query field "name2" on type "Dog". Did you mean "name" or "age"? @1:9""",
        """Cannot query field "nothing" on type "Animal". @1:31""")]
    [InlineData("{ dog { ... on Unknown { nothing { more } } } }",
        """Unknown type "Unknown". @1:16""")]
    [InlineData("{ being { unknown_field { ... on Cat { unknown_cat_field } } } dog { volume } pet { ... on Cat { unknown_cat_field } } }",
        """Cannot query field "unknown_field" on type "Being". @1:11""",
        """Cannot query field "unknown_cat_field" on type "Cat". @1:40""",
        """Cannot query field "unknown_cat_field" on type "Cat". @1:98""")]
    [InlineData("{ person { pets { unknown_field } } }",
        """Cannot query field "unknown_field" on type "Pet". @1:19""")]
    public void FieldSelections_Should_Report_When_FieldsDoNotExist(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ being { barks } }",
        """Cannot query field "barks" on type "Being". Did you mean to use an inline fragment on "Dog"? @1:11""")]
    [InlineData("{ animal { meows } }",
        """Cannot query field "meows" on type "Animal". Did you mean to use an inline fragment on "Cat"? @1:12""")]
    [InlineData("{ pet { name } }",
        """Cannot query field "name" on type "Pet". Did you mean to use an inline fragment on "Being", "Animal", "Cat", or "Dog"? @1:9""")]
    [InlineData("{ pet { barks } }",
        """Cannot query field "barks" on type "Pet". Did you mean to use an inline fragment on "Dog"? @1:9""")]
    [InlineData("{ speaker { volume } }",
        """Cannot query field "volume" on type "Speaker". Did you mean to use an inline fragment on "Dog" or "Person"? @1:13""")]
    [InlineData("{ animal { volume } }",
        """Cannot query field "volume" on type "Animal". Did you mean to use an inline fragment on "Cat" or "Dog"? @1:12""")]
    [InlineData("{ silent { name } }",
        """Cannot query field "name" on type "Silent". Did you mean to use an inline fragment on "Being" or "Person"? @1:12""")]
    [InlineData("{ being { zzz } }",
        """Cannot query field "zzz" on type "Being". @1:11""")]
    [InlineData("{ pet { zzz } }",
        """Cannot query field "zzz" on type "Pet". @1:9""")]
    public void FieldSelections_Should_Report_When_AbstractTypesLackThem(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("type T { fieldWithVeryLongNameThatWillNeverBeSuggested: Int }", "")]
    [InlineData("union T = A | B type A { f: Int } type B { f: Int }", " Did you mean to use an inline fragment on \"A\" or \"B\"?")]
    [InlineData("type T { y: Int z: Int }", " Did you mean \"y\" or \"z\"?")]
    [InlineData("interface T { y: Int } type A implements T { f: Int y: Int } type B implements T { f: Int y: Int }", " Did you mean to use an inline fragment on \"A\" or \"B\"?")]
    [InlineData("interface T { b: Int } interface Z implements T { f: Int b: Int } interface Y implements Z & T { f: Int b: Int } type X implements Y & Z & T { f: Int b: Int }", " Did you mean to use an inline fragment on \"Z\", \"Y\", or \"X\"?")]
    [InlineData("union T = A | B | C | D | E | F type A { f: Int } type B { f: Int } type C { f: Int } type D { f: Int } type E { f: Int } type F { f: Int }", " Did you mean to use an inline fragment on \"A\", \"B\", \"C\", \"D\", or \"E\"?")]
    [InlineData("type T { u: Int v: Int w: Int x: Int y: Int z: Int }", " Did you mean \"u\", \"v\", \"w\", \"x\", or \"y\"?")]
    public void FieldSelections_Should_SuggestAFew_When_ThereAreMany(string types, string question)
        => Assert.Equal(
            [$"Cannot query field \"f\" on type \"T\".{question}"],
            DocumentValidator.Validate(SdlSchemaBuilder.Build($"type Query {{ t: T }} {types}"), Parser.Parse("{ t { f } }")).Select(error => error.Message));

    [Theory]
    [InlineData("{ dog { barks } }")]
    [InlineData("{ dog { name(upper: true) } }")]
    [InlineData("{ dog { knows(trick: SIT) } }")]
    [InlineData("{ args { json } }")]
    public void LeafFieldSelections_Should_Accept_When_OnlyCompositesHaveSelections(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { barks { sinceWhen } } }",
        """Field "barks" must not have a selection since type "Boolean" has no subfields. @1:15""")]
    [InlineData("{ cat { furColor { inHex } } }",
        """Field "furColor" must not have a selection since type "Trick" has no subfields. @1:18""")]
    [InlineData("{ dog { name(upper: true) { x } } }",
        """Field "name" must not have a selection since type "String" has no subfields. @1:27""")]
    [InlineData("{ dog { volume @include(if: true) { x } } }",
        """Field "volume" must not have a selection since type "Int" has no subfields. @1:35""")]
    [InlineData("{ dog { __typename { x } } }",
        """Field "__typename" must not have a selection since type "String!" has no subfields. @1:20""")]
    [InlineData("{ args { json { x } } }",
        """Field "json" must not have a selection since type "Int" has no subfields. @1:15""")]
    [InlineData("{ dog { knows(trick: SIT) { x } } }",
        """Field "knows" must not have a selection since type "Boolean" has no subfields. @1:27""")]
    [InlineData("{ dog { knows(trick: SIT) @include(if: true) { x } } }",
        """Field "knows" must not have a selection since type "Boolean" has no subfields. @1:46""")]
    public void LeafFieldSelections_Should_Report_When_LeavesHaveSelections(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog }",
        """Field "dog" of type "Dog" must have a selection of subfields. Did you mean "dog { ... }"? @1:3""")]
    [InlineData("query { being pet }",
        """Field "being" of type "Being" must have a selection of subfields. Did you mean "being { ... }"? @1:9""",
        """Field "pet" of type "Pet" must have a selection of subfields. Did you mean "pet { ... }"? @1:15""")]
    [InlineData("{ dog { owner { pets } } }",
        """Field "pets" of type "[Pet!]" must have a selection of subfields. Did you mean "pets { ... }"? @1:17""")]
    [InlineData("{ d: dog @include(if: true) }",
        """Field "dog" of type "Dog" must have a selection of subfields. Did you mean "dog { ... }"? @1:3""")]
    public void LeafFieldSelections_Should_Report_When_CompositesHaveNone(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
