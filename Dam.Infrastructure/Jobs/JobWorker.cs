using Dam.Domain;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Jobs;

/// <summary>
/// Does what is in the table of jobs, under leases that are renewed while it works. Each kind has its own places, so that one which has much to do keeps no other waiting. A job that throws is tried
/// again later, and after the last try it is given up and its handler is told. Jobs of kinds that nobody here knows are left to nodes that do: a newer version's may wait for it.
/// </summary>
internal sealed partial class JobWorker : BackgroundService
{
    /// <summary>How often progress is written at most.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>A job whose store or database cannot be used waits as long as after so many tries.</summary>
    private const int TriesBeforeWaiting = 3;

    /// <summary>
    /// How many ends of the whole process are suffered where one failed try would be: machines are taken away and versions rolled out, and what ran then was rarely the reason.
    /// </summary>
    private const int EndsATry = 5;

    private readonly JobTable _table;
    private readonly IUnitsOfWork _units;
    private readonly JobSignal _signal;
    private readonly JobWatch _watch;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobWorker> _logger;
    private readonly IReadOnlyList<Places> _kinds;

    /// <summary>Said once, not each second.</summary>
    private bool _isLost;

    public JobWorker(
        JobTable table, IUnitsOfWork units, JobSignal signal, JobWatch watch, IEnumerable<IJobHandler> handlers, JobOptions options, TimeProvider time, ILogger<JobWorker> logger)
    {
        (_table, _units, _signal, _watch, _options, _time, _logger) = (table, units, signal, watch, options, time, logger);
        _kinds = [.. handlers.Select(handler => new Places(handler, handler.Parallelism ?? options.Parallelism))];
        if (_kinds.CountBy(places => places.Kind, StringComparer.Ordinal).FirstOrDefault(kind => kind.Value > 1) is { Value: > 1 } twice)
        {
            throw new InvalidOperationException($"{twice.Value} handlers do jobs of the kind \"{twice.Key}\".");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isScheduled = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isScheduled)
                {
                    await ScheduleAsync(stoppingToken);
                    isScheduled = true;
                }

                var free = _kinds.Where(places => places.HasRoom).ToDictionary(places => places.Kind, StringComparer.Ordinal);
                foreach (var kind in await _table.DueAsync(free.Keys, stoppingToken))
                {
                    Begin(free[kind], stoppingToken);
                }

                await _signal.WaitAsync(_options.Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                await LoseAsync(failure);
            }
        }

        await Task.WhenAll(_kinds.Select(places => places.EmptyAsync()));
    }

    /// <summary>Sees to it that one job of each kind that recurs waits, whichever node has seen to it before.</summary>
    private async Task ScheduleAsync(CancellationToken ct)
    {
        foreach (var handler in _kinds.Select(places => places.Handler).Where(handler => handler.Interval is not null))
        {
            await _units.ChangeAsync(unit => EnqueueNextAsync(unit, handler, ct), ct);
        }
    }

    private static async Task<bool> EnqueueNextAsync(IUnitOfWork unit, IJobHandler handler, CancellationToken ct)
    {
        await unit.Jobs.EnqueueOnceAsync(handler.Kind, handler.Kind, "", new JobTerms { Priority = JobPriority.Bulk, Delay = handler.Interval!.Value }, ct);
        return true;
    }

    /// <summary>The next one of a kind that recurs is written with the end of this one.</summary>
    private Task<bool> CompleteAsync(IJobHandler handler, JobRun run) => handler.Interval is null
        ? _table.CompleteAsync(run, CancellationToken.None)
        : _units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, CancellationToken.None);
                return await EnqueueNextAsync(unit, handler, CancellationToken.None);
            },
            CancellationToken.None);

    /// <summary>The table itself cannot be reached: nothing was lost, and it may come back.</summary>
    private async Task LoseAsync(Exception failure)
    {
        if (!Interlocked.Exchange(ref _isLost, value: true))
        {
            LogTableFailed(_logger, failure);
        }

        await Task.Delay(_options.Poll, _time, CancellationToken.None);
    }

    /// <summary>Takes a place of a kind, if one is free, for as long as there is something to do. Who finds a job lets somebody else look for the next one.</summary>
    private void Begin(Places places, CancellationToken stopping)
    {
        if (!stopping.IsCancellationRequested && places.TryTake())
        {
            _ = Task.Run(() => WorkAsync(places, stopping), CancellationToken.None);
        }
    }

    private async Task WorkAsync(Places places, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await _table.ClaimAsync(places.Kind, _options.Lease) is { } run)
            {
                if (Interlocked.Exchange(ref _isLost, value: false))
                {
                    LogTableBack(_logger);
                }

                Begin(places, stopping);
                await WorkAsync(places.Handler, run, stopping);
            }
        }
        catch (Exception failure)
        {
            await LoseAsync(failure);
        }
        finally
        {
            places.Leave();
        }

        // What was enqueued between the last look and the moment when the place was free was passed over.
        _signal.Wake(1);
    }

    private async Task WorkAsync(IJobHandler handler, JobRun run, CancellationToken stopping)
    {
        var mostAttempts = handler.MostAttempts ?? _options.MostAttempts;
        Exception reason;
        try
        {
            if (run.Attempt > mostAttempts * EndsATry)
            {
                // Most tries before ended with the whole process, or this would have been recorded.
                throw new InvalidOperationException($"The process ended during most of {run.Attempt - 1} tries.");
            }

            await RunAsync(handler, run, stopping);
            if (!run.HasEnded && !await CompleteAsync(handler, run))
            {
                LogLeaseLost(_logger, run.Id, run.Kind);
            }

            _watch.Ended(run);
            return;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await _table.ReturnAsync(run, CancellationToken.None);
            return;
        }
        catch (JobLeaseLostException)
        {
            LogLeaseLost(_logger, run.Id, run.Kind);
            return;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or DatabaseUnavailableException)
        {
            await PostponeAsync(run, failure.Message, stopping);
            return;
        }
        catch (Exception failure)
        {
            reason = failure;
        }

        if (run.Attempt < mostAttempts)
        {
            var delay = DelayAfter(run.Attempt);
            LogRetry(_logger, reason, run.Id, run.Kind, run.Attempt, delay);
            await _table.RetryAsync(run, delay, reason.Message, CancellationToken.None);
            return;
        }

        LogGivenUp(_logger, reason, run.Id, run.Kind, run.Attempt);
        await GiveUpAsync(handler, run, reason);
    }

    /// <summary>
    /// What cannot be used is no fault of the job's, and it may take hours until somebody has mended it: no try is used up. While not even that can be written down, the place stays taken, so that no
    /// more jobs are begun in vain.
    /// </summary>
    private async Task PostponeAsync(JobRun run, string reason, CancellationToken stopping)
    {
        var wait = DelayAfter(TriesBeforeWaiting);
        LogWaits(_logger, run.Id, run.Kind, reason, wait);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _table.PostponeAsync(run, wait, reason, CancellationToken.None);
                return;
            }
            catch (Exception failure)
            {
                await LoseAsync(failure);
            }
        }
    }

    /// <summary>The handler first: only a job whose trace is left may be dead.</summary>
    private async Task GiveUpAsync(IJobHandler handler, JobRun run, Exception reason)
    {
        var error = reason.Message;
        try
        {
            await handler.GiveUpAsync(run.Payload, reason, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogGiveUpFailed(_logger, failure, run.Id, run.Kind);
            error = $"{error} And giving up failed as well: {failure.Message}";
        }

        await _table.BuryAsync(run, error, CancellationToken.None);
        if (handler.Interval is not null)
        {
            await _units.ChangeAsync(unit => EnqueueNextAsync(unit, handler, CancellationToken.None), CancellationToken.None);
        }

        _watch.Ended(run);
    }

    /// <summary>Runs the handler and keeps the lease meanwhile; when the lease is lost, the handler is cancelled, since somebody else has the job.</summary>
    private async Task RunAsync(IJobHandler handler, JobRun run, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepAsync(run, cancel, done.Token);
        using var span = DamTelemetry.StartJob(run.Kind, run.TraceParent);
        try
        {
            await handler.RunAsync(run, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new JobLeaseLostException();
        }
        catch (Exception failure)
        {
            span?.Fail(failure);
            throw;
        }
        finally
        {
            await done.CancelAsync();
            await keeping;
        }
    }

    /// <summary>Renews the lease each time that a third of it is over, and sooner when there is progress to write.</summary>
    private async Task KeepAsync(JobRun run, CancellationTokenSource cancel, CancellationToken done)
    {
        var renewal = _options.Lease / 3;
        using var timer = new PeriodicTimer(renewal < ProgressInterval ? renewal : ProgressInterval, _time);
        var (renewed, written) = (_time.GetTimestamp(), run.Progress);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (run.Progress == written && _time.GetElapsedTime(renewed) < renewal)
                {
                    continue;
                }

                (renewed, written) = (_time.GetTimestamp(), run.Progress);
                if (!await _table.RenewAsync(run, _options.Lease, done) && !run.HasEnded)
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
            LogRenewalFailed(_logger, failure, run.Id, run.Kind);
            await cancel.CancelAsync();
        }
    }

    /// <summary>Longer after each try, up to a bound, and never the same for two jobs that failed together.</summary>
    private TimeSpan DelayAfter(int attempts)
    {
        var delay = _options.FirstDelay * Math.Pow(4, Math.Min(attempts - 1, 20));
        return (delay < _options.LongestDelay ? delay : _options.LongestDelay) * (0.5 + Random.Shared.NextDouble());
    }

    /// <summary>How many jobs of a kind run at a time here.</summary>
    private sealed class Places(IJobHandler handler, int most)
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource? _emptied;
        private int _taken;

        public IJobHandler Handler => handler;

        public string Kind => handler.Kind;

        public bool HasRoom => Volatile.Read(ref _taken) < most;

        public bool TryTake()
        {
            lock (_gate)
            {
                if (_taken == most)
                {
                    return false;
                }

                _taken++;
                return true;
            }
        }

        public void Leave()
        {
            lock (_gate)
            {
                if (--_taken == 0)
                {
                    _emptied?.SetResult();
                }
            }
        }

        /// <summary>Ends when nobody works here any more; asked once, when nobody begins any more.</summary>
        public Task EmptyAsync()
        {
            lock (_gate)
            {
                _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_taken == 0)
                {
                    _emptied.SetResult();
                }

                return _emptied.Task;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The table of jobs cannot be reached; this is tried again until it can.")]
    private static partial void LogTableFailed(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Information, "The table of jobs can be reached again.")]
    private static partial void LogTableBack(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Job {Id} ({Kind}): the lease was lost; whoever has it now does the work again.")]
    private static partial void LogLeaseLost(ILogger logger, Guid id, string kind);

    [LoggerMessage(4, LogLevel.Warning, "Job {Id} ({Kind}) failed at try {Attempt}; the next is in {Delay}.")]
    private static partial void LogRetry(ILogger logger, Exception reason, Guid id, string kind, int attempt, TimeSpan delay);

    [LoggerMessage(9, LogLevel.Warning, "Job {Id} ({Kind}) waits: {Reason} The next look is in {Delay}.")]
    private static partial void LogWaits(ILogger logger, Guid id, string kind, string reason, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Error, "Job {Id} ({Kind}) failed at try {Attempt}, the last.")]
    private static partial void LogGivenUp(ILogger logger, Exception reason, Guid id, string kind, int attempt);

    [LoggerMessage(6, LogLevel.Error, "Job {Id} ({Kind}): giving up failed as well.")]
    private static partial void LogGiveUpFailed(ILogger logger, Exception failure, Guid id, string kind);

    [LoggerMessage(7, LogLevel.Error, "Job {Id} ({Kind}): the lease could not be renewed.")]
    private static partial void LogRenewalFailed(ILogger logger, Exception failure, Guid id, string kind);
}
