using System.Runtime.InteropServices;
using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Data;

/// <summary>A page of a list with edges of one's own type. Derive from it for fields that belong to the page as a whole.</summary>
[ObjectType]
public class Connection<TNode, TEdge>(IReadOnlyList<TEdge> edges, PageInfo pageInfo)
    where TNode : notnull
    where TEdge : Edge<TNode>
{
    private IReadOnlyList<TNode>? _nodes;

    /// <summary>The items of this page with their cursors.</summary>
    public IReadOnlyList<TEdge> Edges { get; } = edges;

    /// <summary>The items of this page.</summary>
    public IReadOnlyList<TNode> Nodes => _nodes ??= [.. Edges.Select(edge => edge.Node)];

    /// <summary>Where this page stands in the list.</summary>
    public PageInfo PageInfo { get; } = pageInfo;
}

/// <summary>A page of a list.</summary>
/// <param name="edges">The items with their cursors.</param>
/// <param name="pageInfo">Where the page stands.</param>
/// <param name="totalCount">Counts all items; asked once, and only when the count is selected.</param>
[ObjectType]
public class Connection<T>(IReadOnlyList<Edge<T>> edges, PageInfo pageInfo, Func<CancellationToken, ValueTask<int>> totalCount)
    : Connection<T, Edge<T>>(edges, pageInfo)
    where T : notnull
{
    private Task<int>? _total;

    /// <summary>Number of items on all pages.</summary>
    public Task<int> GetTotalCountAsync(CancellationToken cancellationToken) => _total ??= totalCount(cancellationToken).AsTask();
}

/// <summary>An item of a list with its place in it.</summary>
[ObjectType]
public class Edge<T>(string cursor, T node)
    where T : notnull
{
    /// <summary>Where to go on from; opaque.</summary>
    public string Cursor { get; } = cursor;

    /// <summary>The item.</summary>
    public T Node { get; } = node;
}

/// <summary>Where a page stands in its list.</summary>
/// <param name="HasNextPage">Whether there are items behind the page.</param>
/// <param name="HasPreviousPage">Whether there are items before the page.</param>
/// <param name="StartCursor">Cursor of the first item; null on an empty page.</param>
/// <param name="EndCursor">Cursor of the last item; null on an empty page.</param>
[ObjectType]
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>The four arguments of a paged field; as a resolver's parameter it expands into them.</summary>
/// <param name="First">Items from the front.</param>
/// <param name="After">Cursor behind which they begin.</param>
/// <param name="Last">Items from the end.</param>
/// <param name="Before">Cursor before which they end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PageArguments(int? First, string? After, int? Last, string? Before);
