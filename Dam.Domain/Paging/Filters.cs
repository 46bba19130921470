namespace Dam.Domain.Paging;

/// <summary>Conditions on a text; those given are joined by AND. Prose compares without regard to case and accents, codes compare ordinally.</summary>
public sealed record TextFilter
{
    public string? Eq { get; init; }

    public string? Neq { get; init; }

    public IReadOnlyList<string>? In { get; init; }

    public IReadOnlyList<string>? Nin { get; init; }

    public string? Contains { get; init; }

    public string? StartsWith { get; init; }
}

/// <summary>Conditions on a number or an instant; those given are joined by AND.</summary>
public sealed record RangeFilter<T>
    where T : struct
{
    public T? Eq { get; init; }

    public T? Gt { get; init; }

    public T? Gte { get; init; }

    public T? Lt { get; init; }

    public T? Lte { get; init; }
}

public enum SortDirection
{
    Asc,
    Desc,
}
