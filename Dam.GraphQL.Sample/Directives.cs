using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

[DirectiveType("OBJECT", "FIELD_DEFINITION", "ENUM_VALUE", IsRepeatable = true)]
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
internal sealed class LabelAttribute(string name, [GraphQLType("Int"), GraphQLDefault("1")] object? weight = null) : Attribute
{
    public string Name { get; } = name;

    public object? Weight { get; } = weight;
}

/// <summary>Executable directive</summary>
[DirectiveType("QUERY", "MUTATION", "FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", IsRepeatable = true)]
internal sealed record Trace([ID] string? Id, [GraphQLDefault("{ level: 2, tags: [\"a\", \"b\"] }")] TraceOptions? Opts);

internal sealed record TraceOptions(int? Level, IReadOnlyList<string>? Tags);
