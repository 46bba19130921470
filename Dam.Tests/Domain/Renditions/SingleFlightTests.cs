using Dam.Domain.Renditions;

namespace Dam.Tests.Domain.Renditions;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Should_WorkOnce_When_ManyAskAtATime()
    {
        var gate = new TaskCompletionSource();
        var runs = 0;

        var asked = Enumerable.Range(0, 20).Select(_ => _flights.RunAsync("a", WorkAsync, Ct)).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.All(answers, answer => Assert.Equal(1, answer));
        Assert.Equal(2, await _flights.RunAsync("a", WorkAsync, Ct));

        async Task<int> WorkAsync(CancellationToken ct)
        {
            var run = Interlocked.Increment(ref runs);
            await gate.Task.WaitAsync(ct);
            return run;
        }
    }

    [Fact]
    public async Task RunAsync_Should_GoOn_When_TheFirstLeaves()
    {
        var gate = new TaskCompletionSource();
        using var first = new CancellationTokenSource();

        var leaving = _flights.RunAsync("a", async ct =>
        {
            await gate.Task.WaitAsync(ct);
            return 1;
        }, first.Token);
        var staying = _flights.RunAsync("a", _ => throw new InvalidOperationException("A second piece of work."), Ct);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();

        Assert.Equal(1, await staying);
    }

    [Fact]
    public async Task RunAsync_Should_CancelTheWork_When_TheLastLeaves()
    {
        var cancelled = new TaskCompletionSource();
        using var only = new CancellationTokenSource();

        var leaving = _flights.RunAsync("a", async ct =>
        {
            ct.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, ct);
            return 1;
        }, only.Token);
        await only.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(5), Ct);
        Assert.Equal(2, await _flights.RunAsync("a", _ => Task.FromResult(2), Ct));
    }

    [Fact]
    public async Task RunAsync_Should_GiveTheFailureToAllAndStartAnew_When_TheWorkFails()
    {
        var gate = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 3).Select(_ => _flights.RunAsync("a", FailAsync, Ct)).ToList();
        gate.SetResult();

        foreach (var one in asked)
        {
            await Assert.ThrowsAsync<IOException>(() => one);
        }

        Assert.Equal(5, await _flights.RunAsync("a", _ => Task.FromResult(5), Ct));

        async Task<int> FailAsync(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            throw new IOException("The disk is full.");
        }
    }

    [Fact]
    public async Task RunAsync_Should_NotMix_When_KeysDiffer()
    {
        var answers = await Task.WhenAll(
            _flights.RunAsync("a", async _ => await DelayedAsync(1), Ct),
            _flights.RunAsync("b", async _ => await DelayedAsync(2), Ct));

        Assert.Equal([1, 2], answers);

        static async Task<int> DelayedAsync(int value)
        {
            await Task.Yield();
            return value;
        }
    }
}
