using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Jobs;

namespace Dam.Infrastructure.Imaging;

/// <summary>
/// So many work at a time and so many wait; one more is told to come again. Jobs have as many seats of their own (<see cref="IQuietWork"/>): a request never waits behind one that lets everybody else go first.
/// However many jobs wait, there are only so many.
/// </summary>
internal sealed class Seats(int most, int mostWaiting) : IDisposable
{
    private readonly Row _asked = new(most, mostWaiting);
    private readonly Row _quiet = new(most, mostWaiting: int.MaxValue);

    /// <summary>Dispose it to get up. Throws <see cref="ImageException"/>, <see cref="ImageProblem.Busy"/>.</summary>
    public ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken) => (QuietThreads.AreCurrent ? _quiet : _asked).TakeAsync(cancellationToken);

    public void Dispose()
    {
        _asked.Dispose();
        _quiet.Dispose();
    }

    private sealed class Row(int most, int mostWaiting) : IDisposable
    {
        private readonly SemaphoreSlim _free = new(most);
        private int _waiting;

        public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
        {
            if (_free.Wait(0, cancellationToken))
            {
                return new Seat(_free);
            }

            if (Interlocked.Increment(ref _waiting) > mostWaiting)
            {
                Interlocked.Decrement(ref _waiting);
                throw new ImageException(ImageProblem.Busy, "Too many pictures are being made; ask again in a few seconds.");
            }

            try
            {
                await _free.WaitAsync(cancellationToken);
                return new Seat(_free);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        public void Dispose() => _free.Dispose();
    }

    private sealed class Seat(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
