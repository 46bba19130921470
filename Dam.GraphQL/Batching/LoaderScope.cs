using Dam.GraphQL.Diagnostics;

namespace Dam.GraphQL.Batching;

/// <summary>
/// The loaders of one request. They fetch when the executor has nothing else to run, and what they fetched is handed out
/// on the executor's own loop, so that everything a batch sets free asks for its next keys before those are fetched.
/// </summary>
internal sealed class LoaderScope(Signal signal, Observation? observation, CancellationToken cancellation)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, ILoader> _loaders = [];
    private List<ILoader> _queued = [];
    private List<Action> _arrived = [];

    public CancellationToken Cancellation { get; } = cancellation;

    public Observation? Observation { get; } = observation;

    /// <summary>How many times loaders have fetched.</summary>
    public int Wave { get; private set; }

    /// <summary>The request's loader of a kind: its class, or the method that it is made of.</summary>
    public object Get(object kind, Func<object> create)
    {
        if (!_loaders.TryGetValue(kind, out var loader))
        {
            loader = (ILoader)create();
            loader.Attach(this);
            _loaders.Add(kind, loader);
        }

        return loader;
    }

    /// <summary>Forgets what was loaded: the next mutation must see what the one before it did.</summary>
    public void Reset() => _loaders.Clear();

    /// <summary>A loader has keys that wait.</summary>
    public void Queued(ILoader loader)
    {
        lock (_gate)
        {
            _queued.Add(loader);
        }

        signal.Set();
    }

    /// <summary>A fetch has ended; <paramref name="handOut"/> sets free who waits for it.</summary>
    public void Arrived(Action handOut)
    {
        lock (_gate)
        {
            _arrived.Add(handOut);
        }

        signal.Set();
    }

    /// <summary>Begins the fetches that wait; false when there are none.</summary>
    public bool Dispatch()
    {
        List<ILoader> queued;
        lock (_gate)
        {
            if (_queued.Count == 0)
            {
                return false;
            }

            queued = _queued;
            _queued = [];
        }

        Wave++;
        foreach (var loader in queued)
        {
            loader.Dispatch();
        }

        return true;
    }

    /// <summary>Hands out what has been fetched; false when there is nothing.</summary>
    public bool HandOut()
    {
        List<Action> arrived;
        lock (_gate)
        {
            if (_arrived.Count == 0)
            {
                return false;
            }

            arrived = _arrived;
            _arrived = [];
        }

        foreach (var handOut in arrived)
        {
            handOut();
        }

        return true;
    }
}
