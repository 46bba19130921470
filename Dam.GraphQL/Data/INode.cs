using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Data;

/// <summary>An object with a globally unique id.</summary>
[InterfaceType(Name = "Node")]
public interface INode
{
    [ID]
    string Id { get; }
}
