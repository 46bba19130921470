namespace Dam.GraphQL.Annotations;

/// <summary>
/// Makes a loader of a public static method of a static class: <c>Task&lt;IReadOnlyDictionary&lt;TKey, TValue&gt;&gt; X(IReadOnlyList&lt;TKey&gt; keys,
/// …, CancellationToken)</c>, where services and request state may stand between. A resolver takes it as
/// <see cref="Batching.Loader{TKey, TValue}"/>; where several have the same types, this attribute on the parameter says which.
/// </summary>
/// <param name="name">The loader's name; by default the method's.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class DataLoaderAttribute(string? name = null) : Attribute
{
    public string? Name { get; } = name;

    /// <summary>Most keys of one fetch; on the method.</summary>
    public int MaxBatchSize { get; set; } = 1_000;
}
