using System.Text;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>Documents that are made to cost more than they weigh. The bounds are generous; quadratic behaviour would miss them by far.</summary>
public sealed class BombTests
{
    private const int MostMilliseconds = 1500;
    /// <summary>The plain counts are raised: what is measured here is the work that a document makes.</summary>
    private static readonly ValidationOptions Options = new() { MaxFieldDepth = int.MaxValue, MaxAliases = int.MaxValue, MaxDirectives = int.MaxValue };

    private const long MostBytes = 200L * 1024 * 1024;

    private static readonly Schema Schema = SdlSchemaBuilder.Build(
        """
        interface Node { id: ID! a: Query b: Query }
        type Query implements Node { id: ID! a: Query b: Query x(n: Int): Int y: String list(ids: [ID], filter: Filter): [Query] }
        input Filter { and: [Filter!] text: String }
        directive @tag(n: Int) repeatable on FIELD
        """);

    public static TheoryData<string> Valid => new(
        "equal fields",
        "equal fields with selections",
        "equal fields with arguments",
        "overlapping fragments",
        "fragments spread everywhere",
        "fragments that double in one level",
        "fields that double and merge",
        "operations that share a chain",
        "variables through a chain",
        "repeatable directives");

    public static TheoryData<string> Invalid => new(
        "fragments that double",
        "nested fragments",
        "nested fragments in one level",
        "fragment cycles",
        "unknown fields",
        "conflicting aliases",
        "subsets that never repeat",
        "undefined variables");

    [Theory]
    [MemberData(nameof(Valid))]
    public void Validate_Should_AcceptInBoundedTime_When_ADocumentRepeatsItself(string name)
    {
        var errors = Measure(name);

        Assert.Empty(errors.Select(error => error.Message));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Validate_Should_RefuseInBoundedTime_When_ADocumentMultiplies(string name)
    {
        var errors = Measure(name);

        Assert.NotEmpty(errors);
        Assert.True(errors.Count <= 101);
    }

    private static IReadOnlyList<Dam.GraphQL.Errors.GraphQLError> Measure(string name)
    {
        var document = Parser.Parse(Text(name), ParserOptions.Trusted);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;
        var errors = DocumentValidator.Validate(Schema, document, Options);
        var spent = (ThreadTime.Now - started).TotalMilliseconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {spent:0} ms, {bytes / 1024} KB");
        Assert.True(spent < MostMilliseconds, $"{name} took {spent:0} ms.");
        Assert.True(bytes < MostBytes, $"{name} allocated {bytes} bytes.");
        return errors;
    }

    private static string Text(string name) => name switch
    {
        "equal fields" => $"{{{Repeat(10_000, _ => "id ")}}}",
        "equal fields with selections" => $"{{{Repeat(3_000, _ => "a { b { id } } ")}}}",
        "equal fields with arguments" => $"{{{Repeat(5_000, _ => "list(ids: [1, 2], filter: {text: \"t\", and: []}) { id } ")}}}",
        "overlapping fragments" => $"{{ a {{ {Repeat(300, i => $"...F{i} ")} }} }} {Repeat(300, i => $"fragment F{i} on Query {{ a {{ b {{ id x }} }} b {{ id }} }} ")}",
        "fragments spread everywhere" =>
            $"{{ {Repeat(150, i => $"...F{i} ")} }} {Repeat(150, i => $"fragment F{i} on Query {{ x {Repeat(149 - i, j => $"...F{i + j + 1} ")} }} ")}",
        "operations that share a chain" =>
            $"{Repeat(400, i => $"query Q{i} {{ ...F0 }} ")} {Repeat(150, i => $"fragment F{i} on Query {{ id {(i < 149 ? $"...F{i + 1}" : "y")} }} ")}",
        "variables through a chain" =>
            $"{Repeat(200, i => $"query Q{i}($n: Int) {{ ...F0 }} ")} {Repeat(150, i => $"fragment F{i} on Query {{ x(n: $n) {(i < 149 ? $"...F{i + 1}" : "y")} }} ")}",
        "repeatable directives" => $"{{ id {Repeat(5_000, i => $"@tag(n: {i}) ")} }}",
        "fragments that double" => $"{{ ...F0 }} {Repeat(22, i => $"fragment F{i} on Query {{ {(i < 21 ? $"a {{ ...F{i + 1} }} b {{ ...F{i + 1} }}" : "id")} }} ")}",
        "fragments that double in one level" => $"{{ ...F0 }} {Repeat(22, i => $"fragment F{i} on Query {{ id {(i < 21 ? $"...F{i + 1} ...F{i + 1}" : "y")} }} ")}",
        "fields that double and merge" => $"{{ ...F0 }} {Repeat(22, i => $"fragment F{i} on Query {{ {(i < 21 ? $"a {{ ...F{i + 1} }} a {{ id ...F{i + 1} }}" : "id")} }} ")}",
        "nested fragments" => $"{{ ...F0 }} {Repeat(10_000, i => $"fragment F{i} on Query {{ a {{ {(i < 9_999 ? $"...F{i + 1}" : "id")} }} }} ")}",
        "nested fragments in one level" => $"{{ ...F0 }} {Repeat(10_000, i => $"fragment F{i} on Query {{ {(i < 9_999 ? $"...F{i + 1}" : "id")} }} ")}",
        "fragment cycles" => $"{{ ...F0 }} {Repeat(150, i => $"fragment F{i} on Query {{ {Repeat(150, j => $"...F{j} ")} }} ")}",
        "unknown fields" => $"{{ {Repeat(10_000, i => $"idd{i} ")} }}",
        "conflicting aliases" => $"{{ {Repeat(10_000, i => $"z: x(n: {i}) ")} }}",

        // The fields that meet at a path are the states of an automaton for "the 24th letter from the end is a": each of 2^24 paths meets another set.
        "subsets that never repeat" =>
            $"{{ ...S }} fragment S on Query {{ {Repeat(24, i => $"...L{i} ")} }} {Repeat(24, i => $"fragment L{i} on Query {{ {States(i)} }} ")}",
        "undefined variables" => $"{Repeat(500, i => $"query Q{i} {{ ...F }} ")} fragment F on Query {{ {Repeat(2_000, i => $"x{i}: x(n: $v{i}) ")} }}",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown document."),
    };

    private static string States(int level) => level == 23
        ? "id"
        : $"a {{ id ...L{level + 1} {(level % 2 == 0 ? $"...L{Math.Min(23, level + 2)}" : string.Empty)} }} b {{ id ...L{level + 1} }}";

    private static string Repeat(int count, Func<int, string> part)
        => Enumerable.Range(0, count).Aggregate(new StringBuilder(), (text, i) => text.Append(part(i))).ToString();
}
