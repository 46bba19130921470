using Dam.Domain;
using Dam.Domain.Paging;

namespace Dam.Infrastructure.Persistence.Statements;

internal static class KeysetPages
{
    /// <summary>Ends a statement with cursor, order and limit, and reads the page. Refuses a cursor of another list or order.</summary>
    /// <param name="statement">Complete up to its last condition; selects an item's columns and, from column <paramref name="keys"/> on, those of the keyset.</param>
    public static async Task<Outcome<Page<T>>> PageAsync<T>(
        this Database database, Statement statement, Keyset keyset, PageRequest page, Func<Row, T> read, int keys, CancellationToken ct)
        where T : class
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
        var rows = await database.QueryAsync(statement, row => new PageItem<T>(read(row), keyset.ReadCursor(row, keys)), ct);
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
