namespace Dam.Domain.Imaging;

/// <summary>A mark that is laid over renditions.</summary>
/// <param name="Digest">Of the picture and all that is said of it, 32 lower-case hexadecimal digits: another mark has another one.</param>
/// <param name="Picture">A file that <see cref="IImageEngine"/> reads.</param>
/// <param name="Position">Where it lies; nothing to one that is tiled.</param>
/// <param name="Scale">Its width, as a part of the rendition's; or its height, where that would be more than the rendition's.</param>
/// <param name="Opacity">From 0 to 1.</param>
/// <param name="IsTiled">All over the rendition.</param>
public sealed record Watermark(string Digest, ReadOnlyMemory<byte> Picture, WatermarkPosition Position, double Scale, double Opacity, bool IsTiled)
{
    public const int LongestName = 100;
}

/// <summary>Where a watermark lies, with a little room to the edges.</summary>
public enum WatermarkPosition
{
    SouthEast,
    South,
    SouthWest,
    East,
    Center,
    West,
    NorthEast,
    North,
    NorthWest,
}

/// <summary>The watermarks there are.</summary>
public interface IWatermarks
{
    /// <summary>The names under which callers know them.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Null where there is none.</summary>
    Watermark? Named(string name);

    /// <summary>Null where there is none any more.</summary>
    Watermark? WithDigest(string digest);
}

internal static class WatermarkNames
{
    /// <summary>What is wrong with a name that is to be kept; null when nothing is, or none is given.</summary>
    /// <param name="path">Of the name in the input.</param>
    public static InvalidInput? Problem(this IWatermarks watermarks, string? name, params IReadOnlyList<string> path) => name is null || watermarks.Named(name) is not null
        ? null
        : new InvalidInput("WATERMARK_UNKNOWN", $"There is no watermark of this name. There are: {string.Join(", ", watermarks.Names)}.") { Path = path };
}
