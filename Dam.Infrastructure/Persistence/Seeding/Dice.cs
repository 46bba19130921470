namespace Dam.Infrastructure.Persistence.Seeding;

/// <summary>What looks random and is the same whenever the seed is: SplitMix64, one for each thing that is made, so that any of them can be made by itself.</summary>
internal struct Dice(long seed, int kind, long index)
{
    private ulong _state = Mix((ulong)seed ^ Mix(((ulong)index << 8) | (uint)kind));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 to below <paramref name="end"/>.</summary>
    public long Below(long end) => (long)(Next() % (ulong)end);

    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Of<T>(IReadOnlyList<T> choices) => choices[(int)Below(choices.Count)];

    /// <summary>A UUIDv7 of an instant (RFC 9562, section 5.7).</summary>
    public Guid Id(DateTimeOffset instant)
    {
        var high = ((ulong)instant.ToUnixTimeMilliseconds() << 16) | 0x7000 | (Next() & 0x0FFF);
        var low = 0x8000000000000000 | (Next() >> 2);
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
