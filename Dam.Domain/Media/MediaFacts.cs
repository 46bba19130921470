using System.Text.Json.Nodes;
using Dam.Domain.Imaging;

namespace Dam.Domain.Media;

/// <summary>What a file says about itself.</summary>
public sealed record MediaFacts
{
    public static MediaFacts Nothing { get; } = new();

    /// <summary>Of a picture or a film, in pixels, upright; null where the picture itself tells better.</summary>
    public PixelSize? Size { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>Of a document.</summary>
    public int? PageCount { get; init; }

    /// <summary>Everything else, by group: <c>exif</c>, <c>iptc</c>, <c>video</c>, … Never where it was made.</summary>
    public JsonObject Technical { get; init; } = [];

    /// <summary>Where it was made: <c>latitude</c> and <c>longitude</c> in degrees, <c>altitude</c> in metres. Kept aside, since it tells where people live.</summary>
    public JsonObject? Location { get; init; }

    public EmbeddedRecord Record { get; init; } = EmbeddedRecord.Empty;
}

/// <summary>What somebody wrote into a file about it, by IPTC or XMP. Bounded, without control characters.</summary>
public sealed record EmbeddedRecord
{
    public static EmbeddedRecord Empty { get; } = new();

    public string? Title { get; init; }

    public string? Caption { get; init; }

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public string? Creator { get; init; }

    public string? Credit { get; init; }

    public string? CopyrightNotice { get; init; }
}
