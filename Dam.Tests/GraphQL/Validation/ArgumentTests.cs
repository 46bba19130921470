namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.4.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("{ dog { knows(trick: SIT) } }")]
    [InlineData("{ dog { trained(strict: false, at: ROLL) } }")]
    [InlineData("{ being { name(upper: true) } }")]
    [InlineData("""{ dog @onField(note: "n") { id } }""")]
    [InlineData("{ dog { name @skip(if: true) @include(if: false) } }")]
    [InlineData("{ args { mixed(a: 1, b: 2) } }")]
    [InlineData("{ dog { knows trained } ... @onInline { cat { id } } person { pets { ... on Dog { knows(trick: SIT) } } } }")]
    public void ArgumentNames_Should_Accept_When_TheyAreDefined(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { knows(unknown: true) } }",
        """Unknown argument "unknown" on field "Dog.knows". @1:15""")]
    [InlineData("{ dog { knows(trik: SIT) } }",
        """Unknown argument "trik" on field "Dog.knows". Did you mean "trick"? @1:15""")]
    [InlineData("{ dog { name @skip(unless: true) } }",
        """Unknown argument "unless" on directive "@skip". @1:20""",
        """Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided. @1:14""")]
    [InlineData("{ dog { name @skip(iff: true, if: true) } }",
        """Unknown argument "iff" on directive "@skip". Did you mean "if"? @1:20""")]
    [InlineData("""{ dog @onField(nota: "n") { id } }""",
        """Unknown argument "nota" on directive "@onField". Did you mean "note"? @1:16""")]
    [InlineData("{ dog { knows(whoKnows: 1, trick: SIT, unknown: 2) } }",
        """Unknown argument "whoKnows" on field "Dog.knows". @1:15""",
        """Unknown argument "unknown" on field "Dog.knows". @1:40""")]
    [InlineData("{ dog { name(up: true) owner { name(lower: true) } } }",
        """Unknown argument "up" on field "Dog.name". @1:14""",
        """Unknown argument "lower" on field "Person.name". Did you mean "upper"? @1:37""")]
    [InlineData("{ animal { name(uper: true) ... on Dog { age(units: YEARS) } } }",
        """Unknown argument "uper" on field "Animal.name". Did you mean "upper"? @1:17""",
        """Unknown argument "units" on field "Dog.age". Did you mean "unit"? @1:46""")]
    [InlineData("{ dog { unknown(unknown: SIT) } }",
        """Cannot query field "unknown" on type "Dog". Did you mean "knows"? @1:9""")]
    [InlineData("{ ... @onInline(if: true) { dog { id } } }",
        """Unknown argument "if" on directive "@onInline". @1:17""")]
    [InlineData("{ dog { knows(TRICK: SIT) } person { pets { ... on Dog { knows(unknown: true) } } } }",
        """Unknown argument "TRICK" on field "Dog.knows". Did you mean "trick"? @1:15""",
        """Unknown argument "unknown" on field "Dog.knows". @1:64""")]
    public void ArgumentNames_Should_Report_When_TheyAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ args { two(a: 1, b: 2) } }")]
    [InlineData("{ a: args { int(v: 1) } b: args { int(v: 1) } }")]
    [InlineData("{ dog { name(upper: true) @include(if: true) @skip(if: false) } }")]
    [InlineData("""{ find(pick: {id: 1}) @onField(note: "n", pick: {id: 1}) { id } }""")]
    public void ArgumentUniqueness_Should_Accept_When_EachStandsOnce(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ args { int(v: 1, v: 2) } }",
        """There can be only one argument named "v". @1:14 1:20""")]
    [InlineData("{ args { int(v: 1, v: 1, v: 1) } }",
        """There can be only one argument named "v". @1:14 1:20 1:26""")]
    [InlineData("{ args { two(a: 1, b: 2, a: 3, b: 4) } }",
        """There can be only one argument named "a". @1:14 1:26""",
        """There can be only one argument named "b". @1:20 1:32""")]
    [InlineData("{ dog { name @skip(if: true, if: true) } }",
        """There can be only one argument named "if". @1:20 1:30""")]
    [InlineData("{ dog { name @skip(if: true, if: true, if: true) } }",
        """There can be only one argument named "if". @1:20 1:30 1:40""")]
    public void ArgumentUniqueness_Should_Report_When_OneRepeats(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ args { nonNullInt(v: 1) two(b: 2, a: 1) } }")]
    [InlineData("{ args { optional defaulted } }")]
    [InlineData("{ args { optional(b: 1) } }")]
    [InlineData("{ args { mixed(a: 1, b: 2) } }")]
    [InlineData("{ args { mixed(a: 1, b: 2, c: 3, d: 4) } }")]
    [InlineData("{ dog @must(have: 1) { id } }")]
    [InlineData("query ($v: Int!) { args { nonNullInt(v: $v) } }")]
    [InlineData("{ args { mixed(a: 1, b: 2, c: 3) optional(a: 1) } dog { trained(strict: false) } }")]
    public void RequiredArguments_Should_Accept_When_TheyAreGiven(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ args { nonNullInt } }",
        """Field "nonNullInt" argument "v" of type "Int!" is required, but it was not provided. @1:10""")]
    [InlineData("{ args { two } }",
        """Field "two" argument "a" of type "Int!" is required, but it was not provided. @1:10""",
        """Field "two" argument "b" of type "Int!" is required, but it was not provided. @1:10""")]
    [InlineData("{ args { two(a: 1) } }",
        """Field "two" argument "b" of type "Int!" is required, but it was not provided. @1:10""")]
    [InlineData("{ args { mixed(c: 1) } }",
        """Field "mixed" argument "a" of type "Int!" is required, but it was not provided. @1:10""",
        """Field "mixed" argument "b" of type "Int!" is required, but it was not provided. @1:10""")]
    [InlineData("{ dog @must { id } }",
        """Directive "@must" argument "have" of type "Int!" is required, but it was not provided. @1:7""")]
    [InlineData("{ dog { name @include name @skip } }",
        """Directive "@include" argument "if" of type "Boolean!" is required, but it was not provided. @1:14""",
        """Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided. @1:28""")]
    [InlineData("{ find { id } }",
        """Field "find" argument "pick" of type "Pick!" is required, but it was not provided. @1:3""")]
    [InlineData("""{ args { two(a: "one") } }""",
        """Int cannot represent non-integer value: "one" @1:17""",
        """Field "two" argument "b" of type "Int!" is required, but it was not provided. @1:10""")]
    [InlineData("{ args { defaulted(unknown: true) } dog @unknown { id } }",
        """Unknown argument "unknown" on field "Args.defaulted". @1:20""",
        """Unknown directive "@unknown". @1:41""")]
    [InlineData("{ __type { name } }",
        """Field "__type" argument "name" of type "String!" is required, but it was not provided. @1:3""")]
    public void RequiredArguments_Should_Report_When_TheyAreMissing(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
