using System.IO.Compression;
using System.Text;
using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

public sealed class MediaTypeReaderTests
{
    [Theory]
    [InlineData("word/document.xml", MediaTypes.Docx)]
    [InlineData("word/document.xml", "application/vnd.ms-word.document.macroEnabled.12")]
    [InlineData("xl/workbook.xml", MediaTypes.Xlsx)]
    [InlineData("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.12")]
    [InlineData("ppt/presentation.xml", MediaTypes.Pptx)]
    [InlineData("ppt/presentation.xml", "application/vnd.ms-powerpoint.presentation.macroEnabled.12")]
    public async Task Read_Should_TellOfficeFilesApart_When_TheyAreZips(string part, string expected)
    {
        var main = expected.Replace(".12", "", StringComparison.Ordinal);
        var types = $"""<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" ContentType="{main}.main+xml"/></Types>""";
        var padding = new string('x', 10_000);

        Assert.Equal(expected, await ReadAsync(Zip(("[Content_Types].xml", types), (part, padding))));
        Assert.Equal(expected, await ReadAsync(Zip((part, padding), ("docProps/core.xml", padding), ("[Content_Types].xml", types))));
    }

    [Fact]
    public async Task Read_Should_SayZip_When_TheArchiveIsNoOfficeFile()
    {
        Assert.Equal(MediaTypes.Zip, await ReadAsync(Zip(("word/readme.txt", "word/document.xml"))));
        Assert.Equal(MediaTypes.Zip, await ReadAsync(Zip(("[Content_Types].xml", "<Types/>"))));
        Assert.Equal("application/vnd.oasis.opendocument.text", await ReadAsync(Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>"))));
        Assert.Equal(MediaTypes.Zip, await ReadAsync(Zip(("[Content_Types].xml", "<Types/>"))[..60]));
    }

    [Fact]
    public async Task Read_Should_StayBounded_When_AnArchiveIsABomb()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(MediaTypes.Zip, await ReadAsync(Zip(("[Content_Types].xml", new string(' ', 200_000_000)))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000_000);
    }

    [Theory]
    [InlineData("NIKON CORPORATION", MediaTypes.NikonNef)]
    [InlineData("SONY", MediaTypes.SonyArw)]
    [InlineData("PENTAX Corporation", MediaTypes.PentaxPef)]
    [InlineData("SAMSUNG", MediaTypes.SamsungSrw)]
    [InlineData("Hasselblad", MediaTypes.Hasselblad3fr)]
    [InlineData("EASTMAN KODAK COMPANY", MediaTypes.KodakDcr)]
    [InlineData("Nobody", MediaTypes.OtherRaw)]
    public async Task Read_Should_KnowTheFamily_When_ATiffHoldsASensorsData(string make, string expected)
    {
        foreach (var littleEndian in (bool[])[true, false])
        {
            Assert.Equal(expected, await ReadAsync(TestTiff.Raw(make, littleEndian, padding: 0)));
            Assert.Equal(expected, await ReadAsync(TestTiff.Raw(make, littleEndian, padding: 50_000)));
        }
    }

    [Fact]
    public async Task Read_Should_SayDng_When_ItsVersionIsThere() => Assert.Equal(MediaTypes.DigitalNegative, await ReadAsync(TestTiff.DigitalNegative(littleEndian: true)));

    [Fact]
    public async Task Read_Should_SayTiff_When_ACameraWroteAPicture() => Assert.Equal(MediaTypes.Tiff, await ReadAsync(TestTiff.Picture("NIKON CORPORATION")));

    [Fact]
    public async Task Read_Should_End_When_ATiffPointsAtItselfOrNowhere()
    {
        var loop = TestTiff.Raw("SONY", littleEndian: true, padding: 0);
        for (var at = 4; at < loop.Length - 4; at++)
        {
            var damaged = (byte[])loop.Clone();
            damaged[at] = 0x08;
            damaged[at + 1] = 0xFF;
            Assert.StartsWith("image/", await ReadAsync(damaged), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("WordDocument", MediaTypes.Word)]
    [InlineData("Workbook", MediaTypes.Excel)]
    [InlineData("PowerPoint Document", MediaTypes.PowerPoint)]
    [InlineData("Something", MediaTypes.LegacyOffice)]
    public async Task Read_Should_TellTheProgram_When_ItIsACompoundFile(string stream, string expected)
    {
        var file = new byte[2048];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(file, 0);
        file[30] = 9;
        file[48] = 1;
        var entry = file.AsSpan(1024 + 128, 128);
        Encoding.Unicode.GetBytes(stream, entry);
        entry[64] = (byte)((stream.Length * 2) + 2);

        Assert.Equal(expected, await ReadAsync(file));
    }

    [Fact]
    public async Task Read_Should_FindTheSvg_When_ItsPrologIsLong()
    {
        var entities = string.Concat(Enumerable.Range(0, 500).Select(i => $"<!ENTITY ns{i} \"http://ns.example/{i}\">\n"));
        var svg = $"<?xml version=\"1.0\"?>\n<!-- {new string('-', 0)}{new string('x', 5000)} -->\n<!DOCTYPE svg [ {entities} ]>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

        Assert.Equal(MediaTypes.Svg, await ReadAsync(Encoding.UTF8.GetBytes(svg)));
    }

    [Theory]
    [InlineData(MediaTypes.Jpeg, "a.jpg", null, false)]
    [InlineData(MediaTypes.Jpeg, "a.JPEG", "image/jpeg", false)]
    [InlineData(MediaTypes.Jpeg, "a.png", null, true)]
    [InlineData(MediaTypes.Jpeg, "a.jpg", "image/png", true)]
    [InlineData(MediaTypes.Jpeg, "a", "application/octet-stream", false)]
    [InlineData(MediaTypes.Jpeg, "a.unknown", "image/pjpeg", false)]
    [InlineData(MediaTypes.Pdf, "logo.ai", null, false)]
    public void Contradict_Should_TellOfClaims_When_TheyDoNotHold(string mediaType, string filename, string? declared, bool expected) =>
        Assert.Equal(expected, FileExtensions.Contradict(mediaType, filename, declared));

    private static Task<string> ReadAsync(byte[] file) => MediaTypeReader.ReadAsync(
        file.AsMemory(0, Math.Min(file.Length, MediaTypeSniffer.PrefixLength)), () => Task.FromResult<Stream>(new MemoryStream(file)), TestContext.Current.CancellationToken);

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name, name == "mimetype" ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
