using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.8.</summary>
public sealed class VariableTests
{
    [Theory]
    [InlineData("query A($x: Int, $y: String) { args { int(v: $x) string(v: $y) } } query B($x: String) { args { string(v: $x) } }")]
    public void VariableUniqueness_Should_Accept_When_NamesDiffer(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query ($x: Int, $x: Int) { args { int(v: $x) } }",
        """There can be only one variable named "$x". @1:9 1:18""")]
    [InlineData("query ($x: Int, $x: Int, $x: Int) { args { int(v: $x) } }",
        """There can be only one variable named "$x". @1:9 1:18 1:27""")]
    [InlineData("query ($x: Int, $x: String) { args { int(v: $x) } }",
        """There can be only one variable named "$x". @1:9 1:18""",
        """Variable "$x" of type "String" used in position expecting type "Int". @1:17 1:45""")]
    [InlineData("query A($x: Int, $x: Int) { args { int(v: $x) } } query B($x: Int, $y: Int, $x: Int) { args { int(v: $x) optional(a: $y) } }",
        """There can be only one variable named "$x". @1:10 1:19""",
        """There can be only one variable named "$x". @1:60 1:78""")]
    public void VariableUniqueness_Should_Report_When_NamesRepeat(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($a: String, $b: [Boolean!]!, $c: Home, $d: Trick, $e: Json, $f: [[Int]]) { args { string(v: $a) json(v: {b: $b}) home(v: $c) trick(v: $d) j: json(v: $e) matrix(v: $f) } }")]
    public void VariablesAreInputTypes_Should_Accept_When_TheyAre(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query ($a: Dog, $b: [[Pet!]]!, $c: Animal) { args { json(v: {x: [$a, $b], y: $c}) } }",
        """Variable "$a" cannot be non-input type "Dog". @1:12""",
        """Variable "$b" cannot be non-input type "[[Pet!]]!". @1:21""",
        """Variable "$c" cannot be non-input type "Animal". @1:36""")]
    [InlineData("query ($a: Unknown, $b: [Hom!]!) { args { json(v: {x: $a, y: $b}) } }",
        """Unknown type "Unknown". @1:12""",
        """Unknown type "Hom". Did you mean "Home", "Box", or "Dog"? @1:26""")]
    public void VariablesAreInputTypes_Should_Report_When_TheyAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($a: Int, $b: Int) { args { optional(a: $a, b: $b) } }")]
    [InlineData("query A($a: Int) { args { ...F } } query B($a: Int) { args { ...F } } fragment F on Args { int(v: $a) }")]
    [InlineData("query ($a: Int) { args { ...F } } fragment F on Args { ...G } fragment G on Args { int(v: $a) }")]
    [InlineData("query ($a: Boolean!) { dog @include(if: $a) { ... @skip(if: $a) { id } } }")]
    [InlineData("""query ($a: [String], $b: Int) { args { home(v: {street: "s", tags: $a, number: $b}) } }""")]
    [InlineData("query Q($a: Boolean, $b: Boolean, $c: Boolean) { dog { name(upper: $a) ... on Dog { mother { name(upper: $b) ... on Dog { owner { name(upper: $c) } } } } } }")]
    [InlineData("query Q($a: Boolean, $b: Boolean, $c: Boolean) { dog { ...A } } fragment A on Dog { name(upper: $a) mother { ...B } } fragment B on Dog { name(upper: $b) owner { ...C } } fragment C on Person { name(upper: $c) }")]
    [InlineData("query A($a: Int) { args { ...F } } query B($b: Int) { args { ...G } } fragment F on Args { int(v: $a) } fragment G on Args { int(v: $b) }")]
    public void AllVariableUsesDefined_Should_Accept_When_TheyAre(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ args { int(v: $a) } }",
        """Variable "$a" is not defined. @1:17 1:1""")]
    [InlineData("query A($a: Int) { args { optional(a: $a, b: $b) } }",
        """Variable "$b" is not defined by operation "A". @1:46 1:1""")]
    [InlineData("query A { args { ...F } } query B { args { ...F } } fragment F on Args { int(v: $a) }",
        """Variable "$a" is not defined by operation "A". @1:81 1:1""",
        """Variable "$a" is not defined by operation "B". @1:81 1:27""")]
    [InlineData("query ($x: Int) { args { int(v: $x) ...F } } fragment F on Args { ...G } fragment G on Args { float(v: $y) }",
        """Variable "$y" is not defined. @1:104 1:1""")]
    [InlineData("query A($a: Int) { args { ...F } } query B($b: Int) { args { ...G } } fragment F on Args { int(v: $b) x: int(v: $a) } fragment G on Args { int(v: $a) x: int(v: $b) }",
        """Variable "$b" is not defined by operation "A". @1:99 1:1""",
        """Variable "$a" is not defined by operation "B". @1:147 1:36""")]
    [InlineData("{ args { ints(v: [$a]) home(v: {street: $b}) } dog @skip(if: $c) { id } }",
        """Variable "$a" is not defined. @1:19 1:1""",
        """Variable "$b" is not defined. @1:41 1:1""",
        """Variable "$c" is not defined. @1:62 1:1""")]
    [InlineData("query Q($b: Int) { args { mixed(a: $a, b: $b, c: $c) } }",
        """Variable "$a" is not defined by operation "Q". @1:36 1:1""",
        """Variable "$c" is not defined by operation "Q". @1:50 1:1""",
        """Variable "$b" of type "Int" used in position expecting type "Int!". @1:9 1:43""")]
    [InlineData("{ args { ...F } } fragment F on Args { int(v: $a) }",
        """Variable "$a" is not defined. @1:47 1:1""")]
    [InlineData("query Q($b: Boolean) { dog { ...A } } fragment A on Dog { name(upper: $a) mother { ...B } } fragment B on Dog { name(upper: $b) owner { ...C } } fragment C on Person { name(upper: $c) }",
        """Variable "$a" is not defined by operation "Q". @1:71 1:1""",
        """Variable "$c" is not defined by operation "Q". @1:181 1:1""")]
    [InlineData("query A($b: Int!) { args { ...F } } query B($a: Int!) { args { ...F } } fragment F on Args { two(a: $a, b: $b) }",
        """Variable "$a" is not defined by operation "A". @1:101 1:1""",
        """Variable "$b" is not defined by operation "B". @1:108 1:37""")]
    [InlineData("query A($b: Int!) { args { ...F } } query B($a: Int!) { args { ...F } } fragment F on Args { x: two(a: $a, b: $b) ...C y: two(a: $a, b: $b) } fragment C on Args { int(v: $c) }",
        """Variable "$a" is not defined by operation "A". @1:104 1:1""",
        """Variable "$a" is not defined by operation "A". @1:130 1:1""",
        """Variable "$c" is not defined by operation "A". @1:171 1:1""",
        """Variable "$b" is not defined by operation "B". @1:111 1:37""",
        """Variable "$b" is not defined by operation "B". @1:137 1:37""",
        """Variable "$c" is not defined by operation "B". @1:171 1:37""")]
    [InlineData("{ dog @include(if: $x) { id } args { pick(v: {id: $x}) } }",
        """Variable "$x" is not defined. @1:20 1:1""",
        """Variable "$x" is not defined. @1:51 1:1""")]
    public void AllVariableUsesDefined_Should_Report_When_TheyAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($a: Int, $b: String) { args { int(v: $a) ... { string(v: $b) } } }")]
    [InlineData("query ($a: Int) { args { ...F } } fragment F on Args { ...G } fragment G on Args { int(v: $a) ...H } fragment H on Args { __typename }")]
    [InlineData("query ($a: Boolean!) { __typename @include(if: $a) }")]
    [InlineData("query ($a: Boolean!) { dog { __typename @skip(if: $a) } }")]
    [InlineData("query ($a: Int) { args { json(v: {deep: [{x: $a}]}) } }")]
    [InlineData("query Q($a: Boolean, $b: Boolean, $c: Boolean) { dog { ...A } } fragment A on Dog { name(upper: $a) mother { ...B } } fragment B on Dog { name(upper: $b) owner { ...C } } fragment C on Person { name(upper: $c) }")]
    [InlineData("query A($a: Int) { args { ...F } } query B($b: Int) { args { ...G } } fragment F on Args { int(v: $a) } fragment G on Args { int(v: $b) }")]
    public void AllVariablesUsed_Should_Accept_When_TheyAre(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query ($a: Int) { dog { id } }",
        """Variable "$a" is never used. @1:8""")]
    [InlineData("query A($a: Int, $b: Int) { args { int(v: $a) } }",
        """Variable "$b" is never used in operation "A". @1:18""")]
    [InlineData("query A($a: Int, $b: Int, $c: Int) { args { ...F } } fragment F on Args { int(v: $b) }",
        """Variable "$a" is never used in operation "A". @1:9""",
        """Variable "$c" is never used in operation "A". @1:27""")]
    [InlineData("query A($b: Int) { args { ...F } } query B($a: Int) { args { ...F } } fragment F on Args { int(v: $a) }",
        """Variable "$a" is not defined by operation "A". @1:99 1:1""",
        """Variable "$b" is never used in operation "A". @1:9""")]
    [InlineData("query ($a: Int) { dog { id } } fragment F on Args { int(v: $a) }",
        """Variable "$a" is never used. @1:8""",
        """Fragment "F" is never used. @1:32""")]
    [InlineData("query Q($a: Int, $b: Int, $c: Int) { args { optional(b: $b) } }",
        """Variable "$a" is never used in operation "Q". @1:9""",
        """Variable "$c" is never used in operation "Q". @1:27""")]
    [InlineData("query Q($a: Boolean, $b: Boolean, $c: Boolean) { dog { ...A } } fragment A on Dog { name(upper: $a) mother { ...B } } fragment B on Dog { name(upper: $b) owner { ...C } } fragment C on Person { name }",
        """Variable "$c" is never used in operation "Q". @1:35""")]
    [InlineData("query A($b: Int) { args { ...F } } query B($a: Int) { args { ...G } } fragment F on Args { int(v: $a) } fragment G on Args { int(v: $b) }",
        """Variable "$a" is not defined by operation "A". @1:99 1:1""",
        """Variable "$b" is never used in operation "A". @1:9""",
        """Variable "$b" is not defined by operation "B". @1:133 1:36""",
        """Variable "$a" is never used in operation "B". @1:44""")]
    public void AllVariablesUsed_Should_Report_When_TheyAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($v: Boolean) { args { boolean(v: $v) } }")]
    [InlineData("query ($v: Boolean!) { args { boolean(v: $v) nonNullBoolean(v: $v) } }")]
    [InlineData("query ($v: [Int]) { args { ints(v: $v) } }")]
    [InlineData("query ($v: [Int!]) { args { ints(v: $v) nonNullItems(v: $v) } }")]
    [InlineData("query ($v: [Int!]!) { args { ints(v: $v) nonNullList(v: $v) } }")]
    [InlineData("query ($v: Int) { args { ints(v: [$v]) } }")]
    [InlineData("query ($v: Int!) { args { nonNullItems(v: [$v]) } }")]
    [InlineData("query ($v: Home!) { args { home(v: $v) homes(v: [$v]) } }")]
    [InlineData("query ($v: Boolean!) { dog @include(if: $v) { id } }")]
    [InlineData("query ($v: Int = 1) { args { nonNullInt(v: $v) } }")]
    [InlineData("query ($v: Int) { args { defaulted(v: $v) } }")]
    [InlineData("""query ($v: Int) { args { home(v: {street: "s", floor: $v}) } }""")]
    [InlineData("query ($v: Boolean = false) { dog @include(if: $v) { id } }")]
    [InlineData("query ($v: ID!, $n: String!) { find(pick: {id: $v}) { id } args { pick(v: {name: $n}) } }")]
    [InlineData("query ($v: Unit) { dog { age(unit: $v) } }")]
    [InlineData("query Q($v: Boolean) { args { ...F } } fragment F on Args { boolean(v: $v) }")]
    [InlineData("fragment F on Args { boolean(v: $v) } query Q($v: Boolean!) { args { ...F } }")]
    [InlineData("query ($v: Int!) { args { ints(v: [$v]) } }")]
    [InlineData("query ($v: Home) { args { home(v: $v) } }")]
    [InlineData("""query ($v: String = "s") { args { home(v: {street: $v}) } }""")]
    [InlineData("query ($x: Float) { args { json(v: {x: $x, y: 10.0}) } }")]
    public void AllVariableUsagesAreAllowed_Should_Accept_When_TypesFit(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query ($v: Int) { args { nonNullInt(v: $v) } }",
        """Variable "$v" of type "Int" used in position expecting type "Int!". @1:8 1:40""")]
    [InlineData("query ($v: Int = null) { args { nonNullInt(v: $v) } }",
        """Variable "$v" of type "Int" used in position expecting type "Int!". @1:8 1:47""")]
    [InlineData("query ($v: Int) { args { ...F } } fragment F on Args { nonNullInt(v: $v) }",
        """Variable "$v" of type "Int" used in position expecting type "Int!". @1:8 1:70""")]
    [InlineData("query ($v: Int) { args { ...F } } fragment F on Args { ...G } fragment G on Args { nonNullInt(v: $v) }",
        """Variable "$v" of type "Int" used in position expecting type "Int!". @1:8 1:98""")]
    [InlineData("query ($v: String) { args { boolean(v: $v) } }",
        """Variable "$v" of type "String" used in position expecting type "Boolean". @1:8 1:40""")]
    [InlineData("query ($v: String) { args { ints(v: [$v]) } }",
        """Variable "$v" of type "String" used in position expecting type "Int". @1:8 1:38""")]
    [InlineData("query ($v: Int) { args { ints(v: $v) } }",
        """Variable "$v" of type "Int" used in position expecting type "[Int]". @1:8 1:34""")]
    [InlineData("query ($v: [Int]) { args { int(v: $v) nonNullItems(v: $v) nonNullList(v: $v) } }",
        """Variable "$v" of type "[Int]" used in position expecting type "Int". @1:8 1:35""",
        """Variable "$v" of type "[Int]" used in position expecting type "[Int!]". @1:8 1:55""",
        """Variable "$v" of type "[Int]" used in position expecting type "[Int]!". @1:8 1:74""")]
    [InlineData("query ($v: [Int] = [1]) { args { nonNullItems(v: $v) } }",
        """Variable "$v" of type "[Int]" used in position expecting type "[Int!]". @1:8 1:50""")]
    [InlineData("query ($v: Boolean) { dog @include(if: $v) { id } }",
        """Variable "$v" of type "Boolean" used in position expecting type "Boolean!". @1:8 1:40""")]
    [InlineData("query ($v: String) { dog @skip(if: $v) { id } }",
        """Variable "$v" of type "String" used in position expecting type "Boolean!". @1:8 1:36""")]
    [InlineData("query ($v: String) { args { home(v: {street: $v}) } }",
        """Variable "$v" of type "String" used in position expecting type "String!". @1:8 1:46""")]
    [InlineData("query ($v: ID) { args { string(v: $v) } }",
        """Variable "$v" of type "ID" used in position expecting type "String". @1:8 1:35""")]
    [InlineData("query ($v: Int) { args { float(v: $v) } }",
        """Variable "$v" of type "Int" used in position expecting type "Float". @1:8 1:35""")]
    [InlineData("""query ($v: Int) { args { home(v: {street: "s", tricks: [$v]}) } }""",
        """Variable "$v" of type "Int" used in position expecting type "Trick!". @1:8 1:57""")]
    public void AllVariableUsagesAreAllowed_Should_Report_When_TypesDoNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($v: ID) { args { pick(v: {id: $v}) } }",
        """Variable "$v" is of type "ID" but must be non-nullable to be used for OneOf Input Object "Pick". @1:8 1:38""")]
    [InlineData("query ($v: ID = null) { args { pick(v: {id: $v}) } }",
        """Variable "$v" is of type "ID" but must be non-nullable to be used for OneOf Input Object "Pick". @1:8 1:45""")]
    [InlineData("query ($v: ID) { find(pick: {id: $v}) { id } }",
        """Variable "$v" is of type "ID" but must be non-nullable to be used for OneOf Input Object "Pick". @1:8 1:34""")]
    public void AllVariableUsagesAreAllowed_Should_Report_When_OneOfFieldsMayBeNull(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query ($v: ID = 1) { args { pick(v: {id: $v}) } }")]
    public void AllVariableUsagesAreAllowed_Should_Accept_When_OneOfFieldsHaveADefault(string document) => Zoo.ShouldAccept(document);

    [Fact]
    public void VariablesAreInputTypes_Should_Report_When_TheSchemaDoesWithoutABuiltInScalar()
        => Assert.Equal(
            ["Unknown type \"ID\".", "Unknown type \"Float\"."],
            DocumentValidator.Validate(SdlSchemaBuilder.Build("type Query { a(b: Boolean): String }"), Parser.Parse("query ($id: ID, $float: Float) { a(b: $id) c: a(b: $float) }")).Select(error => error.Message));
}
