namespace Dam.Api.Renditions;

/// <summary>What may be made of pictures: section <c>Dam:Renditions</c>.</summary>
internal sealed class RenditionOptions
{
    public const string Section = "Dam:Renditions";

    /// <summary>Whether `rendition` and `responsiveImage` take the names of presets and nothing else, so that no caller can have sizes made that nobody planned.</summary>
    public bool PresetsOnly { get; set; }
}
