using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Jobs;

/// <summary>
/// Does what is in the table of jobs: as many at a time as there are cores, each under a lease that is renewed while it works. A job that throws is tried again
/// later, and after the last try it is dead and its handler is told.
/// </summary>
internal sealed partial class JobWorker(
    JobTable table, JobSignal signal, JobWatch watch, IServiceScopeFactory scopes, JobOptions options, TimeProvider time, ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>Said once, not each second by each worker.</summary>
    private bool _isLost;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Parallelism).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var claimed = await table.ClaimAsync(options.Lease, stopping);
                if (Interlocked.Exchange(ref _isLost, value: false))
                {
                    LogTableBack(logger);
                }

                if (claimed is { } job)
                {
                    await WorkAsync(job, stopping);
                }
                else
                {
                    await signal.WaitAsync(options.Poll, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The table itself cannot be reached: nothing was lost, and it may come back.
                if (!Interlocked.Exchange(ref _isLost, value: true))
                {
                    LogTableFailed(logger, failure);
                }

                await Task.Delay(options.Poll, time, CancellationToken.None);
            }
        }
    }

    private async Task WorkAsync(Job job, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetServices<IJobHandler>().FirstOrDefault(candidate => candidate.Kind == job.Kind);
        if (handler is null)
        {
            LogUnknownKind(logger, job.Id, job.Kind);
            await table.BuryAsync(job, $"Nobody does jobs of the kind \"{job.Kind}\".", stopping);
            return;
        }

        Exception reason;
        try
        {
            if (job.Attempts > options.MostAttempts)
            {
                // Each try before ended with the whole process, or this would have been recorded.
                throw new InvalidOperationException($"The process ended during each of {options.MostAttempts} tries.");
            }

            await RunAsync(handler, job, stopping);
            if (!await table.CompleteAsync(job, CancellationToken.None))
            {
                LogLeaseLost(logger, job.Id, job.Kind);
            }

            watch.Ended(job);
            return;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await table.ReturnAsync(job, CancellationToken.None);
            return;
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return;
        }
        catch (Exception failure)
        {
            reason = failure;
        }

        if (job.Attempts < options.MostAttempts)
        {
            var delay = DelayAfter(job.Attempts);
            LogRetry(logger, reason, job.Id, job.Kind, job.Attempts, delay);
            await table.RetryAsync(job, delay, reason.Message, CancellationToken.None);
            return;
        }

        LogGivenUp(logger, reason, job.Id, job.Kind, job.Attempts);
        await GiveUpAsync(handler, job, reason);
    }

    /// <summary>The handler first: only a job whose trace is left may be dead.</summary>
    private async Task GiveUpAsync(IJobHandler handler, Job job, Exception reason)
    {
        var error = reason.Message;
        try
        {
            await handler.GiveUpAsync(job.Payload, reason, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogGiveUpFailed(logger, failure, job.Id, job.Kind);
            error = $"{error} And giving up failed as well: {failure.Message}";
        }

        await table.BuryAsync(job, error, CancellationToken.None);
        watch.Ended(job);
    }

    /// <summary>Runs the handler and renews the lease meanwhile; when the lease is lost, the handler is cancelled, since somebody else has the job.</summary>
    private async Task RunAsync(IJobHandler handler, Job job, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewal = RenewAsync(job, cancel, done.Token);
        try
        {
            await handler.RunAsync(job.Payload, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new LeaseLostException();
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
        }
    }

    private async Task RenewAsync(Job job, CancellationTokenSource cancel, CancellationToken done)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (!await table.RenewAsync(job, options.Lease, done))
                {
                    await cancel.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work has ended.
        }
        catch (Exception failure)
        {
            // Without a lease the work may not go on: somebody else may begin it at any moment.
            LogRenewalFailed(logger, failure, job.Id, job.Kind);
            await cancel.CancelAsync();
        }
    }

    /// <summary>Longer after each try, and never the same for two jobs that failed together.</summary>
    private TimeSpan DelayAfter(int attempts) => options.FirstDelay * Math.Pow(4, attempts - 1) * (0.5 + Random.Shared.NextDouble());

    private sealed class LeaseLostException : Exception;

    [LoggerMessage(1, LogLevel.Error, "The table of jobs cannot be reached; this is tried again until it can.")]
    private static partial void LogTableFailed(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Information, "The table of jobs can be reached again.")]
    private static partial void LogTableBack(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "Job {Id}: nobody does jobs of the kind {Kind}.")]
    private static partial void LogUnknownKind(ILogger logger, Guid id, string kind);

    [LoggerMessage(3, LogLevel.Warning, "Job {Id} ({Kind}): the lease was lost; whoever has it now does the work again.")]
    private static partial void LogLeaseLost(ILogger logger, Guid id, string kind);

    [LoggerMessage(4, LogLevel.Warning, "Job {Id} ({Kind}) failed at try {Attempt}; the next is in {Delay}.")]
    private static partial void LogRetry(ILogger logger, Exception reason, Guid id, string kind, int attempt, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Error, "Job {Id} ({Kind}) failed at try {Attempt}, the last.")]
    private static partial void LogGivenUp(ILogger logger, Exception reason, Guid id, string kind, int attempt);

    [LoggerMessage(6, LogLevel.Error, "Job {Id} ({Kind}): giving up failed as well.")]
    private static partial void LogGiveUpFailed(ILogger logger, Exception failure, Guid id, string kind);

    [LoggerMessage(7, LogLevel.Error, "Job {Id} ({Kind}): the lease could not be renewed.")]
    private static partial void LogRenewalFailed(ILogger logger, Exception failure, Guid id, string kind);
}
