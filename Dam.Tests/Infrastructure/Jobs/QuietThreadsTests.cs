using System.Collections.Concurrent;
using Dam.Infrastructure.Jobs;

namespace Dam.Tests.Infrastructure.Jobs;

public sealed class QuietThreadsTests
{
    private readonly QuietThreads _quiet = new();

    [Fact]
    public async Task RunAsync_Should_StayNice_When_WorkAwaits()
    {
        var usual = Niceness.OfThisThread();
        var found = new List<int>();

        await _quiet.RunAsync(async () =>
        {
            found.Add(Niceness.OfThisThread());
            await Task.Delay(1);
            found.Add(Niceness.OfThisThread());
            await Task.Run(() => found.Add(Niceness.OfThisThread()));
            found.Add(Niceness.OfThisThread());
        });

        var nicer = Math.Min(usual + QuietThreads.Niceness, 19);
        Assert.Equal([nicer, nicer, usual, nicer], found);
    }

    /// <summary>The first thread is busy meanwhile, so where there are more, it is the one that makes the second.</summary>
    [Fact]
    public async Task RunAsync_Should_BeAsNiceAsTheFirst_When_AQuietThreadAsksForAnother()
    {
        var usual = Niceness.OfThisThread();
        var found = new ConcurrentBag<int>();
        var many = Environment.ProcessorCount;
        using var all = new Barrier(many);

        await _quiet.RunAsync(() =>
        {
            var others = Enumerable.Range(1, many - 1).Select(_ => _quiet.RunAsync(Find)).ToList();
            return Task.WhenAll([Find(), .. others]);
        });

        Assert.Equal(Enumerable.Repeat(Math.Min(usual + QuietThreads.Niceness, 19), many), found);

        Task Find()
        {
            found.Add(Niceness.OfThisThread());
            all.SignalAndWait(TestContext.Current.CancellationToken);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task RunAsync_Should_DoAllWithSoManyThreads_When_ThereIsMoreThanOneForEach()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        var done = 0;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => _quiet.RunAsync(async () =>
        {
            threads[Environment.CurrentManagedThreadId] = true;
            await Task.Yield();
            threads[Environment.CurrentManagedThreadId] = true;
            Thread.SpinWait(number * 100);
            Interlocked.Increment(ref done);
        })));

        Assert.Equal(200, done);
        Assert.InRange(threads.Count, 1, Environment.ProcessorCount);
    }

    [Fact]
    public async Task RunAsync_Should_ThrowWhatTheWorkThrows_When_ItFails() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => _quiet.RunAsync(() => throw new InvalidDataException()));
}
