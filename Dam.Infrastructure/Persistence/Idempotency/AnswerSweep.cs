using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Idempotency;

/// <summary>Deletes answers that have expired: nobody asks for them any more. On several nodes each does it, and none minds the others.</summary>
internal sealed partial class AnswerSweep(Database database, TimeProvider time, ILogger<AnswerSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public async Task<int> SweepAsync(CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        var now = time.GetUtcNow();
        return await context.IdempotentAnswers.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, failure);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Expired answers to idempotency keys could not be deleted; the next try is in ten minutes.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
