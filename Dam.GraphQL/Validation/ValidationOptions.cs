using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>Bounds of validation, and what its messages may tell.</summary>
public sealed record ValidationOptions
{
    private readonly int _maxDepth = 200;

    public static ValidationOptions Default { get; } = new();

    /// <summary>Errors after which validation gives up; one more says so.</summary>
    public int MaxErrors { get; init; } = 100;

    /// <summary>Whether messages name similar fields, types and arguments. Off, they do not help to guess a schema.</summary>
    public bool Suggestions { get; init; } = true;

    /// <summary>
    /// Nesting of selection sets, through fragments too, so that whoever recurses over an operation keeps its stack; at most <see cref="ParserOptions.DepthCeiling"/>.
    /// </summary>
    public int MaxDepth
    {
        get => _maxDepth;
        init => _maxDepth = value is > 0 and <= ParserOptions.DepthCeiling
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The depth limit lies between 1 and {ParserOptions.DepthCeiling}.");
    }

    /// <summary>Fields within fields, through fragments too, introspection counting as one.</summary>
    public int MaxFieldDepth { get; init; } = 32;

    /// <summary>Fields with an alias that a document may have; each is computed by itself.</summary>
    public int MaxAliases { get; init; } = 250;

    /// <summary>Directives that a document may have.</summary>
    public int MaxDirectives { get; init; } = 250;

    /// <summary>Fields <c>__schema</c> and <c>__type</c> that a document may have; each may write out the whole schema, which the cost of an operation does not count.</summary>
    public int MaxIntrospections { get; init; } = 10;

    /// <summary>How often introspection may go from types to many other types (<c>fields</c>, <c>interfaces</c>, <c>possibleTypes</c>, <c>inputFields</c>) within itself.</summary>
    public int MaxIntrospectionLists { get; init; } = 2;

    /// <summary>Fields of one operation when its fragments are written out and fields of one response name are merged; a list counts as one.</summary>
    public long MaxMergedFields { get; init; } = 20_000;

    /// <summary>Fields that the check for mergeable selections may look at, over the whole document.</summary>
    public int MaxMergeSteps { get; init; } = 1_000_000;
}
