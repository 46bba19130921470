using System.Collections.Concurrent;

namespace Dam.GraphQL.Planning;

/// <summary>
/// Keeps values up to a weight in all. When that is passed, what was not asked for longest goes until half of it is free; time is
/// counted in values added.
/// </summary>
/// <param name="capacity">Most weight in all; nothing is kept when it is not positive.</param>
/// <param name="weigh">What a value weighs; without it each weighs one.</param>
/// <param name="evicted">Is told how many values have gone.</param>
internal sealed class RecentCache<TKey, TValue>(long capacity, Func<TValue, long>? weigh = null, Action<int>? evicted = null)
    where TKey : struct
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _clock;
    private long _weight;

    public int Count => _entries.Count;

    public TValue? Find(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        entry.LastUsed = Volatile.Read(ref _clock);
        return entry.Value;
    }

    /// <summary>Keeps the value, unless its key has one or it is heavier than all may be.</summary>
    public void Add(TKey key, TValue value)
    {
        var entry = new Entry(value, weigh?.Invoke(value) ?? 1) { LastUsed = Interlocked.Increment(ref _clock) };
        if (entry.Weight > capacity || !_entries.TryAdd(key, entry))
        {
            return;
        }

        if (Interlocked.Add(ref _weight, entry.Weight) > capacity)
        {
            MakeRoom();
        }
    }

    private void MakeRoom()
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _weight) <= capacity)
            {
                return;
            }

            var gone = 0;
            foreach (var (key, entry) in _entries.ToArray().OrderBy(pair => pair.Value.LastUsed))
            {
                if (Volatile.Read(ref _weight) <= capacity / 2)
                {
                    break;
                }

                if (_entries.TryRemove(key, out _))
                {
                    Interlocked.Add(ref _weight, -entry.Weight);
                    gone++;
                }
            }

            evicted?.Invoke(gone);
        }
    }

    private sealed class Entry(TValue value, long weight)
    {
        public TValue Value { get; } = value;

        public long Weight { get; } = weight;

        public long LastUsed { get; set; }
    }
}
