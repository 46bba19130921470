using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Looks into files that were made. The benchmarks use it as well.</summary>
internal static class PictureFile
{
    /// <summary>All pixels of a file in sRGB, four bytes each.</summary>
    public static (PixelSize Size, byte[] Rgba) Decode(byte[] file)
    {
        VipsLibrary.EnsureStarted();
        using var stream = new MemoryStream(file);
        using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        using var decoded = picture.Decode(picture.Header.Size, page: 1);
        using var upright = Scale.To(decoded, picture.Header.Size, toSrgb: true);
        using var srgb = ToSrgb.Apply(upright);
        using var rgba = WithAlpha.Apply(srgb);
        return (rgba.Size, rgba.ToPixels());
    }
}
