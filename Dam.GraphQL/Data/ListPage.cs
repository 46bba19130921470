using System.Globalization;
using System.Text;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Data;

/// <summary>Pages of a list in memory, cut as the connection specification says. A cursor is an item's position, so it is the same on every page.</summary>
internal static class ListPage
{
    private const string Prefix = "at:";

    /// <summary>The page; a <see cref="Connection{T}"/> when the total is asked for.</summary>
    /// <exception cref="GraphQLException">A cursor is none of a list's.</exception>
    public static Connection<T, Edge<T>>? Of<T>(IEnumerable<T>? source, PageArguments page, bool withTotal)
        where T : notnull
    {
        if (source is null)
        {
            return null;
        }

        var items = source as IReadOnlyList<T> ?? [.. source];
        var start = page.After is { } after ? Math.Min(Position("after", after) + 1, items.Count) : 0;
        var end = page.Before is { } before ? Math.Min(Position("before", before), items.Count) : items.Count;
        end = Math.Max(start, end);
        if (page.First < end - start)
        {
            end = start + page.First.Value;
        }

        if (page.Last < end - start)
        {
            start = end - page.Last.Value;
        }

        var edges = new Edge<T>[end - start];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = new Edge<T>(Cursor(start + i), items[start + i]);
        }

        var info = new PageInfo(end < items.Count, start > 0, edges.Length == 0 ? null : edges[0].Cursor, edges.Length == 0 ? null : edges[^1].Cursor);
        return withTotal ? new Connection<T>(edges, info, _ => ValueTask.FromResult(items.Count)) : new Connection<T, Edge<T>>(edges, info);
    }

    private static string Cursor(int position) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{position}")));

    private static int Position(string argument, string cursor)
    {
        Span<byte> bytes = stackalloc byte[32];
        return Convert.TryFromBase64String(cursor, bytes, out var length)
            && Encoding.ASCII.GetString(bytes[..length]) is var text
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position < int.MaxValue
            ? position
            : throw new GraphQLException($"\"{argument}\" is no cursor of this list.", ErrorCodes.CursorInvalid);
    }
}
