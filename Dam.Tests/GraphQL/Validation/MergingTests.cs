namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.3.2.</summary>
public sealed class MergingTests
{
    [Theory]
    [InlineData("{ dog { name nickname: name } }")]
    [InlineData("{ dog { name name } }")]
    [InlineData("{ dog { a: name a: name } }")]
    [InlineData("{ dog { knows(trick: SIT) knows(trick: SIT) } }")]
    [InlineData("{ dog { name @include(if: true) name @skip(if: true) } }")]
    [InlineData("{ dog { a: name b: barks } }")]
    [InlineData("{ dog { trained(at: [SIT], strict: true) trained(strict: true, at: [SIT]) } }")]
    [InlineData(""""{ args { home(v: {street: "a", number: 2}) home(v: {number: 2, street: """a"""}) } }"""")]
    [InlineData("query ($t: Trick) { dog { knows(trick: $t) knows(trick: $t) } }")]
    [InlineData("{ dog { owner { id } owner { name } } }")]
    [InlineData("{ dog { owner { pets { ... on Dog { id } } } owner { pets { ... on Cat { id } } } } }")]
    [InlineData("{ dog { name @include(if: true) name @include(if: true) } }")]
    [InlineData("{ dog { a: name @include(if: true) b: name @include(if: false) } }")]
    [InlineData("{ dog { a: knows(trick: SIT) b: knows(trick: ROLL) } }")]
    [InlineData("{ args { optional(a: null, b: null) optional(b: null, a: null) } }")]
    [InlineData("""{ args { home(v: {street: "s", number: null}) home(v: {number: null, street: "s"}) } }""")]
    [InlineData("{ dog { name ... { name } } }")]
    public void FieldSelectionMerging_Should_Accept_When_FieldsAgree(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ animal { ... on Dog { v: barks } ... on Cat { v: meows } } }")]
    [InlineData("{ animal { ... on Dog { name(upper: true) } ... on Cat { name } } }")]
    [InlineData("{ animal { ... on Dog { mother { v: barks } } ... on Cat { mother { v: meows } } } }")]
    [InlineData("{ box { ... on IntBox { deep { v: unrelated } } ... on TextBox { deep { v: unrelated } } } }")]
    [InlineData("{ pet { ...D ...C } } fragment D on Dog { v: volume } fragment C on Cat { v: volume }")]
    [InlineData("{ pet { ... on Dog { volume } ... on Cat { volume: volume } ... on Dog { x: name } ... on Cat { x: name(upper: true) } } }")]
    [InlineData("{ box { ... on IntBox { scalar: unrelated } ... on TextBox { scalar } } }")]
    public void FieldSelectionMerging_Should_Accept_When_DifferentObjectsNeverMeet(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ box { ... on IntBox { scalar } ... on TextBox { unrelated } } }")]
    [InlineData("{ box { ... on IntBox { s: unrelated } ... on TextBox { s: unrelated } } }")]
    [InlineData("{ box { ... on NonNullBox { scalar } ... on NonNullTextBox { scalar } } }")]
    [InlineData("{ box { ... on IntBox { deep { unrelated } } ... on TextBox { deep { unrelated } } } }")]
    [InlineData("{ box { ... on Box { deep { unrelated } } ... on TextBox { deep { unrelated } } } }")]
    public void FieldSelectionMerging_Should_Accept_When_ShapesAgree(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { a: name a: barks } }",
        """Fields "a" conflict because "name" and "barks" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:17""")]
    [InlineData("{ dog { name: barks name } }",
        """Fields "name" conflict because "barks" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:21""")]
    [InlineData("{ dog { name name: barks } }",
        """Fields "name" conflict because "name" and "barks" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:14""")]
    [InlineData("{ animal { name: id ... on Dog { name } } }",
        """Fields "name" conflict because "id" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:12 1:34""")]
    [InlineData("{ dog { ...A ...B } } fragment A on Dog { x: name } fragment B on Dog { x: barks }",
        """Fields "x" conflict because "name" and "barks" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:43 1:73""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { x: name ...B } fragment B on Dog { x: id }",
        """Fields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:38 1:73""")]
    [InlineData("{ dog { x: name ...F } } fragment F on Dog { ...G } fragment G on Dog { ...H } fragment H on Dog { x: id }",
        """Fields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:100""")]
    [InlineData("{ dog { name ...name } } fragment name on Dog { name: id }",
        """Fields "name" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:49""")]
    public void FieldSelectionMerging_Should_Report_When_FieldsDiffer(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { knows(trick: SIT) knows } }",
        """Fields "knows" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:27""")]
    [InlineData("{ dog { knows knows(trick: SIT) } }",
        """Fields "knows" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:15""")]
    [InlineData("{ dog { knows(trick: SIT) knows(trick: ROLL) } }",
        """Fields "knows" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:27""")]
    [InlineData("query ($t: Trick) { dog { knows(trick: SIT) knows(trick: $t) } }",
        """Fields "knows" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:27 1:45""")]
    [InlineData("""{ args { string(v: "1") string(v: "2") } }""",
        """Fields "string" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:10 1:25""")]
    [InlineData("""{ args { json(v: "1") json(v: 1) } }""",
        """Fields "json" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:10 1:23""")]
    [InlineData("""{ args { home(v: {street: "a"}) home(v: {street: "b"}) } }""",
        """Fields "home" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:10 1:33""")]
    [InlineData("{ args { ints(v: [1, 2]) ints(v: [2, 1]) } }",
        """Fields "ints" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:10 1:26""")]
    [InlineData("{ args { optional(a: 0) optional(b: 0) } }",
        """Fields "optional" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:10 1:25""")]
    public void FieldSelectionMerging_Should_Report_When_ArgumentsDiffer(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { x: owner { a: id } x: owner { a: name } } }",
        """Fields "x" conflict because subfields "a" conflict because "id" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:20 1:28 1:39""")]
    [InlineData("{ d: dog { x: name } d: dog { x: id } }",
        """Fields "d" conflict because subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:3 1:12 1:22 1:31""")]
    [InlineData("{ dog { owner { x: name y: id } owner { x: id y: name } } }",
        """Fields "owner" conflict because subfields "x" conflict because "name" and "id" are different fields and subfields "y" conflict because "id" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:9 1:17 1:25 1:33 1:41 1:47""")]
    [InlineData("{ dog { mother { mother { x: name } } } dog { mother { mother { x: id } } } }",
        """Fields "dog" conflict because subfields "mother" conflict because subfields "mother" conflict because subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:3 1:9 1:18 1:27 1:41 1:47 1:56 1:65""")]
    [InlineData("{ dog { mother { mother { x: name } mother { x: id } } } }",
        """Fields "mother" conflict because subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:18 1:27 1:37 1:46""")]
    [InlineData("{ dog { mother { x: name x: id } mother { y: name } } }",
        """Fields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:18 1:26""")]
    [InlineData("{ dog { ...A ...B } } fragment A on Dog { owner { x: id } } fragment B on Dog { owner { x: name } }",
        """Fields "owner" conflict because subfields "x" conflict because "id" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:43 1:51 1:81 1:89""")]
    [InlineData("{ dog { ...A owner { ...C } } } fragment A on Dog { owner { ...B } } fragment B on Person { x: id } fragment C on Person { x: name }",
        """Fields "owner" conflict because subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:14 1:124 1:53 1:93""")]
    [InlineData("{ dog { ...F } dog { ...F } } fragment F on Dog { mother { mother { x: name } mother { x: id } } mother { mother { name } } }",
        """Fields "mother" conflict because subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:60 1:69 1:79 1:88""")]
    [InlineData("{ dog { ...I } dog { ...F } } fragment F on Dog { x: id ...G } fragment G on Dog { y: volume } fragment I on Dog { y: meters ...J } fragment J on Dog { x: name }",
        """Fields "dog" conflict because subfields "y" conflict because "meters" and "volume" are different fields and subfields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:3 1:116 1:153 1:16 1:84 1:51""")]
    [InlineData("{ person { ...P pets { ... on Dog { owner { id: name } } } } } fragment P on Person { pets { ... on Dog { owner { id } } } }",
        """Fields "pets" conflict because subfields "owner" conflict because subfields "id" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:17 1:37 1:45 1:87 1:107 1:115""")]
    [InlineData("{ animal { ... on Dog { mother { ...X } } } animal { ... on Cat { mother { ...Y } } } again: animal { ... on Dog { mother { ...X } } } again: animal { ... on Cat { mother { ...Y } } } other: animal { ...X } other: animal { ...Y } } fragment X on Animal { name } fragment Y on Animal { name(upper: true) }",
        """Fields "other" conflict because subfields "name" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. @1:185 1:256 1:208 1:286""")]
    public void FieldSelectionMerging_Should_Report_When_SubfieldsDiffer(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ box { ... on IntBox { scalar } ... on TextBox { scalar } } }",
        """Fields "scalar" conflict because they return conflicting types "Int" and "String". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:51""")]
    [InlineData("{ box { ... on IntBox { x: value } ... on TextBox { x: value } } }",
        """Fields "x" conflict because they return conflicting types "Int!" and "Int". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:53""")]
    [InlineData("{ box { ... on IntBox { x: list { unrelated } } ... on TextBox { x: list { unrelated } } } }",
        """Fields "x" conflict because they return conflicting types "[IntBox]" and "[TextBox!]". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:66""")]
    [InlineData("{ box { ... on IntBox { x: one { unrelated } } ... on TextBox { x: one { unrelated } } } }",
        """Fields "x" conflict because they return conflicting types "IntBox" and "[TextBox]". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:65""")]
    [InlineData("{ box { ... on IntBox { x: deep { unrelated } } ... on TextBox { x: unrelated } } }",
        """Fields "x" conflict because they return conflicting types "IntBox" and "String". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:66""")]
    [InlineData("{ box { ... on IntBox { deep { x: scalar } } ... on TextBox { deep { x: scalar } } } }",
        """Fields "deep" conflict because subfields "x" conflict because they return conflicting types "Int" and "String". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:32 1:63 1:70""")]
    [InlineData("{ box { ... on TextBox { scalar } ... on NonNullBox { scalar } } }",
        """Fields "scalar" conflict because they return conflicting types "String" and "String!". Use different aliases on the fields to fetch both if this was intentional. @1:26 1:55""")]
    [InlineData("{ pet { ... on Dog { v: volume } ... on Cat { v: meows } } }",
        """Fields "v" conflict because they return conflicting types "Int" and "Boolean". Use different aliases on the fields to fetch both if this was intentional. @1:22 1:47""")]
    [InlineData("{ box { ... on IntBox { x: intBox { ...I } } ... on TextBox { x: intBox { scalar: value } } } } fragment I on IntBox { scalar }",
        """Fields "x" conflict because subfields "scalar" conflict because they return conflicting types "Int" and "Int!". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:120 1:63 1:75""")]
    [InlineData("{ box { ... on IntBox { scalar } ... on NonNullBox { scalar } } }",
        """Fields "scalar" conflict because they return conflicting types "Int" and "String!". Use different aliases on the fields to fetch both if this was intentional. @1:25 1:54""")]
    [InlineData("{ box { ... on NonNullBox { scalar } ... on TextBox { scalar } } }",
        """Fields "scalar" conflict because they return conflicting types "String!" and "String". Use different aliases on the fields to fetch both if this was intentional. @1:29 1:55""")]
    [InlineData("{ box { ... on TextBox { x: list { unrelated } } ... on IntBox { x: intBox { unrelated } } } }",
        """Fields "x" conflict because they return conflicting types "[TextBox!]" and "IntBox". Use different aliases on the fields to fetch both if this was intentional. @1:26 1:66""")]
    [InlineData("{ box { ... on IntBox { x: intBox { v: scalar v: value } } ... on TextBox { x: intBox { v: scalar } } } }",
        """Fields "v" conflict because "scalar" and "value" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:37 1:47""")]
    public void FieldSelectionMerging_Should_Report_When_ShapesDiffer(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ...F } } fragment F on Dog { x: mother { ...F } x: owner { id } }",
        """Cannot spread fragment "F" within itself. @1:50""",
        """Fields "x" conflict because "mother" and "owner" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:38 1:57""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { name mother { name ...A } }",
        """Cannot spread fragment "A" within itself. @1:57""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { name ...A }",
        """Cannot spread fragment "A" within itself. @1:43""")]
    [InlineData("{ dog { ...name name } } fragment name on Dog { ...name }",
        """Cannot spread fragment "name" within itself. @1:49""")]
    [InlineData("{ dog { ...A id } } fragment A on Dog { name ...B } fragment B on Dog { name ...C } fragment C on Dog { name ...A }",
        """Cannot spread fragment "A" within itself via "B", "C". @1:46 1:78 1:110""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...A x: name x: id }",
        """Cannot spread fragment "A" within itself. @1:38""",
        """Fields "x" conflict because "name" and "id" are different fields. Use different aliases on the fields to fetch both if this was intentional. @1:43 1:51""")]
    [InlineData("{ dog { ...A ...B } } fragment A on Dog { mother { ...A mother { ...A } } } fragment B on Dog { mother { ...B mother { ...B } } }",
        """Cannot spread fragment "A" within itself. @1:52""",
        """Cannot spread fragment "A" within itself. @1:66""",
        """Cannot spread fragment "B" within itself. @1:106""",
        """Cannot spread fragment "B" within itself. @1:120""")]
    [InlineData("{ dog { name ...Unknown ...Known } } fragment Known on Dog { name ...OtherUnknown }",
        """Unknown fragment "Unknown". @1:17""",
        """Unknown fragment "OtherUnknown". @1:70""")]
    [InlineData("{ box { ... on Unknown { scalar } ... on NonNullBox { scalar } } }",
        """Unknown type "Unknown". @1:16""")]
    public void FieldSelectionMerging_Should_Report_When_DifferencesHideInSelfReference(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
