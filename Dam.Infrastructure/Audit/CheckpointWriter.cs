using Dam.Domain.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Audit;

/// <summary>Makes a checkpoint every now and then, when something has happened since the last.</summary>
internal sealed partial class CheckpointWriter(IAuditReader audit, AuditCheckpoints checkpoints, IOptions<AuditOptions> options, ILogger<CheckpointWriter> logger) : BackgroundService
{
    private long _last;

    /// <summary>Whether the last checkpoint could not be written.</summary>
    public bool HasFailed { get; private set; }

    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (await audit.HeadAsync(ct) is { } head && head.Sequence != _last)
        {
            await checkpoints.WriteAsync(head.Sequence, head.Hash, ct);
            _last = head.Sequence;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckpointInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                    HasFailed = false;
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    HasFailed = true;
                    LogFailed(logger, failure);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The audit chain's checkpoint could not be written; the next try is at the next interval.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
