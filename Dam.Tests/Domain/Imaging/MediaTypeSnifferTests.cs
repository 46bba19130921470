using System.Text;
using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

public sealed class MediaTypeSnifferTests
{
    [Theory]
    [InlineData(Samples.Meadow, MediaTypes.Jpeg)]
    [InlineData(Samples.Cmyk, MediaTypes.Jpeg)]
    [InlineData(Samples.CutOut, MediaTypes.Png)]
    [InlineData(Samples.Animation, MediaTypes.Gif)]
    [InlineData(Samples.Document, MediaTypes.Pdf)]
    [InlineData("SOURCES.md", MediaTypes.Text)]
    public void Sniff_Should_KnowTheSamples_When_GivenTheirFirstBytes(string name, string expected) =>
        Assert.Equal(expected, MediaTypeSniffer.Sniff(Samples.Read(name)));

    [Theory]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", MediaTypes.WebP)]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WAVEfmt ", MediaTypes.Wav)]
    [InlineData("RIFF\u0001\u0002\u0003\u0004AVI LIST", MediaTypes.Avi)]
    [InlineData("RIFF\u0001\u0002\u0003\u0004ACONanih", MediaTypes.Unknown)]
    [InlineData("\0\0\0\u001cftypavif\0\0\0\0mif1avif", MediaTypes.Avif)]
    [InlineData("\0\0\0\u001cftypmif1\0\0\0\0mif1avif", MediaTypes.Avif)]
    [InlineData("\0\0\0\u001cftypmif1\0\0\0\0mif1heic", MediaTypes.Heic)]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", MediaTypes.Heic)]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isommp42", MediaTypes.Mp4)]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0qt  ", MediaTypes.QuickTime)]
    [InlineData("\0\0\0\u0014ftypM4A \0\0\0\0M4A ", MediaTypes.Mp4Audio)]
    [InlineData("\0\0\0\u0008moov\0\0\0\0", MediaTypes.QuickTime)]
    [InlineData("II*\0\u0008\0\0\0", MediaTypes.Tiff)]
    [InlineData("MM\0*\0\0\0\u0008", MediaTypes.Tiff)]
    [InlineData("8BPS\0\u0001\0\0", MediaTypes.Photoshop)]
    [InlineData("fLaC\0\0\0\"", MediaTypes.Flac)]
    [InlineData("ID3\u0004\0\0", MediaTypes.Mp3)]
    [InlineData("\u00ff\u00fb\u0090\u0044\0\0", MediaTypes.Mp3)]
    [InlineData("\u00ff\u00fb\u00f0\u0044\0\0", MediaTypes.Unknown)]
    [InlineData("OggS\0\u0002\u0001vorbis", MediaTypes.OggAudio)]
    [InlineData("OggS\0\u0002\u0080theora", MediaTypes.OggVideo)]
    [InlineData("FORM\u0001\u0002\u0003\u0004AIFFCOMM", MediaTypes.Aiff)]
    [InlineData("\0\0\u0001\u00ba", MediaTypes.MpegStream)]
    [InlineData("\u00ff\u00f1\u0050\u0080", MediaTypes.Aac)]
    [InlineData("\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom", MediaTypes.CanonCr3)]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1miaf", MediaTypes.Heif)]
    [InlineData("\0\0\0\u0014ftyp3gp5\0\0\0\03gp5", MediaTypes.ThreeGpp)]
    [InlineData("FUJIFILMCCD-RAW 0201", MediaTypes.FujiRaf)]
    [InlineData("IIRO\u0008\0\0\0", MediaTypes.OlympusOrf)]
    [InlineData("IIU\0\u0018\0\0\0", MediaTypes.PanasonicRw2)]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0", MediaTypes.CanonCr2)]
    [InlineData("FOVb\0\0\u0002\0", MediaTypes.SigmaX3f)]
    [InlineData("\0MRM\0\0\0\u0001", MediaTypes.MinoltaMrw)]
    [InlineData("glTF\u0002\0\0\0", MediaTypes.Glb)]
    [InlineData("%!PS-Adobe-3.0 EPSF-3.0", MediaTypes.PostScript)]
    [InlineData("{\\rtf1\\ansi", MediaTypes.RichText)]
    [InlineData("BM\u0001\u0002\u0003\u0004\0\0\0\0", MediaTypes.Bmp)]
    [InlineData("\0\0\0\u000cJXL \r\n\u0087\n", MediaTypes.JpegXl)]
    [InlineData("\0\0\0\u000cjP  \r\n\u0087\n", MediaTypes.Jpeg2000)]
    [InlineData("\u001a\u0045\u00df\u00a3\u0001\0\0\0B\u0082\u0088webm", MediaTypes.WebM)]
    [InlineData("\u001a\u0045\u00df\u00a3\u0001\0\0\0B\u0082\u0088matroska", MediaTypes.Matroska)]
    [InlineData("GIF87a\u0001\0", MediaTypes.Gif)]
    [InlineData("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", MediaTypes.LegacyOffice)]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", MediaTypes.Svg)]
    [InlineData("\u00ef\u00bb\u00bf<?xml version=\"1.0\"?>\n<!-- > --> <!DOCTYPE svg [ <!ENTITY a \">\"> ]>\n<svg/>", MediaTypes.Svg)]
    [InlineData("<?xml version=\"1.0\"?><feed/>", MediaTypes.Xml)]
    [InlineData("sku,name\r\n1,Lamp\r\n", MediaTypes.Text)]
    [InlineData("not an image at all", MediaTypes.Text)]
    [InlineData("\u00ff\u00d8", MediaTypes.Unknown)]
    [InlineData("\0\0\0\0ftyp", MediaTypes.Mp4)]
    [InlineData("", MediaTypes.Unknown)]
    public void Sniff_Should_GoByContent_When_GivenFirstBytes(string latin1, string expected) =>
        Assert.Equal(expected, MediaTypeSniffer.Sniff(Encoding.Latin1.GetBytes(latin1)));

    [Fact]
    public void Sniff_Should_NotMindAPrefix_When_ItEndsInsideACharacter()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var text = Encoding.UTF8.GetBytes(new string('a', shift) + string.Concat(Enumerable.Repeat("𝄞", 3000)));

            Assert.Equal(MediaTypes.Text, MediaTypeSniffer.Sniff(text));
        }
    }

    [Fact]
    public void Sniff_Should_AlwaysAnswer_When_TheBytesAreRandom()
    {
        var random = new Random(3);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            if (i % 2 == 0)
            {
                "\0\0\0\u0018ftyp"u8.CopyTo(bytes);
            }

            Assert.Contains('/', MediaTypeSniffer.Sniff(bytes.AsSpan(0, random.Next(65))));
        }
    }
}
