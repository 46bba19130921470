using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Data;

/// <summary>
/// A total order of a list, whose pages are found by the keys of the last item seen: items that come or go between two pages move no others. Keys are added with
/// <see cref="By"/>, the last of them unique. A cursor holds the keys of its item; it is refused by another list, by another order, and when it was altered.
/// </summary>
/// <param name="list">Names the list.</param>
public sealed class Keyset<T>(string list)
    where T : notnull
{
    private const int ChecksumLength = sizeof(uint);

    /// <summary>Longer cursors are not even decoded.</summary>
    private const int LongestCursor = 16_384;

    private readonly Key[] _keys = [];

    private Keyset(string list, Key[] keys)
        : this(list) => _keys = keys;

    /// <summary>The same order with one more key, by which those are ordered that are equal in the others. Texts compare ordinally.</summary>
    /// <param name="key">Of the item; it must survive JSON.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="name">Tells it from other keys; by itself the text of <paramref name="key"/>.</param>
    public Keyset<T> By<TKey>(Func<T, TKey> key, SortDirection direction = SortDirection.Asc, [CallerArgumentExpression(nameof(key))] string name = "")
        where TKey : notnull => new(list, [.. _keys, new Key<TKey>(key, direction, name)]);

    /// <summary>The cursor of an item.</summary>
    public string CursorOf(T item)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        buffer.Write(stackalloc byte[ChecksumLength]);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var key in _keys)
            {
                key.Write(writer, item);
            }

            writer.WriteEndArray();
        }

        var bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Checksum(bytes.AsSpan(ChecksumLength)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>A page of items in memory, which may come in any order, as the connection specification cuts it.</summary>
    /// <exception cref="GraphQLException">A cursor is none of this list and order.</exception>
    public Connection<T> Page(IEnumerable<T> items, PageArguments page)
    {
        ArgumentNullException.ThrowIfNull(items);
        var all = items as IReadOnlyCollection<T> ?? [.. items];
        var toAfter = page.After is { } after ? Comparison("after", after) : null;
        var toBefore = page.Before is { } before ? Comparison("before", before) : null;
        var between = all.Where(item => (toAfter is null || toAfter(item) > 0) && (toBefore is null || toBefore(item) < 0));

        // One more than asked for says whether there are more.
        var order = Comparer<T>.Create(Compare);
        var backward = page is { First: null, Last: not null };
        var found = backward
            ? between.OrderDescending(order).Take(AndOne(page.Last)).Reverse().ToList()
            : [.. between.Order(order).Take(AndOne(page.First))];
        var hasNext = !backward && Cut(found, page.First, fromStart: false);
        var hasPrevious = Cut(found, page.Last, fromStart: true);

        var edges = found.ConvertAll(item => new Edge<T>(CursorOf(item), item));
        var info = new PageInfo(
            hasNext || (toBefore is not null && all.Any(item => toBefore(item) >= 0)),
            hasPrevious || (toAfter is not null && all.Any(item => toAfter(item) <= 0)),
            edges.Count == 0 ? null : edges[0].Cursor,
            edges.Count == 0 ? null : edges[^1].Cursor);
        return new Connection<T>(edges, info, _ => ValueTask.FromResult(all.Count));
    }

    private static int AndOne(int? count) => count is < int.MaxValue ? count.Value + 1 : int.MaxValue;

    /// <summary>Cuts down to the count. Whether there was something to cut.</summary>
    private static bool Cut(List<T> items, int? count, bool fromStart)
    {
        if (count is not { } most || items.Count <= most)
        {
            return false;
        }

        items.RemoveRange(fromStart ? 0 : most, items.Count - most);
        return true;
    }

    private int Compare(T left, T right)
    {
        foreach (var key in _keys)
        {
            if (key.Compare(left, right) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>How items stand to the one that the cursor is of.</summary>
    private Func<T, int> Comparison(string argument, string cursor)
    {
        var comparisons = Read(cursor) ?? throw new GraphQLException($"\"{argument}\" is no cursor of this list and order.", ErrorCodes.CursorInvalid);
        return item =>
        {
            foreach (var compare in comparisons)
            {
                if (compare(item) is not 0 and var order)
                {
                    return order;
                }
            }

            return 0;
        };
    }

    /// <summary>A comparison for each key; null when the cursor was not made by this list in this order.</summary>
    private Func<T, int>[]? Read(string cursor)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= ChecksumLength || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Checksum(bytes.AsSpan(ChecksumLength)))
        {
            return null;
        }

        try
        {
            using var values = JsonDocument.Parse(bytes.AsMemory(ChecksumLength));
            return values.RootElement.GetArrayLength() == _keys.Length ? [.. _keys.Select((key, i) => key.To(values.RootElement[i]))] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Forged: the checksum was right, and what it is of is no list of such keys.
            return null;
        }
    }

    /// <summary>FNV-1a (32 bits) over list, order and values; against mistakes, not against forgers: a cursor holds nothing that a filter could not say.</summary>
    private uint Checksum(ReadOnlySpan<byte> values)
    {
        var hash = Mix(2166136261, Encoding.UTF8.GetBytes(list));
        foreach (var key in _keys)
        {
            hash = Mix(hash, key.Name);
        }

        return Mix(hash, values);

        static uint Mix(uint hash, ReadOnlySpan<byte> bytes)
        {
            foreach (var value in bytes)
            {
                hash = unchecked((hash ^ value) * 16777619);
            }

            return hash;
        }
    }

    private abstract class Key(SortDirection direction, string name)
    {
        /// <summary>With the direction.</summary>
        public byte[] Name { get; } = Encoding.UTF8.GetBytes($"\n{(direction == SortDirection.Asc ? '+' : '-')}{name}");

        public abstract int Compare(T left, T right);

        public abstract Func<T, int> To(JsonElement value);

        public abstract void Write(Utf8JsonWriter writer, T item);
    }

    private sealed class Key<TKey>(Func<T, TKey> key, SortDirection direction, string name) : Key(direction, name)
        where TKey : notnull
    {
        private static readonly IComparer<TKey> Usual = typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;

        private readonly SortDirection _direction = direction;

        public override int Compare(T left, T right) => Compare(key(left), key(right));

        public override Func<T, int> To(JsonElement value)
        {
            var given = value.Deserialize<TKey>() ?? throw new JsonException("A key is never null.");
            return item => Compare(key(item), given);
        }

        public override void Write(Utf8JsonWriter writer, T item) => JsonSerializer.Serialize(writer, key(item));

        private int Compare(TKey left, TKey right) => _direction == SortDirection.Asc ? Usual.Compare(left, right) : Usual.Compare(right, left);
    }
}
