using Dam.Domain.Assets;
using Dam.Domain.Idempotency;
using Dam.Domain.Jobs;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;

namespace Dam.Domain;

/// <summary>
/// One transaction for one use case: what is found or added through its stores is written together by <see cref="CommitAsync"/>, or not at all
/// when it is disposed without. Used by one thread at a time.
/// </summary>
public interface IUnitOfWork : IAsyncDisposable
{
    IAssetStore Assets { get; }

    IUploadStore Uploads { get; }

    ISkuStore Skus { get; }

    IJobQueue Jobs { get; }

    IAnswerStore Answers { get; }

    /// <summary>Durable when it returns. Throws <see cref="ConcurrentChangeException"/> when a row was changed by somebody else meanwhile; nothing is written then.</summary>
    Task CommitAsync(CancellationToken ct);
}

public interface IUnitsOfWork
{
    Task<IUnitOfWork> BeginAsync(CancellationToken ct);
}

/// <summary>Somebody else changed a row that this unit of work had read. The use case runs again from the start: <see cref="Transactions"/>.</summary>
public sealed class ConcurrentChangeException(string message, Exception? inner = null) : Exception(message, inner);
