using System.Threading.Channels;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Subscriptions;

/// <summary>One who listens to a topic, with a bounded queue of what it has not taken yet.</summary>
internal sealed class TopicListener<T>(TopicOptions options, string name) : IAsyncEnumerable<T>
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(options.Capacity)
    {
        SingleReader = true,
        FullMode = options.Overflow == TopicOverflow.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
    });

    private Topic<T>? _topic;
    private CancellationTokenRegistration _cancelled;

    /// <summary>Called once; a listener that is cancelled but never enumerated leaves as well.</summary>
    public void Joined(Topic<T> topic, CancellationToken cancellationToken)
    {
        _topic = topic;
        _cancelled = cancellationToken.UnsafeRegister(static self => ((TopicListener<T>)self!).Leave(), this);
    }

    public void Offer(T message)
    {
        if (!_waiting.Writer.TryWrite(message))
        {
            _waiting.Writer.TryComplete(new GraphQLException(
                $"More than {options.Capacity} events of \"{name}\" were waiting to be taken: the subscriber is too slow.", ErrorCodes.SubscriberTooSlow));
        }
    }

    /// <remarks>An object and no iterator: one that is left before its first element would not run its <c>finally</c>.</remarks>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(this, cancellationToken);

    private void Leave()
    {
        _topic!.Remove(this);
        _waiting.Writer.TryComplete();
    }

    private sealed class Enumerator(TopicListener<T> listener, CancellationToken cancellation) : IAsyncEnumerator<T>
    {
        private T? _current;

        public T Current => _current!;

        public async ValueTask<bool> MoveNextAsync()
        {
            while (await listener._waiting.Reader.WaitToReadAsync(cancellation))
            {
                if (listener._waiting.Reader.TryRead(out _current))
                {
                    return true;
                }
            }

            return false;
        }

        public async ValueTask DisposeAsync()
        {
            await listener._cancelled.DisposeAsync();
            listener.Leave();
        }
    }
}
