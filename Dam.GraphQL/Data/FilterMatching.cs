namespace Dam.GraphQL.Data;

/// <summary>Filters on lists in memory. A filter that was not given is matched by everything, a value that is missing by no condition but <c>neq</c>, <c>nin</c> and <c>none</c>.</summary>
public static class FilterMatching
{
    /// <param name="filter">The conditions.</param>
    /// <param name="text">What they are about.</param>
    /// <param name="comparison">How texts compare.</param>
    public static bool Matches(this StringFilter? filter, string? text, StringComparison comparison = StringComparison.Ordinal)
    {
        return filter is null
            || ((filter.Eq is null || Equal(filter.Eq))
                && (filter.Neq is null || !Equal(filter.Neq))
                && (filter.In is null || filter.In.Any(Equal))
                && (filter.Nin is null || !filter.Nin.Any(Equal))
                && (filter.Contains is null || text?.Contains(filter.Contains, comparison) == true)
                && (filter.StartsWith is null || text?.StartsWith(filter.StartsWith, comparison) == true));

        bool Equal(string other) => string.Equals(text, other, comparison);
    }

    public static bool Matches<T>(this RangeFilter<T>? filter, T? value)
        where T : struct
    {
        return filter is null
            || (Compares(filter.Eq, static order => order == 0)
                && Compares(filter.Gt, static order => order > 0)
                && Compares(filter.Gte, static order => order >= 0)
                && Compares(filter.Lt, static order => order < 0)
                && Compares(filter.Lte, static order => order <= 0));

        bool Compares(T? bound, Func<int, bool> holds) => bound is not { } given || (value is { } known && holds(Comparer<T>.Default.Compare(known, given)));
    }

    public static bool Matches<T>(this ChoiceFilter<T>? filter, T? value)
        where T : struct
        => filter?.ToValues() is not { } values || (value is { } known && values.Contains(known));

    public static bool Matches(this IdFilter? filter, string? id)
        => filter?.ToValues() is not { } values || (id is not null && values.Contains(id, StringComparer.Ordinal));

    public static bool Matches(this StringListFilter? filter, IEnumerable<string> texts, StringComparison comparison = StringComparison.Ordinal)
        => filter is null
            || ((filter.Some is null || texts.Any(text => filter.Some.Matches(text, comparison)))
                && (filter.None is null || !texts.Any(text => filter.None.Matches(text, comparison))));
}
