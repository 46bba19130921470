using System.Threading.Tasks.Sources;
using Dam.GraphQL.Diagnostics;

namespace Dam.GraphQL.Batching;

/// <summary>What the executor needs of a loader whatever its types.</summary>
internal interface ILoader
{
    void Attach(LoaderScope scope);

    /// <summary>Fetches the keys that wait.</summary>
    void Dispatch();
}

/// <summary>
/// Loads values by key for one request: equal keys are fetched once, and all that a wave asks for in one fetch. Derive from
/// it, override <see cref="FetchAsync"/>, and name the class as a resolver's parameter; the constructor takes services and request state.
/// </summary>
public abstract class BatchLoader<TKey, TValue> : ILoader
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries;
    private readonly Lock _gate = new();
    private List<TKey> _queued = [];
    private LoaderScope? _scope;

    protected BatchLoader(IEqualityComparer<TKey>? comparer = null) => _entries = new Dictionary<TKey, Entry>(comparer);

    /// <summary>What observers know it by.</summary>
    internal virtual string Name => GetType().Name;

    /// <summary>Most keys of one fetch; more are split over several that run at the same time.</summary>
    protected virtual int MaxBatchSize => 1_000;

    /// <summary>The value of a key, or null (the default) when there is none.</summary>
    public ValueTask<TValue?> LoadAsync(TKey key)
    {
        Entry? entry;
        var isFirst = false;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry))
            {
                entry = new Entry();
                _entries.Add(key, entry);
                isFirst = _queued.Count == 0;
                _queued.Add(key);
            }
        }

        if (isFirst)
        {
            (_scope ?? throw new InvalidOperationException($"{GetType()} was not made by the engine.")).Queued(this);
        }

        return new ValueTask<TValue?>(entry, 0);
    }

    /// <summary>The values of keys, in their order.</summary>
    public async ValueTask<IReadOnlyList<TValue?>> LoadManyAsync(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var loads = keys.Select(LoadAsync).ToArray();
        var values = new TValue?[loads.Length];
        for (var i = 0; i < loads.Length; i++)
        {
            values[i] = await loads[i];
        }

        return values;
    }

    /// <summary>The values that there are, in the order of their keys.</summary>
    public async ValueTask<IReadOnlyList<TValue>> LoadFoundAsync(IEnumerable<TKey> keys) => [.. (await LoadManyAsync(keys)).OfType<TValue>()];

    /// <summary>Fetches the values of distinct keys; a key that is left out has none.</summary>
    protected abstract Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken);

    void ILoader.Attach(LoaderScope scope) => _scope = scope;

    void ILoader.Dispatch()
    {
        List<TKey> keys;
        lock (_gate)
        {
            keys = _queued;
            _queued = [];
        }

        if (keys.Count <= MaxBatchSize)
        {
            Fetch(keys);
            return;
        }

        foreach (var chunk in keys.Chunk(MaxBatchSize))
        {
            Fetch(chunk);
        }
    }

    private void Fetch(IReadOnlyList<TKey> keys)
    {
        Task<IReadOnlyDictionary<TKey, TValue>> fetch;
        try
        {
            fetch = _scope!.Observation is { } observation ? FetchObservedAsync(keys, observation) : FetchAsync(keys, _scope.Cancellation);
        }
        catch (Exception exception)
        {
            // It reaches every resolver that waits for one of the keys.
            Complete(keys, values: null, exception);
            return;
        }

        if (fetch.IsCompletedSuccessfully)
        {
            Complete(keys, fetch.GetAwaiter().GetResult(), exception: null);
        }
        else
        {
            _ = CompleteLaterAsync(keys, fetch);
        }
    }

    /// <remarks>Being async, it takes back what observers make current: the next fetch must not lie within the activity of this one.</remarks>
    private async Task<IReadOnlyDictionary<TKey, TValue>> FetchObservedAsync(IReadOnlyList<TKey> keys, Observation observation)
    {
        var ended = observation.FetchStarted(new LoaderFetch(Name, keys.Count, _scope!.Wave));
        try
        {
            var values = await FetchAsync(keys, _scope.Cancellation);
            ended?.Invoke(null);
            return values;
        }
        catch (Exception exception)
        {
            ended?.Invoke(exception);
            throw;
        }
    }

    private async Task CompleteLaterAsync(IReadOnlyList<TKey> keys, Task<IReadOnlyDictionary<TKey, TValue>> fetch)
    {
        try
        {
            var values = await fetch;
            _scope!.Arrived(() => Complete(keys, values, exception: null));
        }
        catch (Exception exception)
        {
            _scope!.Arrived(() => Complete(keys, values: null, exception));
        }
    }

    private void Complete(IReadOnlyList<TKey> keys, IReadOnlyDictionary<TKey, TValue>? values, Exception? exception)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            Entry entry;
            lock (_gate)
            {
                entry = _entries[keys[i]];
            }

            var value = default(TValue);
            _ = values?.TryGetValue(keys[i], out value);
            entry.Complete(value, exception);
        }
    }

    /// <summary>One key's value, which any number of resolvers may await. Nobody else sees it, so that it is its own lock: there is one for each key of a wave.</summary>
    private sealed class Entry : IValueTaskSource<TValue?>
    {
        private volatile ValueTaskSourceStatus _status = ValueTaskSourceStatus.Pending;
        private TValue? _value;
        private Exception? _exception;
        private (Action<object?> Continue, object? State) _first;
        private List<(Action<object?> Continue, object? State)>? _more;

        public ValueTaskSourceStatus GetStatus(short token) => _status;

        public TValue? GetResult(short token)
        {
            if (_exception is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_exception);
            }

            return _value;
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            lock (this)
            {
                if (_status == ValueTaskSourceStatus.Pending)
                {
                    if (_first.Continue is null)
                    {
                        _first = (continuation, state);
                    }
                    else
                    {
                        (_more ??= []).Add((continuation, state));
                    }

                    return;
                }
            }

            continuation(state);
        }

        public void Complete(TValue? value, Exception? exception)
        {
            lock (this)
            {
                _value = value;
                _exception = exception;
                _status = exception is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;
            }

            _first.Continue?.Invoke(_first.State);
            foreach (var (proceed, state) in _more ?? [])
            {
                proceed(state);
            }
        }
    }
}
