using Dam.Domain.Delivery;

namespace Dam.Tests.Domain.Delivery;

public sealed class RecentCacheTests
{
    [Fact]
    public void Set_Should_KeepWhatIsAskedFor_When_MoreComesThanThereIsRoomFor()
    {
        var cache = new RecentCache<int, string>(capacity: 10);
        cache.Set(-1, "asked for");
        for (var i = 0; i < 1000; i++)
        {
            cache.Set(i, "not");
            Assert.True(cache.TryGet(-1, out var kept));
            Assert.Equal("asked for", kept);
        }

        Assert.True(Enumerable.Range(0, 1000).Count(i => cache.TryGet(i, out _)) <= 10);
    }

    [Fact]
    public void Set_Should_StayWithinTheCost_When_ValuesDiffer()
    {
        var cache = new RecentCache<int, byte[]>(capacity: 1000, static bytes => bytes.Length);
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var key = random.Next(100);
            cache.Set(key, new byte[random.Next(1, 300)]);
            if (i % 7 == 0)
            {
                cache.Remove(random.Next(100));
            }
        }

        Assert.InRange(Enumerable.Range(0, 100).Sum(key => cache.TryGet(key, out var bytes) ? bytes.Length : 0), 300, 1000);
        cache.Set(1, new byte[501]);
        Assert.False(cache.TryGet(1, out _));
    }

    [Fact]
    public void Remove_Should_LeaveNothing_When_TheValueIsInEitherHalf()
    {
        var cache = new RecentCache<int, string>(capacity: 4);
        cache.Set(1, "old");
        cache.Set(2, "old");
        cache.Set(3, "young");
        cache.Remove(1);
        cache.Remove(3);

        Assert.False(cache.TryGet(1, out _));
        Assert.False(cache.TryGet(3, out _));
        Assert.True(cache.TryGet(2, out _));
        cache.Remove(2, "another");
        Assert.True(cache.TryGet(2, out var left));
        cache.Remove(2, left);
        Assert.True(cache.IsEmpty);
    }

    /// <summary>What was removed is not there afterwards, however many ask meanwhile.</summary>
    [Fact]
    public async Task Remove_Should_Hold_When_OthersReadAndAdd()
    {
        var cache = new RecentCache<int, object>(capacity: 64);
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(
            () =>
            {
                for (var i = 0; !end.IsCancellationRequested; i++)
                {
                    _ = cache.TryGet(0, out object? _);
                    cache.GetOrAdd(1 + (i % 100), static _ => new object());
                }
            },
            TestContext.Current.CancellationToken)).ToList();
        for (var round = 0; round < 20_000; round++)
        {
            var value = new object();
            cache.Set(0, value);
            cache.Remove(0);
            Assert.False(cache.TryGet(0, out object? _));
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
    }
}
