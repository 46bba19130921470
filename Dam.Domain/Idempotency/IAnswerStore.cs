namespace Dam.Domain.Idempotency;

/// <summary>A call that bears an idempotency key.</summary>
/// <param name="Subject">Of the caller: keys of different callers have nothing to do with each other.</param>
/// <param name="Command">Name of the command's type.</param>
/// <param name="InputDigest">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record KeyedRequest(string Subject, string Key, string Command, string InputDigest);

/// <param name="Answer">JSON of what the command answered.</param>
public sealed record KeptAnswer(KeyedRequest Request, string Answer);

/// <summary>Answers to calls with an idempotency key, kept for <see cref="Lifetime"/>.</summary>
public interface IAnswerStore
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Null when the caller has not used the key within the lifetime.</summary>
    Task<KeptAnswer?> FindAsync(string subject, string key, CancellationToken ct);

    /// <summary>Written with the unit of work, which fails with <see cref="ConcurrentChangeException"/> when somebody else has kept an answer for the key meanwhile.</summary>
    void Keep(KeyedRequest request, string answer);
}
