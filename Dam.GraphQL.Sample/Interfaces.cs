using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

[InterfaceType]
internal interface INode
{
    /// <summary>Opaque</summary>
    [ID]
    string Id { get; }
}

[InterfaceType]
internal interface INamed : INode
{
    [ID]
    new string Id { get; }

    string Name { get; }
}

[InterfaceType]
internal interface IMedia : INamed
{
    [ID]
    new string Id { get; }

    string MimeType { get; }

    string GetUrl(int? width, ImageFormat format = ImageFormat.Webp);
}

[UnionType(typeof(Image), typeof(Video), typeof(Folder), typeof(Product))]
internal interface ISearchResult : INamed;
