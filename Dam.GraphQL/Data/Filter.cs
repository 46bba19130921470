using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Data;

/// <summary>
/// What a list can be filtered by. A record that derives from it declares the fields, each with a kind that says its operations: <see cref="StringFilter"/>,
/// <see cref="RangeFilter{T}"/>, <see cref="ChoiceFilter{T}"/>, <see cref="IdFilter"/>, <see cref="StringListFilter"/>, or any other input. The input object made of it is
/// named after it (<c>BookFilter</c> is <c>BookFilterInput</c>), has <c>and</c>, <c>or</c> and <c>not</c>, and is held to <see cref="FilterBoundsAttribute"/>.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public abstract record Filter<TSelf>
    where TSelf : Filter<TSelf>
{
    /// <summary>All of these.</summary>
    public IReadOnlyList<TSelf>? And { get; init; }

    /// <summary>At least one of these; none of an empty list.</summary>
    [Cost(5)]
    public IReadOnlyList<TSelf>? Or { get; init; }

    /// <summary>Not this.</summary>
    [Cost(5)]
    public TSelf? Not { get; init; }

    /// <summary>Whether the filter holds, with its <see cref="And"/>, <see cref="Or"/> and <see cref="Not"/>.</summary>
    /// <param name="fields">Whether the fields of one filter hold, without those three.</param>
    protected bool Holds(Func<TSelf, bool> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return fields((TSelf)this)
            && (And is null || And.All(filter => filter.Holds(fields)))
            && (Or is null || Or.Any(filter => filter.Holds(fields)))
            && (Not is null || !Not.Holds(fields));
    }
}

/// <summary>Bounds of a filter; what is beyond them is refused before the resolver runs. They hold for every <see cref="Filter{TSelf}"/>, with or without the attribute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FilterBoundsAttribute : Attribute
{
    /// <summary>How deep <c>and</c>, <c>or</c> and <c>not</c> nest; a filter without them is 1 deep.</summary>
    public int MaxDepth { get; set; } = 8;

    /// <summary>Most conditions in all. Each operation is one, and so is each value of a list, and each filter in <c>and</c>, <c>or</c> and <c>not</c>.</summary>
    public int MaxConditions { get; set; } = 200;

    /// <summary>Most values of one list, such as that of <c>in</c>.</summary>
    public int MaxListLength { get; set; } = 100;
}
