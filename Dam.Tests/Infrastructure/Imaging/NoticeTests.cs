using System.Text;
using Dam.Domain.Imaging;
using Dam.Domain.Media;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Media;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Of what a file says only whose it is stays in what is made of it.</summary>
public sealed class NoticeTests(ImagingFixture imaging)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<ImageFormat> Formats => [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Webp, ImageFormat.Avif];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Render_Should_SayWhoseItIsAndNothingElse_When_TheSourceHoldsAPlace(ImageFormat format)
    {
        var source = Samples.Read(Samples.Portrait);
        var said = await FactsAsync(source);
        Assert.NotNull(said.Location);
        Assert.NotNull(said.Record.CopyrightNotice);
        using var mezzanine = new MemoryStream();
        await imaging.Engine.PrepareAsync(new MemoryStream(source), mezzanine, Ct);

        foreach (var start in (byte[][])[source, mezzanine.ToArray()])
        {
            var file = await imaging.RenderAsync(start, new Transform { Width = 200, Format = format });

            var kept = await FactsAsync(file);
            Assert.Null(kept.Location);
            Assert.Equal((said.Record.Creator, said.Record.CopyrightNotice), (kept.Record.Creator, kept.Record.CopyrightNotice));
            string[] allowed = ["artist", "copyright", "orientation", "xResolution", "yResolution", "resolutionUnit", "colorSpace"];
            Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), kept.Technical["exif"]!.AsObject().Select(tag => tag.Key).ToHashSet(StringComparer.Ordinal));
            Assert.Null(kept.Technical["xmp"]?["dc:title"]);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, "(c) 2026 Zoe (all rights reserved)")]
    [InlineData(ImageFormat.Jpeg, "© 2026 Zoë (Studio) Ærø, 東京 (all rights reserved)")]
    [InlineData(ImageFormat.Png, "© 2026 Zoë (Studio) Ærø, 東京 (all rights reserved)")]
    [InlineData(ImageFormat.Webp, "© 2026 Zoë (Studio) Ærø, 東京 (all rights reserved)")]
    [InlineData(ImageFormat.Avif, "© 2026 Zoë (Studio) Ærø, 東京 (all rights reserved)")]
    public async Task Render_Should_KeepEveryCharacter_When_ThePeopleSaidSo(ImageFormat format, string copyright)
    {
        using var picture = VipsImage.Of(new byte[30 * 20 * 3], new PixelSize(30, 20));
        var xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' "
            + "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='Photo: R&amp;D &lt;Zoë&gt;' photoshop:City='Secret'>"
            + $"<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>{copyright}</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>";
        using var said = picture.Saying([], Encoding.UTF8.GetBytes(xmp));
        using var source = new MemoryStream();
        using (var target = new VipsStream(source, Ct).AsTarget())
        using (var save = new VipsOperation("jpegsave_target"))
        {
            save.Set("in", said).Set("target", target).Run();
        }

        var file = await imaging.RenderAsync(source.ToArray(), new Transform { Width = 20, Format = format });

        var kept = await FactsAsync(file);
        Assert.Equal((copyright, "Photo: R&D <Zoë>"), (kept.Record.CopyrightNotice, kept.Record.Credit));
        Assert.True(file.AsSpan().IndexOf("Secret"u8) < 0);
    }

    [Fact]
    public async Task Render_Should_AddNothing_When_TheSourceSaysNothing()
    {
        var file = await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 20, Format = ImageFormat.Webp });

        Assert.True(file.AsSpan().IndexOf("EXIF"u8) < 0);
        Assert.True(file.AsSpan().IndexOf("XMP "u8) < 0);
    }

    private async Task<MediaFacts> FactsAsync(byte[] file) =>
        PictureFacts.Of(await imaging.Engine.ReadBlocksAsync(new MemoryStream(file), Ct), MediaFacts.Nothing);
}
