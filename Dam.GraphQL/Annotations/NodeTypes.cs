using System.Linq.Expressions;
using System.Reflection;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Annotations;

/// <summary>The types of a schema whose objects are nodes, by the prefix of their ids.</summary>
internal sealed class NodeTypes(NodeOptions options)
{
    public const string Interface = "Node";

    private readonly Dictionary<string, NodeType> _byPrefix = new(StringComparer.Ordinal);

    public NodeOptions Options => options;

    public bool IsEmpty => _byPrefix.Count == 0;

    public bool TryAdd(NodeType type) => _byPrefix.TryAdd(type.Prefix, type);

    /// <summary>The type that an id is of; null when it is of none.</summary>
    public NodeType? Find(string id) => id.IndexOf(NodeId.Separator, StringComparison.Ordinal) is > 0 and var length
        ? _byPrefix.GetValueOrDefault(id[..length])
        : null;
}

/// <summary>A type whose objects are nodes.</summary>
/// <param name="prefix">Of its ids.</param>
/// <param name="loader">How its loader is had.</param>
internal abstract class NodeType(string prefix, PropertyInfo key, ResolverParameter loader)
{
    public string Prefix => prefix;

    public PropertyInfo Key => key;

    public ResolverParameter Loader => loader;

    public abstract string IdOf(object node);

    /// <summary>The object; null for a malformed id, as for one of nothing.</summary>
    public abstract ValueTask<object?> LoadAsync(string id, object loader);
}

internal sealed class NodeType<TKey, TValue>(string prefix, PropertyInfo key, ResolverParameter loader) : NodeType(prefix, key, loader)
    where TKey : ISpanParsable<TKey>
{
    private readonly Lazy<Func<object, TKey>> _keyOf = new(() =>
    {
        var node = Expression.Parameter(typeof(object), "node");
        return Expression.Lambda<Func<object, TKey>>(Expression.Property(Expression.Convert(node, key.DeclaringType!), key), node).Compile();
    });

    public override string IdOf(object node) => NodeId.Format(Prefix, _keyOf.Value(node));

    public override async ValueTask<object?> LoadAsync(string id, object loader)
        => NodeId.TryParse<TKey>(Prefix, id, out var key) ? await ((BatchLoader<TKey, TValue>)loader).LoadAsync(key) : null;
}

/// <summary>Finds nodes in one request.</summary>
internal sealed class NodeLookup(NodeTypes types, Func<ResolverParameter, object?> bind)
{
    public int MaxIds => types.Options.MaxIds;

    public ValueTask<object?> LoadAsync(string id) => types.Find(id) is { } type ? type.LoadAsync(id, bind(type.Loader)!) : default;
}

internal sealed class NodeLookupParameter(NodeTypes types) : ResolverParameter
{
    public override bool IsLoader => true;

    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments)
        => new NodeLookup(types, loader => loader.Bind(execution, plan, arguments));
}
