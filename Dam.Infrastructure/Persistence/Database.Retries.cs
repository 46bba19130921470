using System.Data.Common;
using Dam.Domain;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>What is done again, and when: whole queries and whole units of work, from their start, never a part of one.</summary>
internal abstract partial class Database
{
    private const int MostAttempts = 8;

    /// <summary>Before the second attempt; twice as long before each one after, 2.5 seconds in all.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the work again, from its start, while it fails for reasons that pass; at last with the failure of the last attempt.</summary>
    public async Task<T> AttemptAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception failure) when (MayPass(failure, attempt))
            {
                LogAgain(logger, failure, attempt);
            }

            await PauseAsync(attempt, ct);
        }
    }

    private bool MayPass(Exception failure, int attempt) => attempt < MostAttempts && failure switch
    {
        // It may have been written: who asked has to look.
        CommitUnknownException => false,
        ConcurrentChangeException => true,
        _ => DatabaseFailureIn(failure) is { } found && IsTransient(found),
    };

    /// <summary>Never the same for two that failed together. By the machine's clock: this is no matter of the domain's time.</summary>
    private static Task PauseAsync(int attempt, CancellationToken ct) =>
        Task.Delay(FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()), ct);

    /// <summary>EF Core wraps what the driver throws, once or twice.</summary>
    private static DbException? DatabaseFailureIn(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException found)
            {
                return found;
            }
        }

        return null;
    }

    [LoggerMessage(11, LogLevel.Debug, "Attempt {Attempt} failed for a reason that may pass; once more from the start.")]
    private static partial void LogAgain(ILogger logger, Exception failure, int attempt);
}

/// <summary>The connection was lost while a commit was under way.</summary>
internal sealed class CommitUnknownException(Exception inner)
    : Exception("The connection to the database was lost during a commit: whether the change was written is not known.", inner);
