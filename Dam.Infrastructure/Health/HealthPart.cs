using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Health;

/// <summary>One part that the service needs. What its probe has found holds for a while, so that asking often costs little, and one probe runs at a time.</summary>
/// <param name="name">Of the part.</param>
/// <param name="problem">What is said when the probe throws; the exception goes to the log, once until the part is well again.</param>
/// <param name="freshFor">How long an answer holds.</param>
/// <param name="probe">Finds out how the part is.</param>
internal sealed partial class HealthPart(
    string name, string problem, TimeSpan freshFor, Func<CancellationToken, Task<HealthCheckResult>> probe, TimeProvider time, ILogger<HealthPart> logger) : IHealthCheck, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (HealthCheckResult Found, long At)? _last;
    private bool _isLost;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) >= freshFor)
            {
                _last = last = (await ProbeAsync(cancellationToken), time.GetTimestamp());
            }

            return last.Found;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<HealthCheckResult> ProbeAsync(CancellationToken ct)
    {
        try
        {
            var found = await probe(ct);
            if (_isLost)
            {
                _isLost = false;
                LogBack(logger, name);
            }

            return found;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!_isLost)
            {
                _isLost = true;
                LogLost(logger, failure, name, problem);
            }

            return HealthCheckResult.Unhealthy(problem);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Unhealthy: {Part}. {Problem}")]
    private static partial void LogLost(ILogger logger, Exception failure, string part, string problem);

    [LoggerMessage(2, LogLevel.Information, "Healthy again: {Part}.")]
    private static partial void LogBack(ILogger logger, string part);
}
