using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Delivery;

public sealed class MediaUrlTests
{
    private const string Asset = "0193f5e67a0070008000000000000001";
    private static readonly string Whole = $"1764000000.3.d-US-CA/{Asset}/{Given.Digest}/{Given.Transform()}/ete-a-nimes.webp";

    [Fact]
    public void ToString_Should_WriteTheGrammar_When_EverythingIsSaid()
    {
        var url = new MediaUrl
        {
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1764000000),
            Epoch = 3,
            Context = MediaContext.Delivery(Territory.Parse("US-CA")),
            AssetId = Guid.ParseExact(Asset, "N"),
            Digest = Given.Digest,
            Transform = Given.Transform(),
            Name = "ete-a-nimes",
            Extension = "webp",
        };

        Assert.Equal(Whole, url.ToString());
        Assert.True(MediaUrl.TryParse(Whole, out var read));
        Assert.Equal(url, read);
    }

    [Theory]
    [InlineData("d", "w800-h600-fill-auto-g1", "auto")]
    [InlineData("d-FR", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("d~c-web", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("d~p-editorial", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("d-US-CA~c-shop-1~p-editorial", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("d~s", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("d-US-CA~c-shop-1~p-editorial~s", "w800-h600-fill-jpeg-q80-g1", "jpg")]
    [InlineData("w", "original", "tif")]
    public void TryParse_Should_ReadWhatItWrites_When_ContextsAndTransformsDiffer(string context, string transform, string extension)
    {
        var text = $"1.0.{context}/{Asset}/{Given.Digest}/{transform}/a.{extension}";

        Assert.True(MediaUrl.TryParse(text, out var url));
        Assert.Equal(text, url.ToString());
        Assert.Equal(context == "w", url.Context.IsWorkingCopy);
        Assert.Equal(transform == "original", url.Transform is null);
    }

    [Theory]
    [InlineData("1764000000", "01764000000")] // a leading zero
    [InlineData("1764000000", "+1764000000")]
    [InlineData("1764000000", "999999999999")] // past the largest instant
    [InlineData(".3.", ".-3.")]
    [InlineData(".3.", ".3000000000.")]
    [InlineData("d-US-CA", "d-us-ca")]
    [InlineData("d-US-CA", "d-")]
    [InlineData("d-US-CA", "D")]
    [InlineData("d-US-CA", "x")]
    [InlineData("d-US-CA", "w-FR")]
    [InlineData("d-US-CA", "w~c-web")]
    [InlineData("d-US-CA", "d~c-")]
    [InlineData("d-US-CA", "d~c-Web")]
    [InlineData("d-US-CA", "d~c-web-")]
    [InlineData("d-US-CA", "d~c-web~c-web")]
    [InlineData("d-US-CA", "d~p-editorial~c-web")]
    [InlineData("d-US-CA", "d~s~c-web")]
    [InlineData("d-US-CA", "d~s~s")]
    [InlineData("d-US-CA", "w~s")]
    [InlineData(Asset, "0193F5E67A0070008000000000000001")]
    [InlineData(Asset, "0193f5e6-7a00-7000-8000-000000000001")]
    [InlineData("aaaa/", "aaa/")]
    [InlineData("aaaa/", "aaaA/")]
    [InlineData("-webp-", "-webp-q101-")]
    [InlineData("w800", "w0")]
    [InlineData("w800", "w08")]
    [InlineData("ete-a-nimes", "Ete")]
    [InlineData("ete-a-nimes", "..%2f")]
    [InlineData("ete-a-nimes", "")]
    [InlineData(".webp", "")]
    [InlineData(".webp", ".webp/")]
    [InlineData(".webp", ".a.b")]
    public void TryParse_Should_Refuse_When_APartIsSpeltDifferently(string part, string other)
    {
        var text = Whole.Replace(part, other, StringComparison.Ordinal);

        Assert.NotEqual(Whole, text);
        Assert.False(MediaUrl.TryParse(text, out _));
    }

    [Fact]
    public void TryParse_Should_Answer_When_TheTextIsCutOrRandom()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            // A shorter extension is an extension; a cut before it is nothing.
            var isShorterExtension = length > Whole.LastIndexOf('.') + 1;
            Assert.Equal(isShorterExtension, MediaUrl.TryParse(Whole.AsSpan(0, length), out _));
        }

        var random = new Random(1);
        var characters = Whole.ToCharArray();
        for (var i = 0; i < 20_000; i++)
        {
            var at = random.Next(characters.Length);
            var kept = characters[at];
            characters[at] = (char)random.Next(0x20, 0x7F);
            if (MediaUrl.TryParse(characters, out var url))
            {
                Assert.Equal(new string(characters), url.ToString());
            }

            characters[at] = kept;
        }
    }

    [Theory]
    [InlineData("Été à Nîmes (2).JPG", "ete-a-nimes-2")]
    [InlineData("春节海报.png", "file")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("---.jpg", "file")]
    [InlineData("", "file")]
    public void NameOf_Should_BeReadable_When_MadeOfAFileName(string filename, string name)
    {
        Assert.Equal(name, MediaNames.NameOf(filename));
        Assert.True(MediaNames.IsName(MediaNames.NameOf(filename)));
    }

    [Fact]
    public void NameOf_Should_StayWithinTheGrammar_When_TheFileNameIsLong() =>
        Assert.True(MediaNames.IsName(MediaNames.NameOf(string.Concat(Enumerable.Repeat("ab ", 200)) + ".jpg")));

    [Theory]
    [InlineData("a.JPG", "jpg")]
    [InlineData("a.tar.gz", "gz")]
    [InlineData("a", "bin")]
    [InlineData("a.ridiculous", "bin")]
    [InlineData("a.p%g", "bin")]
    public void ExtensionOf_Should_BePlain_When_MadeOfAFileName(string filename, string extension) => Assert.Equal(extension, MediaNames.ExtensionOf(filename));

    [Fact]
    public void In_Should_GiveTheSameText_When_AutoIsSettledOrTheFormatNamed() =>
        Assert.Equal(Given.Transform(ImageFormat.Webp).ToString(), Given.Transform(ImageFormat.Auto).In(ImageFormat.Webp).ToString());
}
