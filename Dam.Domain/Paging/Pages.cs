namespace Dam.Domain.Paging;

/// <summary>One page of a list: forward with <c>First</c> and <c>After</c>, backward with <c>Last</c> and <c>Before</c>.</summary>
public readonly record struct PageRequest(int? First, string? After, int? Last, string? Before)
{
    public const int Largest = 100;

    /// <summary>Whether items are to have cursors; without, they are empty.</summary>
    public bool WithCursors { get; init; } = true;

    public bool Backward => Last is not null;

    public int Size => First ?? Last ?? 0;

    /// <summary>What is wrong with the request, or null.</summary>
    public InvalidInput? Problem() => (First, Last) switch
    {
        (null, null) => new("PAGE_SIZE_MISSING", $"Say how many you want: `first` or `last`, 1 to {Largest}."),
        (not null, not null) => new("PAGE_SIZE_AMBIGUOUS", "Give `first` or `last`, not both."),
        _ when Size is < 1 or > Largest => new("PAGE_SIZE_OUT_OF_RANGE", $"A page holds 1 to {Largest}; {Size} is outside."),
        _ when First is not null && Before is not null => new("PAGE_DIRECTION_MIXED", "`first` goes with `after`; `before` goes with `last`."),
        _ when Last is not null && After is not null => new("PAGE_DIRECTION_MIXED", "`last` goes with `before`; `after` goes with `first`."),
        _ => null,
    };
}

/// <summary>In list order, whichever way the page was asked for.</summary>
public sealed record Page<T>(IReadOnlyList<PageItem<T>> Items, bool HasNext, bool HasPrevious)
{
    public static Page<T> Empty { get; } = new([], HasNext: false, HasPrevious: false);
}

/// <param name="Cursor">Opaque; names the item's place in this order.</param>
public readonly record struct PageItem<T>(T Item, string Cursor);

/// <summary>A cursor that was not made by this list in this order.</summary>
public static class Cursors
{
    public static InvalidInput Invalid { get; } = new("CURSOR_INVALID", "The cursor does not belong to this list and order. Start again without it.");
}
