using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Persistence.Statements;

internal enum KeyType
{
    Number,
    Text,
    Id,
}

/// <param name="Column">What is sorted by; never null, so that no order depends on where a database puts nulls.</param>
/// <param name="Type">How a cursor keeps its values.</param>
/// <param name="Descending">Largest first.</param>
internal readonly record struct Key(Sql Column, KeyType Type, bool Descending);

/// <summary>
/// Pages of a list in a total order, found by the values of the last row seen: a page costs the same wherever it lies. The last key is unique among
/// rows that are equal in the others.
/// </summary>
internal sealed class Keyset
{
    /// <summary>More than any list has fields to sort by.</summary>
    private const int MostKeys = 8;

    private static readonly Sql[] Names = [.. Enumerable.Range(0, MostKeys).Select(key => new Sql($"\"K{key}\""))];

    private readonly Key[] _keys;
    private readonly uint _fingerprint;

    /// <param name="list">Names the list; a cursor of another list, or of another order, is refused.</param>
    /// <param name="keys">From the first to the last.</param>
    public Keyset(string list, params Key[] keys)
    {
        _keys = keys;
        _fingerprint = Fingerprint(list, keys);
    }

    /// <summary>Appends the keys' columns, each after a comma, as the last ones of a select list.</summary>
    public void AppendColumns(Statement statement)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            statement.Append($", {_keys[i].Column} AS {Names[i]}");
        }
    }

    public void AppendOrder(Statement statement, bool backward)
    {
        var separator = new Sql("\nORDER BY ");
        foreach (var key in _keys)
        {
            statement.Append($"{separator}{key.Column}{Direction(key, backward)}");
            separator = new Sql(", ");
        }
    }

    /// <summary>The same for the rows of a query in brackets, by the names that <see cref="AppendColumns"/> gives.</summary>
    public void AppendOrderByName(Statement statement, string table, bool backward)
    {
        var separator = new Sql($"\nORDER BY {table}.");
        for (var i = 0; i < _keys.Length; i++)
        {
            statement.Append($"{separator}{Names[i]}{Direction(_keys[i], backward)}");
            separator = new Sql($", {table}.");
        }
    }

    /// <summary>Appends <c>AND (…)</c>: behind the row with these values, as seen in the direction of the walk.</summary>
    public void AppendBehind(Statement statement, Cursor cursor, bool backward)
    {
        statement.Append($"\n  AND ");
        AppendBehind(statement, cursor, backward, from: 0);
    }

    /// <summary>The cursor of a row.</summary>
    /// <param name="row">Holds the columns of <see cref="AppendColumns"/> from <paramref name="column"/> on.</param>
    public string ReadCursor(Row row, int column)
    {
        var writer = new CursorWriter(_fingerprint);
        for (var i = 0; i < _keys.Length; i++)
        {
            switch (_keys[i].Type)
            {
                case KeyType.Number:
                    writer.Write(row.Number(column + i));
                    break;
                case KeyType.Text:
                    writer.Write(row.Text(column + i));
                    break;
                case KeyType.Id:
                    writer.Write(row.Id(column + i));
                    break;
            }
        }

        return writer.ToText();
    }

    public bool TryParse(string text, out Cursor cursor) => Cursor.TryParse(text, _fingerprint, _keys, out cursor);

    /// <summary>
    /// Written as <c>a &gt;= x AND (a &gt; x OR (b &gt;= y AND …))</c>, not as the equal <c>a &gt; x OR (a = x AND …)</c>: the first condition alone then bounds the
    /// walk through the index.
    /// </summary>
    private void AppendBehind(Statement statement, Cursor cursor, bool backward, int from)
    {
        var key = _keys[from];
        var beyond = new Sql(key.Descending == backward ? " > " : " < ");
        if (from == _keys.Length - 1)
        {
            statement.Append($"{key.Column}{beyond}");
            AppendValue(statement, cursor, from);
            return;
        }

        statement.Append($"{key.Column}{new Sql(key.Descending == backward ? " >= " : " <= ")}");
        AppendValue(statement, cursor, from);
        statement.Append($" AND ({key.Column}{beyond}");
        AppendValue(statement, cursor, from);
        statement.Append($" OR ");
        AppendBehind(statement, cursor, backward, from + 1);
        statement.Append($")");
    }

    private static Sql Direction(Key key, bool backward) => new(key.Descending == backward ? " ASC" : " DESC");

    private void AppendValue(Statement statement, Cursor cursor, int key)
    {
        switch (_keys[key].Type)
        {
            case KeyType.Number:
                statement.Append($"{cursor.Number(key)}");
                break;
            case KeyType.Text:
                statement.Append($"{cursor.Text(key)}");
                break;
            case KeyType.Id:
                statement.Append($"{cursor.Id(key)}");
                break;
        }
    }

    private static uint Fingerprint(string list, Key[] keys)
    {
        var hash = Mix(Checksum.Start, list);
        foreach (var key in keys)
        {
            hash = Mix(Mix(hash, key.Column.Text), key.Descending ? "-" : "+");
        }

        return hash;

        static uint Mix(uint hash, string text) => Checksum.Mix(hash, MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
