namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.7.</summary>
public sealed class DirectiveTests
{
    [Theory]
    [InlineData("{ dog @include(if: true) { name @skip(if: false) } }")]
    [InlineData("{ dog { ... @onInline { id } } }")]
    public void DirectivesAreDefined_Should_Accept_When_TheyAre(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog @unknown { id } }",
        """Unknown directive "@unknown". @1:7""")]
    [InlineData("query @nope { dog @nix { name @nada } ...F @nil } fragment F on Query @none { cat { id } }",
        """Unknown directive "@nope". @1:7""",
        """Unknown directive "@nix". @1:19""",
        """Unknown directive "@nada". @1:31""",
        """Unknown directive "@nil". @1:44""",
        """Unknown directive "@none". @1:71""")]
    [InlineData("query ($v: Int @gone) { args { int(v: $v) } }",
        """Unknown directive "@gone". @1:16""")]
    [InlineData("{ dog { ... @unknown(x: 1) { id } } }",
        """Unknown directive "@unknown". @1:13""")]
    [InlineData("{ __typename @unknown dog @unknown { name owner @unknown { name } } }",
        """Unknown directive "@unknown". @1:14""",
        """Unknown directive "@unknown". @1:27""",
        """Unknown directive "@unknown". @1:49""")]
    public void DirectivesAreDefined_Should_Report_When_TheyAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("query Q($v: Boolean @onVariable(level: 1)) @onQuery { dog @onField { name(upper: $v) ...F @onSpread ... @onInline { id } } } fragment F on Dog @onFragment { id }")]
    [InlineData("""mutation @onMutation { rename(name: "") { id } }""")]
    [InlineData("subscription @onSubscription { barked { id } }")]
    public void DirectivesAreInValidLocations_Should_Accept_When_TheyFit(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("query @include(if: true) { dog @onQuery { name @onInline } }",
        """Directive "@include" may not be used on QUERY. @1:7""",
        """Directive "@onQuery" may not be used on FIELD. @1:32""",
        """Directive "@onInline" may not be used on FIELD. @1:48""")]
    [InlineData("""mutation @onQuery { rename(name: "") { id } }""",
        """Directive "@onQuery" may not be used on MUTATION. @1:10""")]
    [InlineData("subscription @onField { barked { id } }",
        """Directive "@onField" may not be used on SUBSCRIPTION. @1:14""")]
    [InlineData("{ dog { ...F @onInline ... @onSpread { id } } } fragment F on Dog @onField { id }",
        """Directive "@onInline" may not be used on FRAGMENT_SPREAD. @1:14""",
        """Directive "@onSpread" may not be used on INLINE_FRAGMENT. @1:28""",
        """Directive "@onField" may not be used on FRAGMENT_DEFINITION. @1:67""")]
    [InlineData("query ($v: Int @onField) { args { int(v: $v) } }",
        """Directive "@onField" may not be used on VARIABLE_DEFINITION. @1:16""")]
    [InlineData("""{ dog @deprecated { id @specifiedBy(url: "u") @oneOf } }""",
        """Directive "@deprecated" may not be used on FIELD. @1:7""",
        """Directive "@specifiedBy" may not be used on FIELD. @1:24""",
        """Directive "@oneOf" may not be used on FIELD. @1:47""")]
    public void DirectivesAreInValidLocations_Should_Report_When_TheyDoNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog @include(if: true) @skip(if: false) { id @include(if: true) } cat @include(if: true) { id } }")]
    [InlineData("query @mark @mark { dog @mark @mark { id @mark(level: LOW) @mark(level: LOW) } }")]
    [InlineData("{ dog @onField @skip(if: false) { id @onField @skip(if: false) name @onField } }")]
    public void DirectivesAreUniquePerLocation_Should_Accept_When_EachStandsOnce(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog @include(if: true) @include(if: true) { id } }",
        """The directive "@include" can only be used once at this location. @1:7 1:26""")]
    [InlineData("{ dog @onField @onField @onField { id } }",
        """The directive "@onField" can only be used once at this location. @1:7 1:16""",
        """The directive "@onField" can only be used once at this location. @1:7 1:25""")]
    [InlineData("{ dog { ... @onInline @onInline { id } ...F @onSpread @onSpread } } fragment F on Dog @onFragment @onFragment { id }",
        """The directive "@onInline" can only be used once at this location. @1:13 1:23""",
        """The directive "@onSpread" can only be used once at this location. @1:45 1:55""",
        """The directive "@onFragment" can only be used once at this location. @1:87 1:99""")]
    [InlineData("{ dog @onField @mark @onField { id @skip(if: true) @include(if: true) @skip(if: true) } }",
        """The directive "@onField" can only be used once at this location. @1:7 1:22""",
        """The directive "@skip" can only be used once at this location. @1:36 1:71""")]
    [InlineData("{ dog @onField @skip(if: true) @onField @skip(if: true) { id } }",
        """The directive "@onField" can only be used once at this location. @1:7 1:32""",
        """The directive "@skip" can only be used once at this location. @1:16 1:41""")]
    [InlineData("{ dog @unknown @unknown { id } }",
        """Unknown directive "@unknown". @1:7""",
        """Unknown directive "@unknown". @1:16""")]
    public void DirectivesAreUniquePerLocation_Should_Report_When_OneRepeats(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
