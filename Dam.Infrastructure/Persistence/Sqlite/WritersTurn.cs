using System.Diagnostics;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// One writer at a time, of this process and of all others on the same folder. Those of a process queue up here, in order and without a thread; of the processes each stands at most once
/// for the file, so that SQLite's own lock, which whoever comes at the right moment gets, is free for whoever has the turn.
/// </summary>
/// <remarks>
/// Two files, as a door with an anteroom for one: who wants to write waits for the anteroom, then in it for the door, and leaves it to go in. A process that has just written finds it
/// taken if another one waits, so nobody writes twice while another does not get in. While its own queue up, a process keeps the door for some milliseconds: to hand it over costs
/// about one.
/// </remarks>
internal sealed class WritersTurn(string path) : IDisposable
{
    private static readonly TimeSpan LongestStay = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _queue = new(1, 1);
    private readonly FileLock _anteroom = new($"{path}.next");
    private readonly FileLock _door = new($"{path}.lock");

    private int _waiting;
    private bool _hasDoor;
    private long _cameIn;

    /// <summary>Disposing what it gives lets the next one in.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        await QueueUpAsync(ct);
        if (!_hasDoor)
        {
            try
            {
                await TakeDoorAsync(ct);
            }
            catch
            {
                _queue.Release();
                throw;
            }
        }

        return new Turn(this);
    }

    public void Dispose()
    {
        _door.Dispose();
        _anteroom.Dispose();
        _queue.Dispose();
    }

    private async Task QueueUpAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _queue.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _waiting);

            // The door may have been kept for this one alone.
            if (_queue.Wait(0, CancellationToken.None))
            {
                Leave();
            }

            throw;
        }

        Interlocked.Decrement(ref _waiting);
    }

    private async Task TakeDoorAsync(CancellationToken ct)
    {
        await _anteroom.TakeAsync(shared: false, ct);
        try
        {
            await _door.TakeAsync(shared: false, ct);
        }
        finally
        {
            _anteroom.Release();
        }

        (_hasDoor, _cameIn) = (true, Stopwatch.GetTimestamp());
    }

    private void Leave()
    {
        if (_hasDoor && (Volatile.Read(ref _waiting) == 0 || Stopwatch.GetElapsedTime(_cameIn) > LongestStay))
        {
            _hasDoor = false;
            _door.Release();
        }

        _queue.Release();
    }

    /// <summary>Gives the turn on once, however often it is disposed.</summary>
    private sealed class Turn(WritersTurn turns) : IDisposable
    {
        private WritersTurn? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Leave();
    }
}
