namespace Dam.GraphQL.Subscriptions;

/// <summary>Those who listen to one topic. When the last has left it is over, and the next listener begins a new one: names of topics may hold ids.</summary>
internal sealed class Topic<T>(Action<Topic<T>> onEmpty)
{
    private readonly Lock _gate = new();
    private readonly HashSet<TopicListener<T>> _listeners = [];
    private bool _isOver;

    /// <summary>Under one lock, so that all listeners see the same order.</summary>
    public void Publish(T message)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Offer(message);
            }
        }
    }

    /// <summary>False when the topic is over.</summary>
    public bool TryAdd(TopicListener<T> listener)
    {
        lock (_gate)
        {
            return !_isOver && _listeners.Add(listener);
        }
    }

    public void Remove(TopicListener<T> listener)
    {
        lock (_gate)
        {
            if (!_listeners.Remove(listener) || _listeners.Count > 0)
            {
                return;
            }

            _isOver = true;
        }

        onEmpty(this);
    }
}
