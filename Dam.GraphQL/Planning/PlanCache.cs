using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Dam.GraphQL.Planning;

/// <summary>
/// Plans of validated documents by SHA-256 of the document and the operation's name. When it is full, the half that
/// was not asked for longest goes; time is counted in plans added.
/// </summary>
internal sealed class PlanCache(int capacity, Action<int>? evicted = null)
{
    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _clock;

    public int Count => _entries.Count;

    public static Key KeyOf(ReadOnlySpan<byte> document, string? operationName)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return new Key(MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]), operationName);
    }

    public OperationPlan? Find(Key key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        entry.LastUsed = Volatile.Read(ref _clock);
        return entry.Plan;
    }

    public void Add(Key key, OperationPlan plan)
    {
        if (capacity <= 0)
        {
            return;
        }

        _entries[key] = new Entry(plan) { LastUsed = Interlocked.Increment(ref _clock) };
        if (_entries.Count > capacity)
        {
            MakeRoom();
        }
    }

    private void MakeRoom()
    {
        lock (_gate)
        {
            if (_entries.Count <= capacity)
            {
                return;
            }

            var all = _entries.ToArray();
            Array.Sort(all, (a, b) => a.Value.LastUsed.CompareTo(b.Value.LastUsed));
            var oldest = all.AsSpan(0, all.Length - (capacity / 2));
            foreach (var (key, _) in oldest)
            {
                _entries.TryRemove(key, out _);
            }

            evicted?.Invoke(oldest.Length);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Key(UInt128 High, UInt128 Low, string? OperationName);

    private sealed class Entry(OperationPlan plan)
    {
        public OperationPlan Plan { get; } = plan;

        public long LastUsed { get; set; }
    }
}
