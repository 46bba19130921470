using System.Text.Json;
using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

[ObjectType]
[GraphQLDescription(
    """"
    A folder.

      Indented line with "quotes", a \\ backslash and """ triple quotes.
    """")]
internal sealed record Folder([property: ID] string Id, string Name) : INamed, ISearchResult
{
    string INode.Id => Id;

    public IReadOnlyList<Folder> Children { get; set; } = [];

    public Folder? Parent { get; set; }

    public IReadOnlyList<string?>? Tags { get; init; }

    public JsonElement? Meta { get; init; }
}
