using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class BadInputTests(ImagingFixture imaging)
{
    [Theory]
    [InlineData(Samples.Lamp, 0.5)]
    [InlineData(Samples.Lamp, 0.99)]
    [InlineData(Samples.Meadow, 0.5)]
    [InlineData(Samples.CutOut, 0.5)]
    [InlineData(Samples.Cmyk, 0.3)]
    public async Task Prepare_Should_SayTruncated_When_TheEndIsMissing(string name, double kept)
    {
        var bytes = Samples.Read(name);

        Assert.Equal("TRUNCATED", await RefusalOfPreparingAsync(bytes[..(int)(bytes.Length * kept)]));
    }

    [Fact]
    public async Task Render_Should_SayTruncated_When_TheEndIsMissing()
    {
        var bytes = Samples.Read(Samples.Lamp);
        Assert.True(CanonicalTransform.TryParse("w300-h225-fill-webp-q75-g1", out var transform));

        var refusal = await Assert.ThrowsAsync<ImageException>(() => imaging.Engine.RenderAsync(
            new MemoryStream(bytes[..(bytes.Length / 2)]), transform, ImageFormat.Webp, Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal(ImageProblem.Truncated, refusal.Problem);
    }

    /// <summary>A camera puts a small JPEG into the head of the large one, and that ends there.</summary>
    [Fact]
    public async Task Prepare_Should_SayTruncated_When_OnlyTheThumbnailEnds()
    {
        var bytes = Samples.Read(Samples.Lamp);
        var thumbnail = await imaging.RenderAsync(bytes, new Transform { Width = 80, Format = ImageFormat.Jpeg });
        byte[] whole = [.. bytes[..2], 0xFF, 0xE5, (byte)((thumbnail.Length + 2) >> 8), (byte)(thumbnail.Length + 2), .. thumbnail, .. bytes[2..]];

        Assert.Equal("", await RefusalOfPreparingAsync(whole));
        Assert.Equal("TRUNCATED", await RefusalOfPreparingAsync(whole[..(whole.Length / 2)]));
    }

    /// <summary>Which is noticed when pixels are asked for.</summary>
    [Fact]
    public async Task Prepare_Should_SayDamaged_When_ATableIsMissing()
    {
        var bytes = Samples.Read(Samples.Lamp);
        var scan = bytes.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        bytes[scan + 6] = 0x33;

        Assert.Equal("DAMAGED", await RefusalOfPreparingAsync(bytes));
    }

    [Fact]
    public async Task Prepare_Should_PassOnTheFailure_When_ThePictureCannotBeRead()
    {
        await using var source = new UnreadableStream(Samples.Read(Samples.Lamp));

        var failure = await Assert.ThrowsAsync<IOException>(() => imaging.Engine.PrepareAsync(source, Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal("The disk is broken.", failure.Message);
    }

    [Theory]
    [InlineData("this is a letter, not a photograph", "NOT_AN_IMAGE")]
    [InlineData("", "NOT_AN_IMAGE")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "TRUNCATED")]
    [InlineData("\u0089PNG\r\n\u001a\n", "TRUNCATED")]
    [InlineData("%PDF-1.7\n", "NOT_AN_IMAGE")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>", "UNSUPPORTED_FORMAT")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "UNSUPPORTED_FORMAT")]
    [InlineData("8BPS\0\u0001\0\0\0\0\0\0", "UNSUPPORTED_FORMAT")]
    public async Task Identify_Should_SayWhatItIs_When_ItIsNoPictureForUs(string latin1, string code)
    {
        var refusal = await Assert.ThrowsAsync<ImageException>(() => imaging.Engine.IdentifyAsync(
            new MemoryStream(Encoding.Latin1.GetBytes(latin1)), TestContext.Current.CancellationToken));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task Identify_Should_RefuseBeforeDecoding_When_APngAnnounces50000By50000Pixels() =>
        Assert.Equal("TOO_MANY_PIXELS", await RefusalOfPreparingAsync(PngBomb(50_000, 50_000, interlaced: false)));

    [Fact]
    public async Task Identify_Should_BeStricter_When_AnInterlacedPngAnnounces10000By10000Pixels()
    {
        Assert.Equal("TOO_MANY_PIXELS", await RefusalOfPreparingAsync(PngBomb(10_000, 10_000, interlaced: true)));

        var header = await imaging.Engine.IdentifyAsync(
            new MemoryStream(PngBomb(10_000, 10_000, interlaced: false)), TestContext.Current.CancellationToken);
        Assert.Equal(new PixelSize(10_000, 10_000), header.Size);
    }

    [Fact]
    public async Task Identify_Should_RefuseBeforeDecoding_When_AProgressiveJpegIsABomb()
    {
        var bytes = Samples.Read(Samples.Bowl);
        var frame = FrameHeader(bytes);
        Assert.Equal(0xC2, bytes[frame + 1]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 65_500);
        var before = GC.GetTotalMemory(forceFullCollection: false);

        Assert.Equal("TOO_MANY_PIXELS", await RefusalOfPreparingAsync(bytes));
        Assert.True(GC.GetTotalMemory(forceFullCollection: false) - before < 100_000_000);
    }

    [Theory]
    [InlineData(Samples.Lamp)]
    [InlineData(Samples.WideGamut)]
    [InlineData(Samples.CutOut)]
    [InlineData(Samples.Animation)]
    public async Task Prepare_Should_SucceedOrRefuse_When_BitsAreFlipped(string name)
    {
        var random = new Random(11);
        var bytes = Samples.Read(name);
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 12; i++)
        {
            var broken = (byte[])bytes.Clone();
            for (var flips = 0; flips < 8; flips++)
            {
                // Half of the flips hit the first kilobyte, where the tables are.
                var at = flips % 2 == 0 ? random.Next(2, 1024) : random.Next(2, broken.Length);
                broken[at] ^= (byte)(1 << random.Next(8));
            }

            outcomes.Add(await RefusalOfPreparingAsync(broken));
        }

        Assert.True(outcomes.IsSubsetOf(["", "TRUNCATED", "DAMAGED", "NOT_AN_IMAGE", "TOO_MANY_PIXELS", "UNSUPPORTED_FORMAT"]), string.Join(' ', outcomes));
        Assert.True(outcomes.Count > 1 || !outcomes.Contains(""), "No flip was noticed.");
        Assert.Equal("", await RefusalOfPreparingAsync(bytes));
    }

    /// <summary>Beyond what a signed and an unsigned offset can hold.</summary>
    [Theory]
    [InlineData(0x7FFFFFF0)]
    [InlineData(0xFFFFFFF0)]
    public async Task Identify_Should_SayTruncated_When_ATiffPointsOutsideItself(uint directory)
    {
        var bytes = new byte[64];
        "II*\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), directory);

        Assert.Equal("TRUNCATED", await RefusalOfPreparingAsync(bytes));
    }

    [Fact]
    public async Task Render_Should_PassOnTheFailure_When_TheStreamFails()
    {
        Assert.True(CanonicalTransform.TryParse("w300-h225-fill-webp-q75-g1", out var transform));
        await using var destination = new FailingStream();

        var failure = await Assert.ThrowsAsync<IOException>(() => imaging.Engine.RenderAsync(
            new MemoryStream(Samples.Read(Samples.Lamp)), transform, ImageFormat.Webp, destination, TestContext.Current.CancellationToken));

        Assert.Equal("The disk is full.", failure.Message);
    }

    [Fact]
    public async Task Render_Should_RefuseTheCall_When_TheFormatIsNotSettled()
    {
        Assert.True(CanonicalTransform.TryParse("w300-h225-fill-auto-g1", out var transform));

        await Assert.ThrowsAsync<ArgumentException>(() => imaging.Engine.RenderAsync(
            Stream.Null, transform, ImageFormat.Auto, Stream.Null, TestContext.Current.CancellationToken));
    }

    /// <summary>The code of the refusal, or nothing when it succeeded.</summary>
    private async Task<string> RefusalOfPreparingAsync(byte[] bytes)
    {
        try
        {
            await imaging.Engine.PrepareAsync(new MemoryStream(bytes), Stream.Null, TestContext.Current.CancellationToken);
            return "";
        }
        catch (ImageException refusal)
        {
            return refusal.Code;
        }
    }

    private static int FrameHeader(byte[] jpeg)
    {
        for (var at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))
        {
            if (jpeg[at + 1] is 0xC0 or 0xC2)
            {
                return at;
            }
        }
    }

    /// <summary>A PNG whose header is right and whose data is a few compressed zeros.</summary>
    private static byte[] PngBomb(int width, int height, bool interlaced)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        header[12] = (byte)(interlaced ? 1 : 0);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[100_000]);
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, data.ToArray());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] body = [.. type, .. content];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        png.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    /// <summary>But for its beginning, where the header is.</summary>
    private sealed class UnreadableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position < 100_000 ? base.Read(buffer[..Math.Min(4096, buffer.Length)]) : throw new IOException("The disk is broken.");
    }

    private sealed class FailingStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("The disk is full.");
    }
}
