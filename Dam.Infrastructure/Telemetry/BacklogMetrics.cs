using System.Diagnostics.Metrics;
using Dam.Domain.Jobs;
using Dam.Domain.Purges;
using Dam.Infrastructure.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Telemetry;

/// <summary>How much waits in the database and since when, looked at every now and then: instruments are asked without waiting.</summary>
internal sealed partial class BacklogMetrics : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Backlogs _backlogs;
    private readonly IJobReader _jobs;
    private readonly IPurgeReader _purges;
    private readonly TimeProvider _time;
    private readonly ILogger<BacklogMetrics> _logger;
    private readonly Meter _meter = new(DamTelemetry.Name, DamTelemetry.Version);
    private Sample? _sample;

    public BacklogMetrics(Backlogs backlogs, IJobReader jobs, IPurgeReader purges, TimeProvider time, ILogger<BacklogMetrics> logger)
    {
        (_backlogs, _jobs, _purges, _time, _logger) = (backlogs, jobs, purges, time, logger);
        _meter.CreateObservableGauge("dam.sequencer.lag", () => Measure(sample => AgeOf(sample.OldestEvent)), "s", "How long the oldest event has waited for its number.");
        _meter.CreateObservableGauge("dam.job.lag", () => Measure(sample => AgeOf(sample.Jobs.DueSince)), "s", "How long the job has waited that has been due for the longest time.");
        _meter.CreateObservableGauge("dam.job.waiting", () => Measure(sample => sample.Jobs.Waiting), "{job}", "Jobs that are due and not begun.");
        _meter.CreateObservableGauge("dam.job.failed", () => Measure(sample => sample.Jobs.Failed), "{job}", "Jobs that were given up.");
        _meter.CreateObservableGauge("dam.purge.lag", () => Measure(sample => AgeOf(sample.Purges.Since)), "s", "How long the purge has waited that was asked for first of those that no cache has confirmed.");
        _meter.CreateObservableGauge("dam.purge.waiting", () => Measure(sample => sample.Purges.Waiting), "{purge}", "Purges that were asked for and not confirmed.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _sample = new Sample(await _backlogs.OldestEventAsync(stoppingToken), await _jobs.BacklogAsync(stoppingToken), await _purges.BacklogAsync(stoppingToken));
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing is told until it is known again.
                _sample = null;
                LogFailed(_logger, failure.Message);
            }

            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<Measurement<double>> Measure(Func<Sample, double> read) => _sample is { } sample ? [new(read(sample))] : [];

    private double AgeOf(DateTimeOffset? since) => since is { } instant ? Math.Max(0, (_time.GetUtcNow() - instant).TotalSeconds) : 0;

    private sealed record Sample(DateTimeOffset? OldestEvent, JobBacklog Jobs, PurgeBacklog Purges);

    [LoggerMessage(1, LogLevel.Debug, "What waits in the database could not be measured: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
