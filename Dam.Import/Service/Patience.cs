using System.Diagnostics;
using System.Net;

namespace Dam.Import.Service;

/// <summary>The service cannot be reached, or refuses this client as such: going on makes no sense.</summary>
internal sealed class ServiceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The service, or something on the way to it, asks to come again later.</summary>
internal sealed class BusyException(string message, TimeSpan? retryAfter, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Tries again what the service was not there for, with pauses that grow and differ, until it is away for too long.</summary>
internal sealed class Patience(TimeSpan most)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call(ct);
            }
            catch (Exception e) when (IsPassing(e, ct))
            {
                var pause = (e as BusyException)?.RetryAfter ?? Pause(attempt);
                if (waited.Elapsed + pause > most)
                {
                    throw new ServiceException($"The service did not answer for {waited.Elapsed.TotalSeconds:0} seconds: {Reason(e)} What has been done is done: run the same again to go on.", e);
                }

                await Task.Delay(pause, ct);
            }
        }
    }

    private static bool IsPassing(Exception e, CancellationToken ct) => e switch
    {
        BusyException => true,
        HttpRequestException http => http.StatusCode is null,
        IOException => true,

        // HttpClient's own time limit.
        TaskCanceledException => !ct.IsCancellationRequested,
        _ => false,
    };

    private static string Reason(Exception e) => e is TaskCanceledException ? "it took too long." : $"{e.Message.TrimEnd('.')}.";

    /// <summary>Anything up to a bound that doubles: clients that failed together come back apart.</summary>
    private static TimeSpan Pause(int attempt)
    {
        var bound = Math.Min(LongestPause.TotalMilliseconds, 200 * Math.Pow(2, Math.Min(attempt, 10)));
        return TimeSpan.FromMilliseconds(50 + (Random.Shared.NextDouble() * bound));
    }

    public static bool IsBusy(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
