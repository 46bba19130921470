namespace Dam.Domain.Changes;

/// <summary>The feed, live.</summary>
public interface IChangeFeed
{
    /// <summary>Every change after a number, as it is numbered, on whichever node it happened; ends when it is cancelled.</summary>
    /// <param name="scope">Asked anew with each portion that is read; null for everything.</param>
    IAsyncEnumerable<ChangeDetails> FollowAsync(long after, ChangeScope? scope, CancellationToken ct);
}

/// <summary>The feed cannot go on from where it was asked to.</summary>
public sealed class ChangeFeedException(DomainError error) : Exception(error.Message)
{
    public DomainError Error { get; } = error;
}
