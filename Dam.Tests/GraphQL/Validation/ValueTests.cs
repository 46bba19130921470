namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.6.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("{ args { int(v: 2) int1: int(v: -2) int2: int(v: null) } }")]
    [InlineData(""""{ args { boolean(v: true) string(v: "a") s: string(v: """a""") float(v: 1.1) f: float(v: 1) g: float(v: -1.5e3) } }"""")]
    [InlineData("""{ args { id(v: 1) a: id(v: "one") } }""")]
    [InlineData("{ dog { knows(trick: SIT) a: knows(trick: null) } }")]
    [InlineData("{ args { ints(v: [1, null, 2]) a: ints(v: []) b: ints(v: null) c: ints(v: 1) } }")]
    [InlineData("{ args { matrix(v: [[1], [2, null], null]) a: matrix(v: 1) b: matrix(v: [[]]) } }")]
    [InlineData("{ args { tricks(v: [SIT, ROLL]) a: tricks(v: SIT) } }")]
    [InlineData("""{ args { home(v: {street: "s"}) a: home(v: {street: "s", number: null, floor: 2, tags: "one", inner: {street: "t"}, tricks: [SIT]}) homes(v: {street: "x"}) } }""")]
    [InlineData("""{ args { pick(v: {id: 1}) a: pick(v: {home: {street: "s"}}) } find(pick: {name: "n"}) { id } }""")]
    [InlineData("""{ args { json(v: {a: [1, "x", SIT, {b: null}]}) a: json(v: SIT) b: json(v: 1.5) } }""")]
    [InlineData("query ($v: [Trick!] = [], $j: Json = {a: 1}) { args { tricks(v: $v) json(v: $j) } }")]
    [InlineData("query ($v: Json) { args { json(v: {a: $v, b: [$v]}) } }")]
    [InlineData("""{ args { home home1: home(v: {tags: ["a", "b"], inner: null, number: 4, floor: 2, street: "s"}) mixed(b: 4, a: 3, d: 6, c: 5) boolean(v: false) } }""")]
    [InlineData("""query ($a: Int = 1, $b: String = "ok", $c: Home = {street: "s", number: 3}, $d: Int! = 123) { args { int(v: $a) string(v: $b) home(v: $c) nonNullInt(v: $d) } }""")]
    [InlineData("""query ($a: Int = null, $b: String = null, $c: Home = {street: "s", number: null}) { args { int(v: $a) string(v: $b) home(v: $c) } }""")]
    public void ValuesOfCorrectType_Should_Accept_When_LiteralsFit(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("""{ args { int(v: "1") } }""",
        """Int cannot represent non-integer value: "1" @1:17""")]
    [InlineData("{ args { int(v: 829384293849283498239482938) } }",
        "Int cannot represent non 32-bit signed integer value: 829384293849283498239482938 @1:17")]
    [InlineData("{ args { int(v: 2147483648) } }",
        "Int cannot represent non 32-bit signed integer value: 2147483648 @1:17")]
    [InlineData("{ args { int(v: FOO) } }",
        "Int cannot represent non-integer value: FOO @1:17")]
    [InlineData("{ args { int(v: 3.0) } }",
        "Int cannot represent non-integer value: 3.0 @1:17")]
    [InlineData("{ args { int(v: 3.333) } }",
        "Int cannot represent non-integer value: 3.333 @1:17")]
    [InlineData("{ args { int(v: true) } }",
        "Int cannot represent non-integer value: true @1:17")]
    [InlineData("{ args { int(v: [1]) } }",
        "Int cannot represent non-integer value: [1] @1:17")]
    [InlineData("{ find(pick: [1]) { id } }",
        "Expected value of type \"Pick\", found [1]. @1:14")]
    [InlineData("{ args { int(v: {a: 1}) } }",
        "Int cannot represent non-integer value: {a: 1} @1:17")]
    [InlineData("{ args { nonNullInt(v: null) } }",
        """Expected value of type "Int!", found null. @1:24""")]
    [InlineData("{ args { defaulted(v: null) } }",
        """Expected value of type "Int!", found null. @1:23""")]
    [InlineData("""{ args { two(b: "two", a: "one") } }""",
        """Int cannot represent non-integer value: "two" @1:17""",
        """Int cannot represent non-integer value: "one" @1:27""")]
    [InlineData("{ args { two(a: null) } }",
        """Expected value of type "Int!", found null. @1:17""",
        """Field "two" argument "b" of type "Int!" is required, but it was not provided. @1:10""")]
    public void ValuesOfCorrectType_Should_Report_When_IntsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ args { string(v: 1) } }",
        "String cannot represent a non string value: 1 @1:20")]
    [InlineData("{ args { string(v: 1.0) } }",
        "String cannot represent a non string value: 1.0 @1:20")]
    [InlineData("{ args { string(v: true) } }",
        "String cannot represent a non string value: true @1:20")]
    [InlineData("{ args { string(v: BAR) } }",
        "String cannot represent a non string value: BAR @1:20")]
    [InlineData("""{ args { float(v: "3.3") } }""",
        """Float cannot represent non numeric value: "3.3" @1:19""")]
    [InlineData("{ args { float(v: true) } }",
        "Float cannot represent non numeric value: true @1:19")]
    [InlineData("{ args { float(v: BAR) } }",
        "Float cannot represent non numeric value: BAR @1:19")]
    [InlineData("{ args { boolean(v: 2) } }",
        "Boolean cannot represent a non boolean value: 2 @1:21")]
    [InlineData("{ args { boolean(v: 1.0) } }",
        "Boolean cannot represent a non boolean value: 1.0 @1:21")]
    [InlineData("""{ args { boolean(v: "true") } }""",
        """Boolean cannot represent a non boolean value: "true" @1:21""")]
    [InlineData("{ args { boolean(v: TRUE) } }",
        "Boolean cannot represent a non boolean value: TRUE @1:21")]
    [InlineData("{ args { id(v: 1.0) } }",
        "ID cannot represent a non-string and non-integer value: 1.0 @1:16")]
    [InlineData("{ args { id(v: true) } }",
        "ID cannot represent a non-string and non-integer value: true @1:16")]
    [InlineData("{ args { id(v: SOMETHING) } }",
        "ID cannot represent a non-string and non-integer value: SOMETHING @1:16")]
    public void ValuesOfCorrectType_Should_Report_When_OtherScalarsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { knows(trick: 2) } }",
        """Enum "Trick" cannot represent non-enum value: 2. @1:22""")]
    [InlineData("{ dog { knows(trick: 1.0) } }",
        """Enum "Trick" cannot represent non-enum value: 1.0. @1:22""")]
    [InlineData("""{ dog { knows(trick: "SIT") } }""",
        """Enum "Trick" cannot represent non-enum value: "SIT". Did you mean the enum value "SIT"? @1:22""")]
    [InlineData("{ dog { knows(trick: true) } }",
        """Enum "Trick" cannot represent non-enum value: true. @1:22""")]
    [InlineData("{ dog { knows(trick: JUGGLE) } }",
        """Value "JUGGLE" does not exist in "Trick" enum. @1:22""")]
    [InlineData("{ dog { knows(trick: sit) } }",
        """Value "sit" does not exist in "Trick" enum. Did you mean the enum value "SIT"? @1:22""")]
    [InlineData("{ dog { knows(trick: [SIT]) } }",
        """Enum "Trick" cannot represent non-enum value: [SIT]. Did you mean the enum value "SIT"? @1:22""")]
    public void ValuesOfCorrectType_Should_Report_When_EnumsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""{ args { ints(v: ["1", 2, "x"]) } }""",
        """Int cannot represent non-integer value: "1" @1:19""",
        """Int cannot represent non-integer value: "x" @1:27""")]
    [InlineData("{ args { nonNullItems(v: [1, null]) } }",
        """Expected value of type "Int!", found null. @1:30""")]
    [InlineData("{ args { nonNullList(v: null) } }",
        """Expected value of type "[Int]!", found null. @1:25""")]
    [InlineData("""{ args { ints(v: "x") } }""",
        """Int cannot represent non-integer value: "x" @1:18""")]
    [InlineData("""{ args { matrix(v: [["x"]]) } }""",
        """Int cannot represent non-integer value: "x" @1:22""")]
    [InlineData("{ args { ints(v: [[1]]) } }",
        "Int cannot represent non-integer value: [1] @1:19")]
    [InlineData("{ args { homes(v: [1]) } }",
        """Expected value of type "Home!", found 1. @1:20""")]
    public void ValuesOfCorrectType_Should_Report_When_ListsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""{ args { home(v: "x") } }""",
        """Expected value of type "Home", found "x". @1:18""")]
    [InlineData("""{ args { home(v: [{street: "s"}]) } }""",
        """Expected value of type "Home", found [{street: "s"}]. @1:18""")]
    [InlineData("{ args { home(v: {street: 1}) } }",
        "String cannot represent a non string value: 1 @1:27")]
    [InlineData("{ args { home(v: {street: null}) } }",
        """Expected value of type "String!", found null. @1:27""")]
    [InlineData("""{ args { home(v: {street: "s", floor: null}) } }""",
        """Expected value of type "Int!", found null. @1:39""")]
    [InlineData("""{ args { home(v: {street: "s", tricks: [SIT, null]}) } }""",
        """Expected value of type "Trick!", found null. @1:46""")]
    [InlineData("""{ args { home(v: {street: "s", inner: {street: 2}}) } }""",
        "String cannot represent a non string value: 2 @1:48")]
    [InlineData("""{ moved: args { home(v: {street: "s", tags: ["a", 1]}) } }""",
        "String cannot represent a non string value: 1 @1:51")]
    [InlineData("""{ args { home(v: {street: "s", tags: 2, unknown: "x"}) } }""",
        "String cannot represent a non string value: 2 @1:38",
        """Field "unknown" is not defined by type "Home". @1:41""")]
    public void ValuesOfCorrectType_Should_Report_When_InputObjectsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""{ dog @include(if: "yes") { name @skip(if: ENUM) } }""",
        """Boolean cannot represent a non boolean value: "yes" @1:20""",
        "Boolean cannot represent a non boolean value: ENUM @1:44")]
    [InlineData("{ dog @onField(note: 1) { id } }",
        "String cannot represent a non string value: 1 @1:22")]
    [InlineData("{ dog { id @mark(level: MID) } }",
        """Value "MID" does not exist in "Level" enum. @1:25""")]
    public void ValuesOfCorrectType_Should_Report_When_DirectiveArgumentsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""query ($a: Int = "one", $b: String = 4, $c: Home = {number: "x"}) { args { int(v: $a) string(v: $b) home(v: $c) } }""",
        """Int cannot represent non-integer value: "one" @1:18""",
        "String cannot represent a non string value: 4 @1:38",
        """Field "Home.street" of required type "String!" was not provided. @1:52""",
        """Int cannot represent non-integer value: "x" @1:61""")]
    [InlineData("query ($v: Int! = null) { args { nonNullInt(v: $v) } }",
        """Expected value of type "Int!", found null. @1:19""")]
    [InlineData("query ($v: [Int!] = [null]) { args { nonNullItems(v: $v) } }",
        """Expected value of type "Int!", found null. @1:22""")]
    [InlineData("query ($v: Home! = {}) { args { home(v: $v) } }",
        """Field "Home.street" of required type "String!" was not provided. @1:20""")]
    [InlineData("""query ($v: Trick = "SIT") { args { trick(v: $v) } }""",
        """Enum "Trick" cannot represent non-enum value: "SIT". Did you mean the enum value "SIT"? @1:20""")]
    [InlineData("query ($v: Pick! = {id: null}) { args { pick(v: $v) } }",
        """Field "Pick.id" must be non-null. @1:20""")]
    [InlineData("query ($a: Int! = null, $b: String! = null, $c: Home = {street: null, number: null}) { args { int(v: $a) string(v: $b) home(v: $c) } }",
        """Expected value of type "Int!", found null. @1:19""",
        """Expected value of type "String!", found null. @1:39""",
        """Expected value of type "String!", found null. @1:65""")]
    [InlineData("""query ($c: Home = "NotVeryComplex") { args { home(v: $c) } }""",
        """Expected value of type "Home", found "NotVeryComplex". @1:19""")]
    [InlineData("""query ($a: [Int] = [1, "x"]) { args { ints(v: $a) } }""",
        """Int cannot represent non-integer value: "x" @1:24""")]
    public void ValuesOfCorrectType_Should_Report_When_DefaultsDoNotFit(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ args { pick(v: {}) } }",
        """OneOf Input Object "Pick" must specify exactly one key. @1:18""")]
    [InlineData("""{ args { pick(v: {id: 1, name: "n"}) } }""",
        """OneOf Input Object "Pick" must specify exactly one key. @1:18""")]
    [InlineData("{ args { pick(v: {id: 1, id: 2}) } }",
        """There can be only one input field named "id". @1:19 1:26""")]
    [InlineData("{ args { pick(v: {id: null}) } }",
        """Field "Pick.id" must be non-null. @1:18""")]
    [InlineData("{ dog @onField(pick: {name: null}) { id } }",
        """Field "Pick.name" must be non-null. @1:22""")]
    [InlineData("""query ($a: ID!) { args { pick(v: {id: $a, name: "n"}) } }""",
        """OneOf Input Object "Pick" must specify exactly one key. @1:34""")]
    [InlineData("query ($a: ID!, $b: String!) { args { pick(v: {id: $a, name: $b}) } }",
        """OneOf Input Object "Pick" must specify exactly one key. @1:47""")]
    public void ValuesOfCorrectType_Should_Report_When_OneOfIsNotOne(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""{ args { home(v: {street: "s", numbr: 1}) } }""",
        """Field "numbr" is not defined by type "Home". Did you mean "number"? @1:32""")]
    [InlineData("""{ args { home(v: {street: "s", zzzzzz: 1}) } }""",
        """Field "zzzzzz" is not defined by type "Home". @1:32""")]
    [InlineData("""{ args { home(v: {street: "s", inner: {stret: "s", street: "t"}}) } }""",
        """Field "stret" is not defined by type "Home". Did you mean "street"? @1:40""")]
    [InlineData("{ args { pick(v: {ids: 1}) } }",
        """Field "ids" is not defined by type "Pick". Did you mean "id"? @1:19""")]
    public void InputObjectFieldNames_Should_Report_When_TheyAreUnknown(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("""{ args { home(v: {street: "a", inner: {street: "a", inner: {street: "a"}}}) } }""")]
    [InlineData("{ args { json(v: {a: 1, b: {a: 1}}) } }")]
    public void InputObjectFieldUniqueness_Should_Accept_When_EachStandsOnce(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("""{ args { home(v: {street: "a", street: "b"}) } }""",
        """There can be only one input field named "street". @1:19 1:32""")]
    [InlineData("""{ args { home(v: {street: "a", street: "b", street: "c"}) } }""",
        """There can be only one input field named "street". @1:19 1:32""",
        """There can be only one input field named "street". @1:19 1:45""")]
    [InlineData("""{ args { home(v: {street: "a", inner: {street: "a", street: "b"}}) } }""",
        """There can be only one input field named "street". @1:40 1:53""")]
    [InlineData("{ args { json(v: {a: 1, a: 2}) } }",
        """There can be only one input field named "a". @1:19 1:25""")]
    public void InputObjectFieldUniqueness_Should_Report_When_OneRepeats(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ args { home(v: {}) } }",
        """Field "Home.street" of required type "String!" was not provided. @1:18""")]
    [InlineData("{ args { home(v: {number: 4}) } }",
        """Field "Home.street" of required type "String!" was not provided. @1:18""")]
    [InlineData("""{ args { homes(v: [{street: "s"}, {}]) } }""",
        """Field "Home.street" of required type "String!" was not provided. @1:35""")]
    [InlineData("""{ args { home(v: {street: "s", inner: {floor: 1}}) } }""",
        """Field "Home.street" of required type "String!" was not provided. @1:39""")]
    [InlineData("mutation { home(v: {inner: {}}) }",
        """Field "Home.street" of required type "String!" was not provided. @1:20""",
        """Field "Home.street" of required type "String!" was not provided. @1:28""")]
    public void InputObjectRequiredFields_Should_Report_When_TheyAreMissing(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
