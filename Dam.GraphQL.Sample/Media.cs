using System.Globalization;
using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

[ObjectType]
[Label("a")]
[Label("b")]
internal sealed record Image(
    [property: ID] string Id,
    string Name,
    string MimeType,
    int Width,
    int Height,
    double? Ratio,
    [property: GraphQLDeprecated("Use `width` and `height`.")] string? Size) : IMedia, ISearchResult
{
    string INode.Id => Id;

    string INamed.Id => Id;

    public string GetUrl(int? width, ImageFormat format = ImageFormat.Webp) => MediaUrl.Of(Id, width, format);
}

[ObjectType]
internal sealed record Video([property: ID] string Id, string Name, string MimeType, double Seconds) : IMedia, ISearchResult
{
    string INode.Id => Id;

    string INamed.Id => Id;

    public string GetUrl(int? width, ImageFormat format = ImageFormat.Webp) => MediaUrl.Of(Id, width, format);

    /// <remarks>Each frame is its number and when it is shown.</remarks>
    public IReadOnlyList<IReadOnlyList<int>>? GetFrames(int? first = 3)
        => first is < 0 or > 100 or null ? null : [.. Enumerable.Range(0, first.Value).Select(int[] (i) => [i, i * (int)Seconds])];
}

internal static class MediaUrl
{
    public static string Of(string id, int? width, ImageFormat format)
        => $"https://media.example/{id}/{width?.ToString(CultureInfo.InvariantCulture) ?? "original"}.{format.ToString().ToLowerInvariant()}";
}
