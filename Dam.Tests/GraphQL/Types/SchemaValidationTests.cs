using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Types;

/// <summary>Section 3: what a schema must hold to, whoever built it. What the C# members are called in these messages is in the tests of annotations.</summary>
public sealed class SchemaValidationTests
{
    private const string Root = "type Query { a: Int }";

    [Theory]
    [InlineData("type Query { a: Int }")]
    [InlineData("schema { query: Q } type Q { a: Int }")]
    [InlineData("schema { query: Q mutation: M subscription: S } type Q { a: Int } type M { a: Int } type S { a: Int }")]
    [InlineData("type Query { a: Int } type Mutation { a: Int } type Subscription { a: Int }")]
    [InlineData("extend type Query { b: Int } type Query { a: Int }")]
    [InlineData("schema { query: Query } extend schema { mutation: Query2 } type Query { a: Int } type Query2 { a: Int }")]
    public void Validate_Should_Accept_When_RootsAreObjects(string sdl) => ShouldAccept(sdl);

    [Theory]
    [InlineData("schema { query: Q mutation: Q } type Q { a: Int }", "\"Q\" cannot be the root of several kinds of operations.")]
    [InlineData("schema { query: Q mutation: M subscription: M } type Q { a: Int } type M { a: Int }", "\"M\" cannot be the root of several kinds of operations.")]
    [InlineData("schema { query: Q mutation: Q subscription: Q } type Q { a: Int }", "\"Q\" cannot be the root of several kinds of operations.")]
    public void Validate_Should_Report_When_RootsAreOneType(string sdl, params string[] expected) => ShouldReport(sdl, expected);

    [Theory]
    [InlineData("type Query", "\"Query\": an object or interface must have at least one field.")]
    [InlineData($"{Root} type A", "\"A\": an object or interface must have at least one field.")]
    [InlineData($"{Root} interface A", "\"A\": an object or interface must have at least one field.")]
    [InlineData($"{Root} union A", "\"A\": a union must have at least one member.")]
    [InlineData($"{Root} union A @b directive @b on UNION", "\"A\": a union must have at least one member.")]
    [InlineData($"{Root} enum A", "\"A\": an enum must have at least one value.")]
    [InlineData($"{Root} input A", "\"A\": an input object must have at least one field.")]
    public void Validate_Should_Report_When_ATypeIsEmpty(string sdl, params string[] expected) => ShouldReport(sdl, expected);

    [Theory]
    [InlineData($"{Root} type __A {{ a: Int }}", "\"__A\": names that begin with two underscores are reserved.")]
    [InlineData($"{Root} scalar __A", "\"__A\": names that begin with two underscores are reserved.")]
    [InlineData("type Query { __a: Int }", "\"Query.__a\": names that begin with two underscores are reserved.")]
    [InlineData("type Query { a(__b: Int): Int }", "\"Query.a\", argument \"__b\": names that begin with two underscores are reserved.")]
    [InlineData($"{Root} enum A {{ __B }}", "\"A\", value \"__B\": names that begin with two underscores are reserved.")]
    [InlineData($"{Root} input A {{ __b: Int }}", "\"A.__b\": names that begin with two underscores are reserved.")]
    [InlineData($"{Root} directive @__a on FIELD", "@__a: names that begin with two underscores are reserved.")]
    [InlineData($"{Root} directive @a(__b: Int) on FIELD", "@a, argument \"__b\": names that begin with two underscores are reserved.")]
    public void Validate_Should_Report_When_ANameIsReserved(string sdl, params string[] expected) => ShouldReport(sdl, expected);

    [Theory]
    [InlineData("bad-name")]
    [InlineData("9lives")]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("a b")]
    [InlineData(">--()-->")]
    public void Validate_Should_Report_When_ANameIsNone(string name)
    {
        var query = new ObjectType("Query") { Fields = new([new FieldDefinition(name, BuiltInScalars.String)]) };
        Assert.Equal([$"\"Query.{name}\": \"{name}\" is no GraphQL name."], SchemaValidation.Validate(new Schema(query)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    public void Validate_Should_Report_When_AnEnumValueIsALiteral(string name)
    {
        var query = new ObjectType("Query") { Fields = new([new FieldDefinition("a", new EnumType("E") { Values = new([new EnumTypeValue(name)]) })]) };
        Assert.Equal([$"\"E\": \"{name}\" cannot be the name of a value."], SchemaValidation.Validate(new Schema(query)));
    }

    [Theory]
    [InlineData("type Query { a: Int a: String }", "\"Query\": there are several fields \"a\".")]
    [InlineData("type Query { a: Int } extend type Query { a: Int }", "\"Query\": there are several fields \"a\".")]
    [InlineData($"{Root} interface A {{ a: Int a: Int }}", "\"A\": there are several fields \"a\".")]
    [InlineData($"{Root} input A {{ a: Int a: Int }}", "\"A\": there are several fields \"a\".")]
    [InlineData($"{Root} input A {{ a: Int }} extend input A {{ a: Int }}", "\"A\": there are several fields \"a\".")]
    [InlineData($"{Root} enum A {{ B B }}", "\"A\": there are several values \"B\".")]
    [InlineData($"{Root} enum A {{ B }} extend enum A {{ B }}", "\"A\": there are several values \"B\".")]
    [InlineData($"{Root} union A = Query | Query", "\"A\": there are several members \"Query\".")]
    [InlineData($"{Root} union A = Query extend union A = Query", "\"A\": there are several members \"Query\".")]
    [InlineData("type Query implements A & A { a: Int } interface A { a: Int }", "\"Query\": there are several interfaces \"A\".")]
    [InlineData("type Query implements A { a: Int } interface A { a: Int } extend type Query implements A", "\"Query\": there are several interfaces \"A\".")]
    [InlineData("type Query { a(b: Int b: Int): Int }", "\"Query.a\": there are several arguments \"b\".")]
    [InlineData($"{Root} directive @a(b: Int b: Int) on FIELD", "@a: there are several arguments \"b\".")]
    [InlineData($"{Root} enum A {{ X }} extend enum A {{ B C B }}", "\"A\": there are several values \"B\".")]
    [InlineData($"{Root} enum A {{ X }} extend enum A {{ B }} extend enum A {{ B }}", "\"A\": there are several values \"B\".")]
    [InlineData($"{Root} interface A {{ a: Int }} extend interface A {{ b: Int }} extend interface A {{ b: Int }}", "\"A\": there are several fields \"b\".")]
    [InlineData($"{Root} interface A {{ a(b: Int b: Int): Int }}", "\"A.a\": there are several arguments \"b\".")]
    public void Validate_Should_Report_When_ANameRepeats(string sdl, params string[] expected) => ShouldReport(sdl, expected);

    [Theory]
    [InlineData("scalar T", true, true)]
    [InlineData("enum T { A }", true, true)]
    [InlineData("type T { a: Int }", true, false)]
    [InlineData("interface T { a: Int }", true, false)]
    [InlineData("union T = Query", true, false)]
    [InlineData("input T { a: Int }", false, true)]
    public void Validate_Should_TellInputFromOutput_When_ATypeIsReferredTo(string definition, bool isOutput, bool isInput)
    {
        foreach (var type in new[] { "T", "T!", "[T]", "[T!]!", "[[T]]" })
        {
            string[] output = isOutput ? [] : [$"\"Query.f\": a field cannot be of the input type \"{type}\"."];
            ShouldReport($"type Query {{ f: {type} }} {definition}", output);
            ShouldReport($"{Root} interface I {{ f: {type} }} {definition}", [.. output.Select(message => message.Replace("Query", "I", StringComparison.Ordinal))]);
            ShouldReport($"type Query {{ a(f: {type}): Int }} {definition}", isInput ? [] : [$"\"Query.a\", argument \"f\" cannot be of the output type \"{type}\"."]);
            ShouldReport($"{Root} directive @a(f: {type}) on FIELD {definition}", isInput ? [] : [$"@a, argument \"f\" cannot be of the output type \"{type}\"."]);
            ShouldReport($"{Root} input I {{ f: {type} }} {definition}", isInput ? [] : [$"\"I.f\" cannot be of the output type \"{type}\"."]);
        }
    }

    [Theory]
    [InlineData("input A { a: A }")]
    [InlineData("input A { a: [A!]! }")]
    [InlineData("input A { a: B! } input B { b: [A!]! c: A }")]
    [InlineData("input A { a: Int! @deprecated b: Int }", "\"A.a\" is required and cannot be deprecated.")]
    [InlineData("input A { a: Int! = 1 @deprecated b: Int @deprecated }")]
    [InlineData("input A { a: A! }", "\"A\" must hold itself without end, through \"A.a\".")]
    [InlineData("input A { b: B! } input B { c: C! } input C { a: A! }", "\"A\" must hold itself without end, through \"A.b\", \"B.c\", \"C.a\".")]
    [InlineData("input A { b: B! } input B { a: A! b: B! }", "\"A\" must hold itself without end, through \"A.b\", \"B.a\".", "\"B\" must hold itself without end, through \"B.b\".")]
    [InlineData("input A @oneOf { a: Int b: [A!] c: A }")]
    [InlineData("input A @oneOf { a: Int! b: Int }", "\"A.a\": a field of a oneOf input object must be nullable and have no default.")]
    [InlineData("input A @oneOf { a: Int = 1 b: Int }", "\"A.a\": a field of a oneOf input object must be nullable and have no default.")]
    public void Validate_Should_KnowWhichInputObjectsHaveValues(string sdl, params string[] expected) => ShouldReport($"{Root} {sdl}", expected);

    [Theory]
    [InlineData("input A { a: Int = \"x\" }", "\"A.a\": the default \"x\" is not of the type \"Int\".")]
    [InlineData("input A { a: [Int!] = [1, null] }", "\"A.a\": the default [1, null] is not of the type \"[Int!]\".")]
    [InlineData("input A { a: B = {} } input B { b: Int! }", "\"A.a\": the default {} is not of the type \"B\".")]
    [InlineData("input A { a: B = {b: 1} } input B { b: Int! }")]
    [InlineData("input A { a: E = B c: [E] = B d: E! = C } enum E { B C }")]
    [InlineData("input A { a: E = \"B\" } enum E { B }", "\"A.a\": the default \"B\" is not of the type \"E\".")]
    [InlineData("input A { a: A = {} }", "\"A.a\": the default holds itself without end, through \"A.a\".")]
    [InlineData("input A { a: A = {a: null} b: A = null }")]
    [InlineData("input A { a: A = {a: {}} }", "\"A.a\": the default holds itself without end, through \"A.a\".")]
    [InlineData("input A { a: [A!] = [{}] }", "\"A.a\": the default holds itself without end, through \"A.a\".")]
    [InlineData("input A { a: [A!] = {} }", "\"A.a\": the default holds itself without end, through \"A.a\".")]
    [InlineData("input A { b: B = {} } input B { a: A = {} }", "\"A.b\": the default holds itself without end, through \"A.b\", \"B.a\".")]
    [InlineData("input A { b: B = {a: null} } input B { a: A = {} }")]
    [InlineData("input A { b: B! = {} } input B { c: Int = 1 }")]
    public void Validate_Should_CheckDefaults(string sdl, params string[] expected) => ShouldReport($"{Root} {sdl}", expected);

    [Theory]
    [InlineData("type A implements I { f: Int } interface I { f: Int }")]
    [InlineData("type A implements I { f: Int g: Int } interface I { f: Int }")]
    [InlineData("type A implements I { f: Int! } interface I { f: Int }")]
    [InlineData("type A implements I { f: [Int!]! } interface I { f: [Int] }")]
    [InlineData("type A implements I { f: A } interface I { f: I }")]
    [InlineData("type A implements I { f: [A] } interface I { f: [I] }")]
    [InlineData("type A implements I { f: A } interface I { f: U } union U = A")]
    [InlineData("type A implements I { f(x: Int, y: Int): Int } interface I { f(x: Int): Int }")]
    [InlineData("type A implements I { f(y: Int! = 1): Int } interface I { f: Int }")]
    [InlineData("type A implements J & I { f: Int } interface I { f: Int } interface J implements I { f: Int }")]
    [InlineData("type A implements I", "\"A\": an object or interface must have at least one field.", "\"A\" lacks the field \"I.f\", which its interface \"I\" has.")]
    [InlineData("type A implements I { g: Int } interface I { f: Int }", "\"A\" lacks the field \"I.f\", which its interface \"I\" has.")]
    [InlineData("type A implements I { f: String } interface I { f: Int }", "\"A.f\" is of the type \"String\" where its interface \"I\" has \"Int\".")]
    [InlineData("type A implements I { f: B } interface I { f: C } type B { a: Int } type C { a: Int }", "\"A.f\" is of the type \"B\" where its interface \"I\" has \"C\".")]
    [InlineData("type A implements I { f: Int } interface I { f: Int! }", "\"A.f\" is of the type \"Int\" where its interface \"I\" has \"Int!\".")]
    [InlineData("type A implements I { f: Int } interface I { f: [Int] }", "\"A.f\" is of the type \"Int\" where its interface \"I\" has \"[Int]\".")]
    [InlineData("type A implements I { f: [Int] } interface I { f: Int }", "\"A.f\" is of the type \"[Int]\" where its interface \"I\" has \"Int\".")]
    [InlineData("type A implements I { f: Int } interface I { f(x: Int): Int }", "\"A.f\" lacks the argument \"x\", which its interface \"I\" has.")]
    [InlineData("type A implements I { f(x: String): Int } interface I { f(x: Int): Int }", "\"A.f\": the argument \"x\" is of the type \"String\" where its interface \"I\" has \"Int\".")]
    [InlineData("type A implements I { f(x: Int!): Int } interface I { f(x: Int): Int }", "\"A.f\": the argument \"x\" is of the type \"Int!\" where its interface \"I\" has \"Int\".")]
    [InlineData("type A implements I { f(y: Int!): Int } interface I { f: Int }", "\"A.f\": the argument \"y\" is required, but its interface \"I\" does not have it.")]
    [InlineData("type A implements I { f: Int @deprecated } interface I { f: Int }", "\"A.f\" is deprecated, but not in its interface \"I\".")]
    [InlineData("type A implements I { f: Int @deprecated } interface I { f: Int @deprecated }")]
    [InlineData("type A implements J { f: Int } interface I { f: Int } interface J implements I { f: Int }", "\"A\" must implement \"I\", because \"J\" does.")]
    [InlineData("interface A implements I { f: Int } interface I { f: Int }")]
    [InlineData("interface A implements I { g: Int } interface I { f: Int }", "\"A\" lacks the field \"I.f\", which its interface \"I\" has.")]
    [InlineData("interface A implements I { f: String } interface I { f: Int }", "\"A.f\" is of the type \"String\" where its interface \"I\" has \"Int\".")]
    [InlineData("interface A implements A { f: Int }", "\"A\" cannot implement itself.")]
    [InlineData("interface A implements I { f: Int } interface I implements A { f: Int }", "\"A\" must implement \"A\", because \"I\" does.", "\"I\" must implement \"I\", because \"A\" does.")]
    [InlineData("interface A implements J { f: Int } interface I { f: Int } interface J implements I { f: Int }", "\"A\" must implement \"I\", because \"J\" does.")]
    [InlineData("type A implements I { f(x: String): String } interface I { f(x: Int): Int }", "\"A.f\" is of the type \"String\" where its interface \"I\" has \"Int\".", "\"A.f\": the argument \"x\" is of the type \"String\" where its interface \"I\" has \"Int\".")]
    [InlineData("type A implements I { f(x: Int, y: Int!, z: Int, v: String = \"\"): Int } interface I { f(x: Int): Int }", "\"A.f\": the argument \"y\" is required, but its interface \"I\" does not have it.")]
    [InlineData("type A implements I { f: Int } interface I { f: Int } extend interface I { g: Int } extend type A { h: Int }", "\"A\" lacks the field \"I.g\", which its interface \"I\" has.")]
    [InlineData("type A implements I { f: Int } interface I { f: Int } extend interface I { g(x: Int): Int } extend type A { g: Int }", "\"A.g\" lacks the argument \"x\", which its interface \"I\" has.")]
    [InlineData("type A implements I { f: Int } interface I { f: Int } extend interface I { g: N } extend type A { g: M } interface N { f: Int } interface M { f: Int }", "\"A.g\" is of the type \"M\" where its interface \"I\" has \"N\".")]
    [InlineData("interface A implements I { f(x: Int, y: Int): Int g: Int } interface I { f(x: Int): Int }")]
    [InlineData("interface A implements I { f: A } interface I { f: I }")]
    [InlineData("interface A implements I { f: Query } interface I { f: U } union U = Query")]
    [InlineData("interface A implements I { f: B } interface I { f: C } type B { a: Int } type C { a: Int }", "\"A.f\" is of the type \"B\" where its interface \"I\" has \"C\".")]
    [InlineData("interface A implements I { f: Int } interface I { f(x: Int): Int }", "\"A.f\" lacks the argument \"x\", which its interface \"I\" has.")]
    [InlineData("interface A implements I { f(x: String): String } interface I { f(x: Int): Int }", "\"A.f\" is of the type \"String\" where its interface \"I\" has \"Int\".", "\"A.f\": the argument \"x\" is of the type \"String\" where its interface \"I\" has \"Int\".")]
    [InlineData("interface A implements I { f(y: Int!): Int } interface I { f: Int }", "\"A.f\": the argument \"y\" is required, but its interface \"I\" does not have it.")]
    [InlineData("interface A implements I { f: [Int]! } interface I { f: [Int]! }")]
    [InlineData("interface A implements I { f: Int } interface I { f: [Int] }", "\"A.f\" is of the type \"Int\" where its interface \"I\" has \"[Int]\".")]
    [InlineData("interface A implements I { f: [Int] } interface I { f: Int }", "\"A.f\" is of the type \"[Int]\" where its interface \"I\" has \"Int\".")]
    [InlineData("interface A implements I { f: Int! } interface I { f: Int }")]
    [InlineData("interface A implements I { f: Int } interface I { f: Int! }", "\"A.f\" is of the type \"Int\" where its interface \"I\" has \"Int!\".")]
    public void Validate_Should_CompareWithInterfaces(string sdl, params string[] expected)
        => ShouldReport($"{Root} {sdl} {(sdl.Contains("interface", StringComparison.Ordinal) ? "" : "interface I { f: Int }")}", expected);

    [Theory]
    [InlineData("type Query { a(b: Int! @deprecated): Int }", "\"Query.a\", argument \"b\" is required and cannot be deprecated.")]
    [InlineData("type Query { a(b: Int! = 1 @deprecated, c: Int @deprecated): Int }")]
    [InlineData("type Query { a(b: Int! = null): Int }", "\"Query.a\", argument \"b\": the default null is not of the type \"Int!\".")]
    [InlineData($"{Root} directive @a(b: Int! @deprecated) on FIELD", "@a, argument \"b\" is required and cannot be deprecated.")]
    public void Validate_Should_CheckArguments(string sdl, params string[] expected) => ShouldReport(sdl, expected);

    [Theory]
    [InlineData("directive @a on OBJECT type A @a { b: Int }")]
    [InlineData("directive @a repeatable on OBJECT type A @a @a { b: Int } extend type A @a")]
    [InlineData("directive @a(x: [Int] y: Int! = 1) on ENUM_VALUE enum A { B @a(x: 1) C @a(x: [null]) D @a }")]
    [InlineData("type A @a { b: Int }", "\"A\": there is no directive \"@a\".")]
    [InlineData("type A { b(c: Int @a): Int @a }", "\"A.b\": there is no directive \"@a\".", "\"A.b\", argument \"c\": there is no directive \"@a\".")]
    [InlineData("directive @a on OBJECT type A @a @a { b: Int }", "\"A\": @a may stand there once.")]
    [InlineData("directive @a on OBJECT type A @a { b: Int } extend type A @a", "\"A\": @a may stand there once.")]
    [InlineData("directive @a on FIELD scalar A @a", "\"A\": @a may not stand on SCALAR.")]
    [InlineData("directive @a on FIELD interface A @a { b: Int @a }", "\"A\": @a may not stand on INTERFACE.", "\"A.b\": @a may not stand on FIELD_DEFINITION.")]
    [InlineData("directive @a on FIELD union A @a = Query", "\"A\": @a may not stand on UNION.")]
    [InlineData("directive @a on FIELD enum A @a { B @a }", "\"A\": @a may not stand on ENUM.", "\"A\", value \"B\": @a may not stand on ENUM_VALUE.")]
    [InlineData("directive @a on FIELD input A @a { b: Int @a }", "\"A\": @a may not stand on INPUT_OBJECT.", "\"A.b\": @a may not stand on INPUT_FIELD_DEFINITION.")]
    [InlineData("directive @a on FIELD extend schema @a", "The schema: @a may not stand on SCHEMA.")]
    [InlineData("directive @a(x: Int!) on OBJECT type A @a { b: Int }", "\"A\": @a needs the argument \"x\".")]
    [InlineData("directive @a(x: Int) on OBJECT type A @a(y: 1) { b: Int }", "\"A\": @a has no argument \"y\".")]
    [InlineData("directive @a(x: Int) on OBJECT type A @a(x: \"s\") { b: Int }", "\"A\": @a has the argument \"x\" of the type \"Int\", which \"s\" is not.")]
    [InlineData("directive @a(x: Int @a) on ARGUMENT_DEFINITION", "@a cannot refer to itself through its arguments.")]
    [InlineData("directive @a(x: Int @b) on ARGUMENT_DEFINITION directive @b(x: Int @a) on ARGUMENT_DEFINITION", "@a cannot refer to itself through its arguments.", "@b cannot refer to itself through its arguments.")]
    [InlineData("directive @a(x: E) on ENUM_VALUE enum E { B @a }", "@a cannot refer to itself through its arguments.")]
    [InlineData("directive @a(x: [I!]) on INPUT_FIELD_DEFINITION input I { f: J } input J { g: Int @a }", "@a cannot refer to itself through its arguments.")]
    [InlineData("directive @a(x: I) on FIELD_DEFINITION input I { f: I } type A { f: Int @a(x: {f: {}}) }")]
    [InlineData("type A { b: Int @include }", "\"A.b\": @include may not stand on FIELD_DEFINITION.", "\"A.b\": @include needs the argument \"if\".")]
    [InlineData("type A { b: Int @deprecated(unknown: \"\") }", "\"A.b\": @deprecated has no argument \"unknown\".")]
    [InlineData("directive @a(x: Int!) on OBJECT type A { b: Int } extend type A @a", "\"A\": @a needs the argument \"x\".")]
    [InlineData("directive @a(x: Int) on OBJECT type A { b: Int } extend type A @a(y: 1)", "\"A\": @a has no argument \"y\".")]
    [InlineData("type A { b: Int } extend type A @a", "\"A\": there is no directive \"@a\".")]
    [InlineData("directive @a on SCHEMA schema @a @a { query: Query }", "The schema: @a may stand there once.")]
    [InlineData("directive @a on SCHEMA schema @a { query: Query } extend schema @a", "The schema: @a may stand there once.")]
    [InlineData("directive @a on SCALAR | INTERFACE | UNION | INPUT_OBJECT scalar S @a @a interface I @a @a { b: Int } union U @a @a = Query input P @a @a { b: Int }", "\"S\": @a may stand there once.", "\"I\": @a may stand there once.", "\"U\": @a may stand there once.", "\"P\": @a may stand there once.")]
    [InlineData("directive @a on SCALAR scalar S @a extend scalar S @a", "\"S\": @a may stand there once.")]
    [InlineData("type A { b: Int @a @a }", "\"A.b\": there is no directive \"@a\".")]
    [InlineData("type A { b: Int @deprecated(reason: 1) }", "\"A.b\": @deprecated has the argument \"reason\" of the type \"String!\", which 1 is not.")]
    [InlineData("type A @deprecated { b: Int @oneOf }", "\"A\": @deprecated may not stand on OBJECT.", "\"A.b\": @oneOf may not stand on FIELD_DEFINITION.")]
    [InlineData("scalar S @specifiedBy", "\"S\": @specifiedBy needs the argument \"url\".")]
    [InlineData("scalar S @specifiedBy(url: \"u\") extend scalar S @specifiedBy(url: \"v\")", "\"S\": @specifiedBy may stand there once.")]
    [InlineData("input P @oneOf { b: Int } enum E @oneOf { F @deprecated }", "\"E\": @oneOf may not stand on ENUM.")]
    [InlineData("type A { b: Int @deprecated @deprecated }", "\"A.b\": @deprecated may stand there once.")]
    [InlineData("directive @skip on OBJECT type A @skip { b: Int }")]
    [InlineData("directive @deprecated on SCHEMA schema @deprecated { query: Query }")]
    public void Validate_Should_CheckDirectives(string sdl, params string[] expected) => ShouldReport($"{Root} {sdl}", expected);

    private static void ShouldAccept(string sdl) => ShouldReport(sdl);

    /// <summary>Expects these problems and no others, in any order.</summary>
    private static void ShouldReport(string sdl, params string[] expected)
        => Assert.Equal(expected.Order(StringComparer.Ordinal), SchemaValidation.Validate(SdlSchemaBuilder.Build(sdl)).Order(StringComparer.Ordinal));
}
