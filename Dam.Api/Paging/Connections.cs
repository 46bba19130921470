using Dam.Domain;
using Dam.Domain.Paging;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Api.Paging;

/// <summary>From the domain's pages to Relay connections.</summary>
internal static class Connections
{
    /// <param name="selection">Below the connection: without a cursor in it none is made.</param>
    public static PageRequest ToRequest(this PageArguments page, FieldSelection selection) => new(page.First, page.After, page.Last, page.Before)
    {
        WithCursors = selection.Includes("edges.cursor") || selection.Includes("pageInfo.startCursor") || selection.Includes("pageInfo.endCursor"),
    };

    /// <param name="count">Runs only when <c>totalCount</c> is selected.</param>
    public static Connection<T> ToConnection<T>(this Page<T> page, Func<CancellationToken, ValueTask<int>> count)
        where T : notnull
    {
        var edges = new Edge<T>[page.Items.Count];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = new Edge<T>(page.Items[i].Cursor, page.Items[i].Item);
        }

        var (start, end) = edges.Length == 0 ? (null, null) : (edges[0].Cursor, edges[^1].Cursor);
        return new Connection<T>(edges, new PageInfo(page.HasNext, page.HasPrevious, start, end), count);
    }

    /// <summary>The value, or the refusal as a GraphQL error: a query has no payload to carry it.</summary>
    public static T OrThrow<T>(this Outcome<T> outcome)
        where T : class =>
        outcome.Value ?? throw new GraphQLException(outcome.Errors[0].Message, outcome.Errors[0].Code);
}
