using Dam.GraphQL.Errors;
using Dam.GraphQL.Subscriptions;

namespace Dam.Tests.GraphQL.Subscriptions;

public sealed class InMemoryTopicsTests
{
    private readonly InMemoryTopics _topics = new(new TopicOptions { Capacity = 2 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_Should_ReachAllWhoListenInOrder_When_TheyAreSeveral()
    {
        await _topics.PublishAsync("news", 0, Cancel);
        await using var first = await ListenAsync("news");
        await using var second = await ListenAsync("news");
        await using var other = await ListenAsync("weather");

        await _topics.PublishAsync("news", 1, Cancel);
        await _topics.PublishAsync("news", 2, Cancel);
        await _topics.PublishAsync("news", "two", Cancel);
        await _topics.PublishAsync("weather", 3, Cancel);

        await TakesAsync(first, [1, 2]);
        await TakesAsync(second, [1, 2]);
        await TakesAsync(other, [3]);
    }

    [Fact]
    public async Task Listener_Should_EndWithAnError_When_ItIsTooSlow()
    {
        await using var slow = await ListenAsync("news");
        await using var fast = await ListenAsync("news");
        for (var i = 1; i <= 3; i++)
        {
            await _topics.PublishAsync("news", i, Cancel);
            await TakesAsync(fast, [i]);
        }

        await TakesAsync(slow, [1, 2]);
        var error = await Assert.ThrowsAsync<GraphQLException>(async () => await slow.MoveNextAsync());
        Assert.Equal(("More than 2 events of \"news\" were waiting to be taken: the subscriber is too slow.", ErrorCodes.SubscriberTooSlow), (error.Message, error.Code));
    }

    [Fact]
    public async Task Listener_Should_LoseTheOldest_When_TheOptionSaysSo()
    {
        var topics = new InMemoryTopics(new TopicOptions { Capacity = 2, Overflow = TopicOverflow.DropOldest });
        await using var slow = (await topics.SubscribeAsync<int>("news", Cancel)).GetAsyncEnumerator(Cancel);
        for (var i = 1; i <= 5; i++)
        {
            await topics.PublishAsync("news", i, Cancel);
        }

        await TakesAsync(slow, [4, 5]);
    }

    [Fact]
    public async Task Topic_Should_BeForgotten_When_TheLastListenerLeaves()
    {
        var first = await ListenAsync("news");
        var second = await ListenAsync("news");
        await first.DisposeAsync();
        Assert.Equal(1, _topics.Count);

        await second.DisposeAsync();
        Assert.Equal(0, _topics.Count);
    }

    [Fact]
    public async Task Topic_Should_BeForgotten_When_ANeverEnumeratedListenerIsCancelled()
    {
        using var leave = new CancellationTokenSource();
        await _topics.SubscribeAsync<int>("news", leave.Token);
        Assert.Equal(1, _topics.Count);

        await leave.CancelAsync();
        Assert.Equal(0, _topics.Count);
    }

    [Fact]
    public async Task Topic_Should_LoseNothing_When_ListenersComeAndGoAtTheSameTime()
    {
        await Parallel.ForAsync(0, 8, Cancel, async (worker, token) =>
        {
            for (var i = 0; i < 500; i++)
            {
                var listener = (await _topics.SubscribeAsync<int>("news", token)).GetAsyncEnumerator(token);
                await using (listener)
                {
                    await _topics.PublishAsync("news", (worker * 1000) + i, token);
                    Assert.True(await listener.MoveNextAsync());
                }
            }
        });

        Assert.Equal(0, _topics.Count);
    }

    [Fact]
    public void Create_Should_Refuse_When_NothingMayWait()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryTopics(new TopicOptions { Capacity = 0 }));

    private async Task<IAsyncEnumerator<int>> ListenAsync(string topic)
        => (await _topics.SubscribeAsync<int>(topic, Cancel)).GetAsyncEnumerator(Cancel);

    private static async Task TakesAsync(IAsyncEnumerator<int> stream, int[] expected)
    {
        foreach (var value in expected)
        {
            Assert.True(await stream.MoveNextAsync());
            Assert.Equal(value, stream.Current);
        }
    }
}
