using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Section 3.13.</summary>
public sealed class DirectiveDefinition(string name) : INamedElement
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public NamedList<InputValue> Arguments { get; set; } = NamedList<InputValue>.Empty;

    public bool IsRepeatable { get; set; }

    /// <summary>Where it may stand, as the specification spells it: <c>FIELD</c>, <c>FIELD_DEFINITION</c>, …</summary>
    public IReadOnlyList<string> Locations { get; set; } = [];

    public override string ToString() => $"@{Name}";
}

/// <summary>A directive on an element of the schema; its arguments are constant.</summary>
public sealed record AppliedDirective(string Name, IReadOnlyList<Argument> Arguments);

/// <summary>Section 3.13: the directives that every schema has.</summary>
public static class BuiltInDirectives
{
    public const string NoLongerSupported = "No longer supported";

    public static DirectiveDefinition Skip { get; } = new("skip")
    {
        Description = "Directs the executor to skip this field or fragment when the `if` argument is true.",
        Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        Arguments = new([new("if", BuiltInScalars.Boolean.NonNull()) { Description = "Skipped when true." }]),
    };

    public static DirectiveDefinition Include { get; } = new("include")
    {
        Description = "Directs the executor to include this field or fragment only when the `if` argument is true.",
        Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        Arguments = new([new("if", BuiltInScalars.Boolean.NonNull()) { Description = "Included when true." }]),
    };

    public static DirectiveDefinition Deprecated { get; } = new("deprecated")
    {
        Description = "Marks an element of a GraphQL schema as no longer supported.",
        Locations = ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"],
        Arguments = new(
        [
            new("reason", BuiltInScalars.String.NonNull())
            {
                Description = "Why it is deprecated and what to use instead, in Markdown.",
                DefaultValue = new StringValue { Text = NoLongerSupported },
            },
        ]),
    };

    public static DirectiveDefinition SpecifiedBy { get; } = new("specifiedBy")
    {
        Description = "Exposes a URL that specifies the behavior of this scalar.",
        Locations = ["SCALAR"],
        Arguments = new([new("url", BuiltInScalars.String.NonNull()) { Description = "The URL that specifies the behavior of this scalar." }]),
    };

    public static DirectiveDefinition OneOf { get; } = new("oneOf")
    {
        Description = "Indicates exactly one field must be supplied and this field must not be `null`.",
        Locations = ["INPUT_OBJECT"],
    };

    public static IReadOnlyList<DirectiveDefinition> All { get; } = [Skip, Include, Deprecated, SpecifiedBy, OneOf];

    public static bool IsBuiltIn(string name) => All.Any(directive => string.Equals(directive.Name, name, StringComparison.Ordinal));
}
