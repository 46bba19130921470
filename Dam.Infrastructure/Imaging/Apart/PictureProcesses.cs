using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>As many processes as pictures are worked on at a time; those that have had nothing to do for a while are ended.</summary>
internal sealed class PictureProcesses : IDisposable
{
    /// <summary>Starting one takes a sixth of a second of a processor, until it has made its first picture.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);

    private readonly string _program;
    private readonly SemaphoreSlim _seats;
    private readonly ConcurrentStack<PictureProcess> _idle = [];
    private readonly Timer _sweep;
    private volatile bool _isDisposed;

    /// <param name="program">Assembly that has the command <c>pictures</c>.</param>
    public PictureProcesses(string program, int most)
    {
        (_program, _seats) = (program, new SemaphoreSlim(most));
        _sweep = new Timer(_ => End(process => Stopwatch.GetElapsedTime(process.UsedAt) > LongestIdle), state: null, LongestIdle, LongestIdle);
    }

    /// <summary>Waits for one that is free, and works with it on the scheduler of whoever calls.</summary>
    public async Task<T> UseAsync<T>(Func<PictureProcess, T> work, CancellationToken ct)
    {
        await _seats.WaitAsync(ct);
        try
        {
            return await Task.Factory.StartNew(() => Use(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        }
        finally
        {
            _seats.Release();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _sweep.Dispose();
        End(_ => true);
    }

    private T Use<T>(Func<PictureProcess, T> work)
    {
        var process = Take();
        try
        {
            return work(process);
        }
        finally
        {
            if (process.IsReady && !_isDisposed)
            {
                _idle.Push(process);
            }
            else
            {
                process.Dispose();
            }
        }
    }

    /// <summary>One that is there still; somebody may have ended it.</summary>
    private PictureProcess Take()
    {
        while (_idle.TryPop(out var process))
        {
            if (process.IsReady)
            {
                return process;
            }

            process.Dispose();
        }

        return PictureProcess.Start(_program);
    }

    private void End(Predicate<PictureProcess> which)
    {
        var stay = new List<PictureProcess>();
        while (_idle.TryPop(out var process))
        {
            if (which(process))
            {
                process.Dispose();
            }
            else
            {
                stay.Add(process);
            }
        }

        stay.ForEach(_idle.Push);
    }
}
