using Dam.GraphQL.Annotations;

namespace Dam.Api.Nodes;

/// <summary>An object with a globally unique id.</summary>
[InterfaceType(Name = "Node")]
internal interface INode
{
    [ID]
    string Id { get; }
}
