namespace Dam.Tests.GraphQL.Validation;

/// <summary>Sections 5.1 and 5.2.</summary>
public sealed class DocumentAndOperationTests
{
    [Theory]
    [InlineData("query Q { dog { name } }")]
    [InlineData("{ dog { ...F } } fragment F on Dog { name }")]
    [InlineData("""query A { dog { id } } mutation B { rename(name: "x") { id } }""")]
    public void ExecutableDefinitions_Should_Accept_When_OnlyOperationsAndFragments(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { name } } type Cow { name: String } extend type Dog { color: String }",
        """The "Cow" definition is not executable. @1:18""",
        """The "Dog" definition is not executable. @1:44""")]
    [InlineData("schema { query: Query } type Q { a: String } extend schema { mutation: Mutation } query { dog { id } }",
        "The schema definition is not executable. @1:1",
        """The "Q" definition is not executable. @1:25""",
        "The schema definition is not executable. @1:46")]
    [InlineData("{ dog { id } } directive @x on FIELD scalar S enum E { A } input I { a: Int } union U = Dog interface N { a: Int }",
        """The "x" definition is not executable. @1:16""",
        """The "S" definition is not executable. @1:38""",
        """The "E" definition is not executable. @1:47""",
        """The "I" definition is not executable. @1:60""",
        """The "U" definition is not executable. @1:79""",
        """The "N" definition is not executable. @1:93""")]
    public void ExecutableDefinitions_Should_Report_When_TypeSystemDefinitionsAreMixedIn(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { name } }")]
    [InlineData("query A { dog { name } } query B { dog { name } }")]
    [InlineData("query A { dog { ...A } } fragment A on Dog { name }")]
    [InlineData("""query A { dog { id } } mutation B { rename(name: "") { id } } subscription C { barked { id } }""")]
    public void OperationNameUniqueness_Should_Accept_When_NamesDiffer(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query A { dog { name } } query A { dog { id } }",
        """There can be only one operation named "A". @1:7 1:32""")]
    [InlineData("""query A { dog { name } } mutation A { rename(name: "") { id } }""",
        """There can be only one operation named "A". @1:7 1:35""")]
    [InlineData("query A { dog { name } } subscription A { barked { id } } query A { cat { id } }",
        """There can be only one operation named "A". @1:7 1:39""",
        """There can be only one operation named "A". @1:7 1:65""")]
    public void OperationNameUniqueness_Should_Report_When_NamesRepeat(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { name } }")]
    [InlineData("query A { dog { name } } query B { dog { id } }")]
    [InlineData("{ dog { ...F } } fragment F on Dog { id }")]
    public void LoneAnonymousOperation_Should_Accept_When_ItStandsAlone(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { name } } { cat { name } }",
        "This anonymous operation must be the only defined operation. @1:1",
        "This anonymous operation must be the only defined operation. @1:18")]
    [InlineData("query { dog { name } } query B { dog { id } }",
        "This anonymous operation must be the only defined operation. @1:1")]
    [InlineData("{ dog { id } } subscription { barked { id } }",
        "This anonymous operation must be the only defined operation. @1:1",
        "This anonymous operation must be the only defined operation. @1:16")]
    [InlineData("""{ dog { id } } mutation M { rename(name: "") { id } }""",
        "This anonymous operation must be the only defined operation. @1:1")]
    public void LoneAnonymousOperation_Should_Report_When_ItHasCompany(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("subscription A { barked { name } }")]
    [InlineData("subscription { barked { name id } }")]
    [InlineData("subscription { ...F } fragment F on Subscription { barked { name } }")]
    [InlineData("subscription { ...F ...G } fragment F on Subscription { barked { name } ...G } fragment G on Subscription { barked { id } }")]
    [InlineData("subscription { a: barked { id } a: barked { name } }")]
    [InlineData("subscription { ... on Subscription { ... { barked { id } } } }")]
    [InlineData("query { dog { id } cat { id } }")]
    public void SingleRootField_Should_Accept_When_ThereIsOne(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("subscription A { barked { id } moved }",
        """Subscription "A" must select only one top level field. @1:32""")]
    [InlineData("subscription { barked { id } moved }",
        "Anonymous Subscription must select only one top level field. @1:30")]
    [InlineData("subscription A { a: barked { id } b: barked { id } }",
        """Subscription "A" must select only one top level field. @1:35""")]
    [InlineData("subscription A { barked { id } ...F } fragment F on Subscription { moved a: moved }",
        """Subscription "A" must select only one top level field. @1:68 1:74""")]
    [InlineData("subscription A { ...F } fragment F on Subscription { barked { id } ...G } fragment G on Subscription { moved }",
        """Subscription "A" must select only one top level field. @1:104""")]
    [InlineData("subscription A { ... on Subscription { barked { id } moved } }",
        """Subscription "A" must select only one top level field. @1:54""")]
    [InlineData("subscription A { barked { id } ...F } fragment F on Subscription { moved ...F }",
        """Subscription "A" must select only one top level field. @1:68""",
        """Cannot spread fragment "F" within itself. @1:74""")]
    [InlineData("subscription A { barked { id } ... { moved } ...F } fragment F on Subscription { a: moved ...G } fragment G on Subscription { b: moved }",
        """Subscription "A" must select only one top level field. @1:38 1:82 1:127""")]
    public void SingleRootField_Should_Report_When_ThereAreMore(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("subscription A { __typename }",
        """Subscription "A" must not select an introspection top level field. @1:18""")]
    [InlineData("subscription { __typename }",
        "Anonymous Subscription must not select an introspection top level field. @1:16")]
    [InlineData("subscription A { a: __typename }",
        """Subscription "A" must not select an introspection top level field. @1:18""")]
    [InlineData("subscription A { ...F } fragment F on Subscription { __typename }",
        """Subscription "A" must not select an introspection top level field. @1:54""")]
    [InlineData("subscription A { barked { id } __typename }",
        """Subscription "A" must select only one top level field. @1:32""",
        """Subscription "A" must not select an introspection top level field. @1:32""")]
    public void SingleRootField_Should_Report_When_ItIsIntrospection(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("subscription A { barked @skip(if: true) { id } }",
        """Subscription "A" must not use `@skip` or `@include` directives in the top level selection. @1:25""")]
    [InlineData("subscription A($x: Boolean!) { ... @include(if: $x) { barked { id } } }",
        """Subscription "A" must not use `@skip` or `@include` directives in the top level selection. @1:36""")]
    [InlineData("subscription { ...F @skip(if: false) } fragment F on Subscription { barked { id } }",
        "Anonymous Subscription must not use `@skip` or `@include` directives in the top level selection. @1:21")]
    public void SingleRootField_Should_Report_When_ItIsConditional(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
