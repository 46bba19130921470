using Dam.Domain.Imaging;
using Dam.Domain.Metadata;

namespace Dam.Domain.Assets;

/// <summary>What people say about an asset, whatever its version.</summary>
public sealed record AssetDescription
{
    public required string Title { get; init; }

    /// <summary>In the order given, no two of which differ in case and accents only.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What stands for an image where it is not seen; one a locale, the first is the default.</summary>
    public IReadOnlyList<LocalizedText> AltTexts { get; init; } = [];

    /// <summary>Null for none: crops then keep the centre.</summary>
    public FocalPoint? FocalPoint { get; init; }

    /// <summary>See <see cref="MetadataText"/>.</summary>
    public string? Metadata { get; init; }

    public bool Equals(AssetDescription? other) =>
        other is not null && Title == other.Title && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal) && AltTexts.SequenceEqual(other.AltTexts)
        && FocalPoint == other.FocalPoint && Metadata == other.Metadata;

    public override int GetHashCode() => HashCode.Combine(Title, Tags.Count, AltTexts.Count, FocalPoint, Metadata);
}
