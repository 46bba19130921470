namespace Dam.GraphQL.Execution;

/// <summary>Flattens a field's objects, and lists of them, into one column of children.</summary>
internal abstract class CompositeOutput<T> : Output<T>
{
    /// <summary>Number of list wrappers around the object.</summary>
    public abstract int Depth { get; }

    public abstract void Add(T value, ChildRows target, int level);

    /// <summary>How many objects the value has, as far as that can be told without enumerating it.</summary>
    public abstract int CountOf(T value);
}

internal sealed class ObjectOutput<T> : CompositeOutput<T>
{
    public override int Depth => 0;

    public override int CountOf(T value) => 1;

    public override void Add(T value, ChildRows target, int level) => target.AddItem(value);
}

internal sealed class ObjectListOutput<TList, TItem>(CompositeOutput<TItem> inner) : CompositeOutput<TList>
    where TList : IEnumerable<TItem>?
{
    public override int Depth => inner.Depth + 1;

    public override int CountOf(TList value)
    {
        if (inner.Depth == 0)
        {
            return value is IReadOnlyCollection<TItem> known ? known.Count : 0;
        }

        var count = 0;
        for (var i = 0; value is IReadOnlyList<TItem> lists && i < lists.Count; i++)
        {
            count += inner.CountOf(lists[i]);
        }

        return count;
    }

    public override void Add(TList value, ChildRows target, int level)
    {
        if (value is null)
        {
            target.AddNullList(level);
            return;
        }

        var row = target.BeginList(level);
        var count = 0;
        if (value is TItem[] array)
        {
            count = array.Length;
            foreach (var item in array)
            {
                inner.Add(item, target, level + 1);
            }
        }
        else if (value is IReadOnlyList<TItem> list)
        {
            count = list.Count;
            for (var i = 0; i < count; i++)
            {
                inner.Add(list[i], target, level + 1);
            }
        }
        else
        {
            foreach (var item in value)
            {
                inner.Add(item, target, level + 1);
                count++;
            }
        }

        target.EndList(level, row, count);
    }
}
