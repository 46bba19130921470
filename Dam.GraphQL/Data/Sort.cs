namespace Dam.GraphQL.Data;

/// <summary>
/// A field that a list is ordered by. Its input object is made of the enum that declares the fields: with <c>@oneOf</c>, a field a value, and named after it
/// (<c>BookSortField</c> is <c>BookSortInput</c>). A list of them, the argument <c>order</c> as a rule, names each field at most once.
/// </summary>
/// <param name="Field">Which.</param>
/// <param name="Direction">Which way.</param>
/// <typeparam name="TField">An enum of the fields.</typeparam>
public readonly record struct Sort<TField>(TField Field, SortDirection Direction)
    where TField : struct, Enum;

public enum SortDirection
{
    /// <summary>Smallest first.</summary>
    Asc,

    /// <summary>Largest first.</summary>
    Desc,
}
