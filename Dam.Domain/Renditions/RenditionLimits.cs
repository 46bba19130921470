using Dam.Domain.Delivery;

namespace Dam.Domain.Renditions;

/// <summary>Whoever asks, or whatever is asked for, has more than its share of what is rendered.</summary>
/// <param name="RetryAfter">When to ask again.</param>
public sealed record RenditionLimited(string Message, TimeSpan RetryAfter) : DomainError("RENDITION_LIMITED", Message);

/// <summary>Settings of <see cref="RenditionLimits"/>.</summary>
/// <param name="NewPerOriginal">Renditions of one original that are made in a minute; as many may come at once.</param>
/// <param name="WaitingPerCaller">Requests of one caller that wait for renditions to be made.</param>
public sealed record RenditionBounds(int NewPerOriginal, int WaitingPerCaller);

/// <summary>
/// Keeps one caller, and one original, from taking all that can be rendered: so many requests of a caller wait at a time, and so many new renditions of an original are made in a minute. What is made already is
/// given to anybody.
/// </summary>
public sealed class RenditionLimits(RenditionBounds bounds, TimeProvider time)
{
    /// <summary>Originals that are remembered; one of which nothing new was asked for lately may have all again.</summary>
    private const int MostOriginals = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly RecentCache<string, Bucket> _originals = new(MostOriginals);

    /// <summary>Waits on behalf of a caller, unless too many of its requests do.</summary>
    /// <param name="caller">Null for one that speaks for many.</param>
    public async Task<Outcome<T>> WaitAsync<T>(string? caller, Func<Task<Outcome<T>>> work)
        where T : class
    {
        if (caller is null)
        {
            return await work();
        }

        lock (_lock)
        {
            var waiting = _waiting.GetValueOrDefault(caller);
            if (waiting >= bounds.WaitingPerCaller)
            {
                return new RenditionLimited($"{bounds.WaitingPerCaller} of your requests wait for renditions already. Ask again when some are answered.", TimeSpan.FromSeconds(2));
            }

            _waiting[caller] = waiting + 1;
        }

        try
        {
            return await work();
        }
        finally
        {
            Leave(caller);
        }
    }

    /// <summary>Null when another rendition of an original may be made now; it counts then.</summary>
    public RenditionLimited? Take(string digest)
    {
        lock (_lock)
        {
            var bucket = _originals.GetOrAdd(digest, _ => new Bucket { Left = bounds.NewPerOriginal, At = time.GetTimestamp() });
            var now = time.GetTimestamp();
            bucket.Left = Math.Min(bounds.NewPerOriginal, bucket.Left + (time.GetElapsedTime(bucket.At, now) / Minute * bounds.NewPerOriginal));
            bucket.At = now;
            if (bucket.Left >= 1)
            {
                bucket.Left--;
                return null;
            }

            var wait = TimeSpan.FromSeconds(Math.Ceiling((1 - bucket.Left) * Minute.TotalSeconds / bounds.NewPerOriginal));
            return new RenditionLimited($"{bounds.NewPerOriginal} new renditions of one file are made in a minute, and more were asked for.", wait);
        }
    }

    private void Leave(string caller)
    {
        lock (_lock)
        {
            if (--_waiting[caller] == 0)
            {
                _waiting.Remove(caller);
            }
        }
    }

    /// <summary>How many more may be made, as of an instant of the steady counter.</summary>
    private sealed class Bucket
    {
        public double Left { get; set; }

        public long At { get; set; }
    }
}
