namespace Dam.Domain.Purges;

/// <summary>A shared cache in front of the media route that can be told to forget copies.</summary>
public interface IPurger
{
    /// <summary>Names it in records and logs, without secrets; another one where another cache is meant.</summary>
    string Target { get; }

    /// <summary>Keys that one call takes.</summary>
    int MostKeys { get; }

    /// <summary>Calls that a node makes at a time.</summary>
    int Parallelism => 1;

    /// <summary>
    /// Pauses after which what was confirmed is asked for again. An answer that was on its way to the cache may be kept after the purge has come: from a node that had not heard of the change (up to a second), or
    /// slowly.
    /// </summary>
    IReadOnlyList<TimeSpan> Again { get; }

    /// <summary>Returns when nothing that is kept under these keys will be given out any more. The same again is harmless.</summary>
    /// <exception cref="PurgeFailedException">The cache has not confirmed it.</exception>
    Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct);
}

/// <summary>A cache has refused, cannot be reached, or did not answer in time.</summary>
/// <param name="message">For operators; holds no secret.</param>
/// <param name="retryAfter">As the cache has asked for; null where it has not.</param>
public sealed class PurgeFailedException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter => retryAfter;
}
