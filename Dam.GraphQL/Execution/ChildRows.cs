using System.Buffers;

namespace Dam.GraphQL.Execution;

/// <summary>
/// The objects of one composite field over all its parents, in one flat column, with the shape that leads from a parent's
/// row to its items: one <see cref="ListLevel"/> for each list wrapper.
/// </summary>
internal sealed class ChildRows
{
    /// <summary>Stands where an item failed; its error is recorded.</summary>
    public static readonly object FailedItem = new();

    private readonly int _limit;
    private object?[] _items;
    private int _count;

    /// <param name="depth">List wrappers around an object.</param>
    /// <param name="capacity">Rows to make room for at first.</param>
    /// <param name="limit">Rows from which on <see cref="TooManyObjectsException"/> is thrown instead of making more room.</param>
    public ChildRows(int depth, int capacity, int limit)
    {
        _limit = limit;
        Levels = depth == 0 ? [] : new ListLevel[depth];
        for (var i = 0; i < depth; i++)
        {
            Levels[i] = new ListLevel(capacity);
        }

        _items = ArrayPool<object?>.Shared.Rent(Math.Max(capacity, 4));
    }

    public ListLevel[] Levels { get; }

    public object?[] Items => _items;

    public int Count => _count;

    public bool HasGaps { get; private set; }

    /// <summary>The children by concrete type; one group when they are all of one type.</summary>
    public ObjectSet[] Groups { get; set; } = [];

    /// <summary>Row to group; null when there is one group, whose rows are the rows here.</summary>
    public ushort[]? GroupOf { get; set; }

    public int[]? RowInGroup { get; set; }

    public void AddItem(object? item)
    {
        if (_count == _items.Length)
        {
            if (_count >= _limit)
            {
                throw new TooManyObjectsException();
            }

            var larger = ArrayPool<object?>.Shared.Rent(2 * _count);
            Array.Copy(_items, larger, _count);
            ArrayPool<object?>.Shared.Return(_items, clearArray: true);
            _items = larger;
        }

        HasGaps |= item is null;
        _items[_count++] = item;
    }

    public void Fail(int row)
    {
        _items[row] = FailedItem;
        HasGaps = true;
    }

    public void AddNullList(int level) => Levels[level].Add(NextStart(level), ListLevel.Null);

    /// <summary>Until <see cref="EndList"/> the list counts as failed, as it does when enumerating it throws.</summary>
    public int BeginList(int level) => Levels[level].Add(NextStart(level), ListLevel.Failed);

    public void EndList(int level, int row, int length) => Levels[level].SetLength(row, length);

    /// <summary>A parent whose field has no value to add: null or failed.</summary>
    public void AddGap(bool failed)
    {
        if (Levels.Length == 0)
        {
            AddItem(failed ? FailedItem : null);
            HasGaps = true;
        }
        else
        {
            Levels[0].Add(NextStart(0), failed ? ListLevel.Failed : ListLevel.Null);
        }
    }

    private int NextStart(int level) => level + 1 < Levels.Length ? Levels[level + 1].Count : _count;

    public void Return()
    {
        foreach (var level in Levels)
        {
            level.Return();
        }

        ArrayPool<object?>.Shared.Return(_items, clearArray: true);
        if (RowInGroup is not null)
        {
            ArrayPool<int>.Shared.Return(RowInGroup);
            ArrayPool<ushort>.Shared.Return(GroupOf!);
        }
    }
}

/// <summary>The response has more objects than <see cref="ExecutionOptions.MaxObjects"/>.</summary>
internal sealed class TooManyObjectsException : Exception;

/// <summary>Where each list of a column begins in the next level, and how long it is.</summary>
internal sealed class ListLevel(int capacity)
{
    public const int Null = -1;
    public const int Failed = -2;

    private int[] _starts = ArrayPool<int>.Shared.Rent(Math.Max(capacity, 4));
    private int[] _lengths = ArrayPool<int>.Shared.Rent(Math.Max(capacity, 4));

    public int Count { get; private set; }

    public int Start(int row) => _starts[row];

    /// <summary>Its number of items, <see cref="Null"/> or <see cref="Failed"/>.</summary>
    public int Length(int row) => _lengths[row];

    public int Add(int start, int length)
    {
        if (Count == Math.Min(_starts.Length, _lengths.Length))
        {
            _starts = Grow(_starts, Count);
            _lengths = Grow(_lengths, Count);
        }

        _starts[Count] = start;
        _lengths[Count] = length;
        return Count++;
    }

    public void SetLength(int row, int length) => _lengths[row] = length;

    /// <summary>The list that holds an item of the next level, and the item's position in it.</summary>
    public (int Row, int Position) Find(int item)
    {
        // Starts never fall, and an empty list starts where the next one does: the last list that starts at or before the item holds it.
        var row = Array.BinarySearch(_starts, 0, Count, item);
        if (row < 0)
        {
            row = ~row - 1;
        }

        while (row + 1 < Count && _starts[row + 1] <= item)
        {
            row++;
        }

        return (row, item - _starts[row]);
    }

    public void Return()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_lengths);
    }

    private static int[] Grow(int[] array, int count)
    {
        var larger = ArrayPool<int>.Shared.Rent(2 * count);
        Array.Copy(array, larger, count);
        ArrayPool<int>.Shared.Return(array);
        return larger;
    }
}
