using Dam.Domain.Imaging;

namespace Dam.Tests.Contracts;

/// <summary>A service that knows one watermark.</summary>
internal sealed class OneMark : IWatermarks
{
    public const string Name = "draft";

    public IReadOnlyCollection<string> Names => [Name];

    public Watermark? Named(string name) =>
        name == Name ? new Watermark(new string('0', 32), ReadOnlyMemory<byte>.Empty, WatermarkPosition.Center, Scale: 1, Opacity: 1, IsTiled: false) : null;

    public Watermark? WithDigest(string digest) => null;
}
