namespace Dam.GraphQL.Batching;

/// <summary>A loader made of a method with <see cref="Annotations.DataLoaderAttribute"/>: the type of a resolver's parameter.</summary>
public sealed class Loader<TKey, TValue> : BatchLoader<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> _fetch;

    internal Loader(string name, Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> fetch, int maxBatchSize)
    {
        Name = name;
        _fetch = fetch;
        MaxBatchSize = maxBatchSize;
    }

    internal override string Name { get; }

    protected override int MaxBatchSize { get; }

    protected override Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken)
        => _fetch(keys, cancellationToken);
}
