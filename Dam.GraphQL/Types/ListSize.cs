namespace Dam.GraphQL.Types;

/// <summary>How many items a field's list is taken to have before it is known: <c>@listSize</c> of the GraphQL Cost Directives draft.</summary>
public sealed record ListSize
{
    /// <summary>Items when no slicing argument says it; null for the default of all lists.</summary>
    public int? AssumedSize { get; init; }

    /// <summary>Names of arguments that bound the list: numbers, or lists of what is asked for, such as ids. The largest given one counts.</summary>
    public IReadOnlyList<string> SlicingArguments { get; init; } = [];

    /// <summary>Names of fields of the field's own type that are the lists, as <c>edges</c> and <c>nodes</c> of a connection; empty when the field itself is.</summary>
    public IReadOnlyList<string> SizedFields { get; init; } = [];

    /// <summary>Whether an operation is refused that does not give exactly one of the slicing arguments.</summary>
    public bool RequireOneSlicingArgument { get; init; } = true;

    /// <summary>Items when slicing arguments could be given and none is.</summary>
    public int? SlicingArgumentDefaultValue { get; init; }

    /// <summary>More than which the field answers with an error instead of items.</summary>
    internal int Most { get; init; } = int.MaxValue;
}
