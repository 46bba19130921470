using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>What a camera would give, too large to keep in the repository. The benchmarks use it as well.</summary>
internal static class LargePhotograph
{
    private static readonly PixelSize Size = new(6000, 4000);

    /// <summary>A baseline JPEG of 24 megapixels: a sample enlarged, with grain. Takes a second.</summary>
    public static byte[] Make()
    {
        VipsLibrary.EnsureStarted();
        using var stream = Samples.Open(Samples.Meadow);
        using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        using var decoded = picture.Decode(picture.Header.Size, page: 1);
        using var enlarged = Scale.To(decoded, Size, toSrgb: false);
        using var noise = new VipsOperation("gaussnoise");
        using var grain = noise.Set("width", Size.Width).Set("height", Size.Height).Set("sigma", 4.0).Set("mean", 0.0).RunToImage();
        using var add = new VipsOperation("add");
        using var grainy = add.Set("left", enlarged).Set("right", grain).RunToImage();
        using var cast = new VipsOperation("cast");
        using var bytes = cast.Set("in", grainy).Set("format", "uchar").RunToImage();
        using var file = new MemoryStream();
        using var target = new VipsStream(file, CancellationToken.None).AsTarget();
        using var save = new VipsOperation("jpegsave_target");
        save.Set("in", bytes).Set("target", target).Set("Q", 92).Run();
        return file.ToArray();
    }
}
