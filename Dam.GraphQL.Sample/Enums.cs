using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

internal enum Status
{
    Draft,
    Active,

    /// <summary>gone</summary>
    [GraphQLDeprecated("not used")]
    Archived,
}

internal enum MediaKind
{
    Image,
    Video,
}

internal enum ImageFormat
{
    Webp,
    Avif,
    Png,
}

internal enum SortOrder
{
    Asc,
    Desc,
}
