namespace Dam.Domain.Renditions;

/// <summary>
/// Lets everybody who wants the same thing at the same time wait for one piece of work. The work goes on when the one who caused it leaves, and is
/// cancelled when nobody waits for it any more.
/// </summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <param name="work">Starts on the caller's thread when nobody else's does; its token is not the caller's.</param>
    /// <param name="ct">Ends the caller's waiting.</param>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken ct)
    {
        var (flight, isFirst) = Board(key);
        try
        {
            if (isFirst)
            {
                flight.Start(work, () => Land(key, flight));
            }

            return await flight.Result.WaitAsync(ct);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private (Flight Flight, bool IsFirst) Board(TKey key)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var flight))
            {
                flight.Passengers++;
                return (flight, IsFirst: false);
            }

            flight = new Flight { Passengers = 1 };
            _flights.Add(key, flight);
            return (flight, IsFirst: true);
        }
    }

    /// <summary>Whoever comes after the last passenger has left starts anew: the work that is being cancelled is no use to them.</summary>
    private void Leave(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (--flight.Passengers > 0)
            {
                return;
            }

            Remove(key, flight);
        }

        flight.Dispose();
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_lock)
        {
            Remove(key, flight);
        }
    }

    private void Remove(TKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var current) && current == flight)
        {
            _flights.Remove(key);
        }
    }

    private sealed class Flight : IDisposable
    {
        private readonly CancellationTokenSource _cancellation = new();
        private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Passengers { get; set; }

        public Task<TResult> Result => _result.Task;

        public void Start(Func<CancellationToken, Task<TResult>> work, Action landed) => _ = CarryAsync(work, landed);

        public void Dispose()
        {
            _cancellation.Cancel();
            _cancellation.Dispose();
        }

        private async Task CarryAsync(Func<CancellationToken, Task<TResult>> work, Action landed)
        {
            try
            {
                var result = await work(_cancellation.Token);
                landed();
                _result.TrySetResult(result);
            }
            catch (Exception failure)
            {
                landed();

                // Whoever waits gets it. When nobody does any more, it was their leaving that ended the work.
                _result.TrySetException(failure);
                _ = _result.Task.Exception;
            }
        }
    }
}
