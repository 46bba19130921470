using Dam.Domain;
using Dam.Domain.Paging;

namespace Dam.Infrastructure.Persistence.Statements;

internal static class KeysetPages
{
    /// <summary>Ends a query with cursor, order and limit. What is wrong with the cursor, which is then of another list or order; else null.</summary>
    public static InvalidInput? AppendPage(Statement statement, Keyset keyset, PageRequest page)
    {
        if ((page.After ?? page.Before) is { } text)
        {
            if (!keyset.TryParse(text, out var cursor))
            {
                return Cursors.Invalid;
            }

            keyset.AppendBehind(statement, cursor, page.Backward);
        }

        keyset.AppendOrder(statement, page.Backward);

        // One more than asked for says whether there are more.
        statement.Dialect.AppendLimit(statement, page.Size + 1);
        return null;
    }

    /// <summary>Ends a statement as <see cref="AppendPage"/> does, and reads the page.</summary>
    /// <param name="statement">Complete up to its last condition; selects an item's columns and, from column <paramref name="keys"/> on, those of the keyset.</param>
    public static async Task<Outcome<Page<T>>> PageAsync<T>(
        this Database database, Statement statement, Keyset keyset, PageRequest page, Func<Row, T> read, int keys, CancellationToken ct)
        where T : class => AppendPage(statement, keyset, page) is { } wrong
            ? wrong
            : ToPage(await database.QueryAsync(statement, Item(keyset, page, read, keys), ct), page);

    /// <summary>Reads the pages of several owners from a statement that <see cref="Dialect.AppendForEach"/> made of such a query.</summary>
    public static async Task<Outcome<IReadOnlyDictionary<Guid, Page<T>>>> PagesAsync<T>(
        this Database database,
        Statement statement,
        Keyset keyset,
        PageRequest page,
        Func<Row, T> read,
        int keys,
        Func<T, Guid> ownerOf,
        IReadOnlyList<Guid> owners,
        CancellationToken ct)
        where T : class
    {
        var items = new Dictionary<Guid, List<PageItem<T>>>(owners.Count);
        foreach (var item in await database.QueryAsync(statement, Item(keyset, page, read, keys), ct))
        {
            var owner = ownerOf(item.Item);
            if (!items.TryGetValue(owner, out var list))
            {
                items.Add(owner, list = new List<PageItem<T>>(Math.Min(page.Size + 1, 8)));
            }

            list.Add(item);
        }

        var pages = new Dictionary<Guid, Page<T>>(owners.Count);
        foreach (var owner in owners)
        {
            pages[owner] = items.TryGetValue(owner, out var list) ? ToPage(list, page) : Page<T>.Empty with { HasPrevious = page.After is not null, HasNext = page.Before is not null };
        }

        return pages;
    }

    public static Dictionary<Guid, Page<T>> Empty<T>(IReadOnlyList<Guid> owners) => owners.Distinct().ToDictionary(owner => owner, _ => Page<T>.Empty);

    private static Func<Row, PageItem<T>> Item<T>(Keyset keyset, PageRequest page, Func<Row, T> read, int keys) =>
        page.WithCursors ? row => new PageItem<T>(read(row), keyset.ReadCursor(row, keys)) : row => new PageItem<T>(read(row), "");

    private static Page<T> ToPage<T>(List<PageItem<T>> rows, PageRequest page)
    {
        var more = rows.Count > page.Size;
        if (more)
        {
            rows.RemoveAt(page.Size);
        }

        if (page.Backward)
        {
            rows.Reverse();
            return new Page<T>(rows, HasNext: page.Before is not null, HasPrevious: more);
        }

        return new Page<T>(rows, HasNext: more, HasPrevious: page.After is not null);
    }
}
