using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Data;

/// <summary>Conditions on a text; those given are joined by AND.</summary>
[GraphQLName("StringFilterInput")]
public record StringFilter
{
    public string? Eq { get; init; }

    [Cost(5)]
    public string? Neq { get; init; }

    public IReadOnlyList<string>? In { get; init; }

    [Cost(5)]
    public IReadOnlyList<string>? Nin { get; init; }

    [Cost(10)]
    public string? Contains { get; init; }

    /// <remarks>An index serves it in the order of the same field only.</remarks>
    [Cost(5)]
    public string? StartsWith { get; init; }
}

/// <summary>Conditions on a number or an instant; those given are joined by AND.</summary>
[GraphQLName("FilterInput")]
public record RangeFilter<T>
    where T : struct
{
    public T? Eq { get; init; }

    public T? Gt { get; init; }

    public T? Gte { get; init; }

    public T? Lt { get; init; }

    public T? Lte { get; init; }
}

/// <summary>Conditions on a value that is one of few, such as an enum's; those given are joined by AND.</summary>
[GraphQLName("FilterInput")]
public record ChoiceFilter<T>
    where T : struct
{
    public T? Eq { get; init; }

    /// <remarks>An index serves one value in an order of its own; of several it is none.</remarks>
    [Cost(5)]
    public IReadOnlyList<T>? In { get; init; }

    /// <summary>The values that satisfy both; null when neither is given.</summary>
    public IReadOnlyList<T>? ToValues() => Eq is not { } only ? In : In is null || In.Contains(only) ? [only] : [];
}

/// <summary>Conditions on an id; those given are joined by AND.</summary>
[GraphQLName("IdFilterInput")]
public record IdFilter
{
    [ID]
    public string? Eq { get; init; }

    [ID]
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>The ids that satisfy both; null when neither is given.</summary>
    public IReadOnlyList<string>? ToValues() => Eq is null ? In : In is null || In.Contains(Eq, StringComparer.Ordinal) ? [Eq] : [];
}

/// <summary>Conditions on a list of texts; those given are joined by AND.</summary>
[GraphQLName("StringListFilterInput")]
public record StringListFilter
{
    /// <summary>At least one text is so.</summary>
    public StringFilter? Some { get; init; }

    /// <summary>No text is so.</summary>
    public StringFilter? None { get; init; }
}
