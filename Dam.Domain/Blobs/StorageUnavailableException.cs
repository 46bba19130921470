namespace Dam.Domain.Blobs;

/// <summary>The store as a whole takes nothing, or does not answer: its disk is full, it may only be read, its server has too much to do. That is no fault of what was asked for, and may pass.</summary>
/// <param name="isFull">Whether there is no room left, so that somebody has to make some.</param>
/// <param name="inner">What the store said, for operators.</param>
public sealed class StorageUnavailableException(bool isFull, Exception inner)
    : Exception(isFull ? "There is no room left for files: nothing was kept. Somebody has to make room." : "The store of files cannot be used just now. Try again in a moment.", inner)
{
    public bool IsFull => isFull;

    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(isFull ? 60 : 10);
}
