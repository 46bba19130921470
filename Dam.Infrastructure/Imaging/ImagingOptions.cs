namespace Dam.Infrastructure.Imaging;

/// <summary>Bounds on what pictures may cost: section <c>Dam:Imaging</c>.</summary>
public sealed class ImagingOptions
{
    public const string Section = "Dam:Imaging";

    /// <summary>Pictures worked on at a time.</summary>
    public int MaxConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>Pictures that may wait for their turn; one more is refused as busy.</summary>
    public int MaxWaiting { get; set; } = 64;

    /// <summary>Of a source that is decoded row by row.</summary>
    public long MaxPixels { get; set; } = 268_000_000;

    /// <summary>Of a source whose decoder needs all of it in memory: progressive JPEG, interlaced PNG, WebP, AVIF, GIF.</summary>
    public long MaxPixelsInMemory { get; set; } = 50_000_000;

    /// <summary>For one picture, waiting not counted.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
