using System.Data.Common;
using Dam.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>What is done again, and when: whole queries and whole units of work, from their start, never a part of one.</summary>
internal abstract partial class Database
{
    private const int MostAttempts = 8;

    /// <summary>Before the second attempt; twice as long before each one after, 2.5 seconds in all.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Runs the work again, from its start, while it fails for reasons that pass; at last with the failure of the last attempt, or <see cref="DatabaseUnavailableException"/> when it
    /// is the database's.
    /// </summary>
    public async Task<T> AttemptAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception failure) when (attempt < MostAttempts && MayPass(failure))
            {
                LogAgain(logger, failure, attempt);
            }
            catch (Exception failure) when (DatabaseFailureIn(failure) is { } refusing && RefusalOf(refusing) is { } refusal)
            {
                LogUnavailable(logger, attempt, $"{Place}: {refusing.Message}");
                throw new DatabaseUnavailableException(refusal, mayBeWritten: false, failure) { IsFull = refusal == Refusals.Full };
            }
            catch (Exception failure) when (PassingFailureIn(failure) is { } passing)
            {
                LogUnavailable(logger, attempt, $"{Place}: {passing.Message}");
                throw new DatabaseUnavailableException("The database does not answer, or has too much to do. Try again in a moment.", mayBeWritten: false, failure);
            }
            catch (DatabaseUnavailableException lost)
            {
                LogUnavailable(logger, attempt, lost.Message);
                throw;
            }

            await PauseAsync(attempt, ct);
        }
    }

    private bool MayPass(Exception failure) => failure is ConcurrentChangeException or DbUpdateConcurrencyException || PassingFailureIn(failure) is not null;

    /// <summary>None when a commit was lost: it may have been written, so who asked has to look.</summary>
    private DbException? PassingFailureIn(Exception failure) =>
        failure is not DatabaseUnavailableException && DatabaseFailureIn(failure) is { } found && IsTransient(found) ? found : null;

    /// <summary>Never the same for two that failed together. By the machine's clock: this is no matter of the domain's time.</summary>
    private static Task PauseAsync(int attempt, CancellationToken ct) =>
        Task.Delay(FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()), ct);

    /// <summary>What callers are told in each case; the log has what the database said.</summary>
    protected static class Refusals
    {
        public const string Full = "The database has no room left: nothing was changed. Somebody has to make room for it.";

        public const string ReadOnly = "The database takes no changes: nothing was changed. Somebody has to let Dam write to it.";

        public const string Newer = "The database is of a newer version than this node: nothing was changed. Ask another node; somebody has to bring this one up to date.";

        public const string Busy = "Somebody else holds the database: nothing was changed. Try again in a moment.";

        public const string TooSlow = "The database took too long and was stopped: nothing was changed. Try again in a moment.";
    }

    /// <summary>EF Core wraps what the driver throws, once or twice.</summary>
    protected static DbException? DatabaseFailureIn(Exception failure)
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

    [LoggerMessage(12, LogLevel.Error, "Given up at attempt {Attempt}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, int attempt, string reason);
}
