using System.Collections.Concurrent;

namespace Dam.GraphQL.Subscriptions;

/// <summary>Topics within this process. Publishing costs one write to a bounded queue for each listener, however slow the listeners are.</summary>
public sealed class InMemoryTopics : ITopics
{
    private readonly ConcurrentDictionary<(string Name, Type Message), object> _topics = new();
    private readonly TopicOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public InMemoryTopics(TopicOptions? options = null)
    {
        _options = options ?? new TopicOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Capacity);
    }

    /// <summary>Topics that somebody listens to.</summary>
    internal int Count => _topics.Count;

    public ValueTask PublishAsync<T>(string topic, T message, CancellationToken cancellationToken = default)
    {
        if (_topics.TryGetValue((topic, typeof(T)), out var found))
        {
            ((Topic<T>)found).Publish(message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = (topic, typeof(T));
        var listener = new TopicListener<T>(_options, topic);
        while (true)
        {
            var joined = (Topic<T>)_topics.GetOrAdd(key, static (added, topics) => new Topic<T>(self => topics.TryRemove(new(added, self))), _topics);
            if (joined.TryAdd(listener))
            {
                listener.Joined(joined, cancellationToken);
                return new(listener);
            }
        }
    }
}
