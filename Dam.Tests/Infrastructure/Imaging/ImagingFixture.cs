using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests.Infrastructure.Imaging;

[assembly: AssemblyFixture(typeof(ImagingFixture))]

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>The engine that the tests share, ways to look at what it made, and sources that are too large to keep.</summary>
public sealed class ImagingFixture : IDisposable
{
    private readonly Lazy<VipsImageEngine> _engine = new(() => new VipsImageEngine(new ImagingOptions { MaxWaiting = 1000 }, TimeProvider.System));
    private readonly Lazy<byte[]> _large = new(LargePhotograph.Make);

    public IImageEngine Engine => _engine.Value;

    /// <summary>24 megapixels.</summary>
    public byte[] Large => _large.Value;

    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }

    internal static CanonicalTransform Resolve(Transform transform, ImageHeader header, FocalPoint? focalPoint = null)
    {
        var source = new SourceImage(header.Size, header.HasAlpha, header.MediaType, focalPoint, header.PageCount);
        Assert.True(CanonicalTransform.TryResolve(transform, source, out var canonical, out var problems), string.Join(' ', problems));
        return canonical;
    }

    internal async Task<byte[]> RenderAsync(byte[] source, Transform transform)
    {
        var header = await Engine.IdentifyAsync(new MemoryStream(source), TestContext.Current.CancellationToken);
        return await RenderAsync(source, Resolve(transform, header));
    }

    internal async Task<byte[]> RenderAsync(byte[] source, CanonicalTransform transform)
    {
        using var file = new MemoryStream();
        await Engine.RenderAsync(
            new MemoryStream(source), transform, transform.ChooseFormat(null), file, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    /// <summary>The header as the service keeps it: with what only the pixels tell.</summary>
    internal async Task<ImageHeader> PrepareAsync(byte[] source) =>
        (await Engine.PrepareAsync(new MemoryStream(source), Stream.Null, TestContext.Current.CancellationToken)).Header;

    /// <summary>All pixels of a file in sRGB, four bytes each.</summary>
    internal static Pixels Decode(byte[] file)
    {
        var (size, rgba) = PictureFile.Decode(file);
        return new Pixels(size.Width, size.Height, rgba);
    }
}

/// <summary>Decoded pixels.</summary>
internal sealed record Pixels(int Width, int Height, byte[] Rgba)
{
    public (int R, int G, int B, int A) At(int x, int y)
    {
        var at = ((y * Width) + x) * 4;
        return (Rgba[at], Rgba[at + 1], Rgba[at + 2], Rgba[at + 3]);
    }

    public IEnumerable<(int R, int G, int B, int A)> Each() => Enumerable.Range(0, Width * Height).Select(i => At(i % Width, i / Width));

    public double MeanDifference(Pixels other)
    {
        Assert.Equal((Width, Height), (other.Width, other.Height));
        var sum = 0L;
        for (var i = 0; i < Rgba.Length; i++)
        {
            sum += Math.Abs(Rgba[i] - other.Rgba[i]);
        }

        return (double)sum / Rgba.Length;
    }
}
