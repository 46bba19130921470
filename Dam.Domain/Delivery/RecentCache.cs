using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain.Delivery;

/// <summary>
/// Keeps what was asked for lately, within a bound. It has two halves: what comes goes into the young one; when that is full it becomes the old one, and what the old one held is forgotten. What is asked for in the
/// old half moves to the young one. So reading what is asked for often takes one look-up, no lock, and writes nothing.
/// </summary>
/// <param name="capacity">The most that all values together may cost.</param>
/// <param name="cost">Of a value, always the same; one each when null. A value dearer than half the capacity is not kept.</param>
public sealed class RecentCache<TKey, TValue>(long capacity, Func<TValue, long>? cost = null)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _changing = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private long _youngCost;

    public bool IsEmpty => _young.IsEmpty && _old.IsEmpty;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        lock (_changing)
        {
            return TryFind(key, out value);
        }
    }

    /// <param name="make">Called while nobody else changes the cache: it only makes an object.</param>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (_young.TryGetValue(key, out var found))
        {
            return found;
        }

        lock (_changing)
        {
            if (!TryFind(key, out found))
            {
                found = make(key);
                Add(key, found);
            }

            return found;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_changing)
        {
            Take(key);
            Add(key, value);
        }
    }

    /// <summary>Whoever asks from now on does not find it.</summary>
    public void Remove(TKey key)
    {
        lock (_changing)
        {
            Take(key);
        }
    }

    /// <summary>The same, unless another value has its place by now.</summary>
    public void Remove(TKey key, TValue value)
    {
        lock (_changing)
        {
            if (TryFind(key, out var found) && ReferenceEquals(found, value))
            {
                Take(key);
            }
        }
    }

    public void Clear()
    {
        lock (_changing)
        {
            _young = new();
            _old = new();
            _youngCost = 0;
        }
    }

    private bool TryFind(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryRemove(key, out value))
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    private void Take(TKey key)
    {
        _old.TryRemove(key, out _);
        if (_young.TryRemove(key, out var value))
        {
            _youngCost -= CostOf(value);
        }
    }

    private void Add(TKey key, TValue value)
    {
        var one = CostOf(value);
        if (one > capacity / 2)
        {
            return;
        }

        if (_youngCost + one > capacity / 2)
        {
            _old = _young;
            _young = new();
            _youngCost = 0;
        }

        _young[key] = value;
        _youngCost += one;
    }

    private long CostOf(TValue value) => cost?.Invoke(value) ?? 1;
}
