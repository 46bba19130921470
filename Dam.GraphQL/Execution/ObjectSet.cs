using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Execution;

/// <summary>The objects of one concrete type at one place of the plan: one wave's column of parents.</summary>
internal sealed class ObjectSet(SelectionPlan plan, object?[] items, int count, bool hasGaps, Column? origin)
{
    public SelectionPlan Plan { get; } = plan;

    /// <summary>The objects; null or <see cref="ChildRows.FailedItem"/> where there is none.</summary>
    public object?[] Items { get; } = items;

    public int Count { get; } = count;

    public bool HasGaps { get; } = hasGaps;

    /// <summary>The field whose value these objects are; null at the root.</summary>
    public Column? Origin { get; } = origin;

    /// <summary>Row here to row of the origin's children, when those are of several types.</summary>
    public int[]? Positions { get; init; }

    public Column?[] Columns { get; } = plan.ColumnCount == 0 ? [] : new Column?[plan.ColumnCount];

    public object? this[int row]
    {
        get
        {
            var item = Items[row];
            return HasGaps && ReferenceEquals(item, ChildRows.FailedItem) ? null : item;
        }
    }

    /// <summary>Response keys and list positions from the root to one object.</summary>
    public void AppendPath(int row, List<object> path)
    {
        if (Origin is null)
        {
            return;
        }

        var levels = Origin.Children!.Levels;
        var positions = new int[levels.Length];
        var at = Positions is null ? row : Positions[row];
        for (var level = levels.Length - 1; level >= 0; level--)
        {
            (at, positions[level]) = levels[level].Find(at);
        }

        Origin.Parents.AppendPath(at, path);
        path.Add(Origin.Plan.ResponseName);
        foreach (var position in positions)
        {
            path.Add(position);
        }
    }
}
