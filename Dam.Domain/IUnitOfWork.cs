using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Idempotency;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Transitions;
using Dam.Domain.Uploads;

namespace Dam.Domain;

/// <summary>
/// One transaction for one use case: what is found or added through its stores is written together by <see cref="CommitAsync"/>, or not at all
/// when it is disposed without. Used by one thread at a time.
/// </summary>
public interface IUnitOfWork : IAsyncDisposable
{
    IAssetStore Assets { get; }

    ILikenessStore Likenesses { get; }

    IUploadStore Uploads { get; }

    IBlobRegister Blobs { get; }

    ISkuStore Skus { get; }

    IPresetStore Presets { get; }
    IRightsStore Rights { get; }

    ITransitionStore Transitions { get; }

    IChannelStore Channels { get; }

    IJobQueue Jobs { get; }

    IAnswerStore Answers { get; }

    /// <summary>Heard of by others when the unit of work is committed, and only then.</summary>
    IEventLog Events { get; }

    /// <summary>Durable when it returns. Throws <see cref="ConcurrentChangeException"/> when a row was changed by somebody else meanwhile; nothing is written then.</summary>
    Task CommitAsync(CancellationToken ct);
}

public interface IUnitsOfWork
{
    /// <summary>
    /// Runs a use case in a unit of work of its own, and again from its start, in another one, when somebody else changed what it had read or the database failed for a
    /// moment. Nothing that the use case did before counts then, so all that it learns and changes is in the unit. A few attempts, then the last failure, or
    /// <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    Task<T> RunAsync<T>(Func<IUnitOfWork, Task<T>> useCase, CancellationToken ct);

    /// <summary>One attempt.</summary>
    Task<IUnitOfWork> BeginAsync(CancellationToken ct);
}

/// <summary>The database does not answer, also after a few attempts; it refuses changes, for instance because its disk is full; or it was lost in the middle of a commit.</summary>
/// <param name="message">For callers.</param>
/// <param name="mayBeWritten">Whether a change may have been written all the same. With an idempotency key it can be asked for again.</param>
public sealed class DatabaseUnavailableException(string message, bool mayBeWritten, Exception inner) : Exception(message, inner)
{
    public bool MayBeWritten => mayBeWritten;

    /// <summary>Whether it has no room left, so that somebody has to make some.</summary>
    public bool IsFull { get; init; }
}

/// <summary>Somebody else changed a row that this unit of work had read. <see cref="IUnitsOfWork.RunAsync"/> runs the use case again from its start.</summary>
public sealed class ConcurrentChangeException(string message, Exception? inner = null) : Exception(message, inner);
