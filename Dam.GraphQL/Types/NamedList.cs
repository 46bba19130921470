using System.Collections;
using System.Collections.Frozen;

namespace Dam.GraphQL.Types;

/// <summary>Elements in the order of their declaration, found by name. Of two with one name the first is found.</summary>
public sealed class NamedList<T> : IReadOnlyList<T>
    where T : class, INamedElement
{
    private readonly T[] _items;
    private readonly FrozenDictionary<string, T> _byName;

    public NamedList(IEnumerable<T> items)
    {
        _items = [.. items];
        _byName = _items.DistinctBy(item => item.Name, StringComparer.Ordinal).ToFrozenDictionary(item => item.Name, StringComparer.Ordinal);
    }

    public static NamedList<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>The element of that name, or null.</summary>
    public T? Find(string name) => _byName.GetValueOrDefault(name);

    public bool Contains(string name) => _byName.ContainsKey(name);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
