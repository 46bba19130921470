using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Annotations;

/// <summary>
/// Beside <see cref="ObjectTypeAttribute"/>: the objects have a global <c>id</c> (<see cref="NodeId"/>), the type implements <see cref="INode"/>, and the root fields
/// <c>node</c> and <c>nodes</c> find its objects through the loader, all that a request asks for in one batch.
/// </summary>
/// <param name="prefix">Names the type in ids: letters and digits.</param>
/// <typeparam name="TLoader">A <see cref="BatchLoader{TKey, TValue}"/> from the key to the object; <see cref="Loader{TKey, TValue}"/> for one that is a method.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NodeAttribute<TLoader>(string prefix) : Attribute, INodeAnnotation
{
    public string Prefix { get; } = prefix;

    /// <summary>The property that is the key.</summary>
    public string Key { get; set; } = "Id";

    Type INodeAnnotation.Loader => typeof(TLoader);
}

internal interface INodeAnnotation
{
    string Prefix { get; }

    string Key { get; }

    Type Loader { get; }
}

/// <summary>The root fields <c>node</c> and <c>nodes</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>Most ids of one <c>nodes</c>.</summary>
    public int MaxIds { get; set; } = 100;

    /// <summary>What the caller of both fields needs; null for nothing.</summary>
    public string? Permission { get; set; }

    /// <summary>Says that both fields are meant to be asked by anyone, where <see cref="GraphQLBuilder.RequirePolicy"/> asks for a word.</summary>
    public bool AnyCaller { get; set; }
}

/// <summary>The root fields that a schema with nodes has.</summary>
[AnyCaller]
internal static class NodeFields
{
    /// <summary>An object by its id; null when there is none that the caller may see.</summary>
    [GraphQLType(NodeTypes.Interface)]
    public static ValueTask<object?> GetNodeAsync([ID] string id, NodeLookup lookup) => lookup.LoadAsync(id);

    /// <summary>Objects by their ids, in that order; null where there is none that the caller may see.</summary>
    [GraphQLType($"[{NodeTypes.Interface}]!")]
    [ListSize(SlicingArguments = ["ids"])]
    public static async Task<IReadOnlyList<object?>> GetNodesAsync([ID] IReadOnlyList<string> ids, NodeLookup lookup)
    {
        if (ids.Count > lookup.MaxIds)
        {
            throw new GraphQLException($"At most {lookup.MaxIds} ids a call; {ids.Count} were given.", ErrorCodes.TooManyIds);
        }

        // All ask before any is awaited, so that a type's objects come in one batch.
        return await Task.WhenAll(ids.Select(id => lookup.LoadAsync(id).AsTask()).ToArray());
    }
}
