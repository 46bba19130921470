namespace Dam.GraphQL.Language;

/// <summary>Bounds of what the parser accepts. They hold before recursion or allocation grows.</summary>
public sealed record ParserOptions
{
    /// <summary>Deepest nesting that any options may allow: parser, validation and printing recurse on it, and a stack overflow cannot be caught.</summary>
    public const int DepthCeiling = 500;

    private readonly int _maxDepth = 200;

    /// <summary>For requests.</summary>
    public static ParserOptions Default { get; } = new();

    /// <summary>For documents of one's own, such as schema files: only the nesting stays bounded.</summary>
    public static ParserOptions Trusted { get; } = new()
    {
        MaxBytes = int.MaxValue,
        MaxTokens = int.MaxValue,
        MaxFields = int.MaxValue,
        MaxDepth = DepthCeiling,
    };

    public int MaxBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Tokens of a document, without comments.</summary>
    public int MaxTokens { get; init; } = 20_000;

    /// <summary>Nesting of braces, brackets and selection sets; at most <see cref="DepthCeiling"/>.</summary>
    public int MaxDepth
    {
        get => _maxDepth;
        init => _maxDepth = value is > 0 and <= DepthCeiling
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The depth limit lies between 1 and {DepthCeiling}.");
    }

    /// <summary>Fields written in all selection sets of a document.</summary>
    public int MaxFields { get; init; } = 10_000;
}
