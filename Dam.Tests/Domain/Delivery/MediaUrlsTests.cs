using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Delivery;

public sealed class MediaUrlsTests
{
    [Fact]
    public void ForRendition_Should_BeReadBack_When_NothingIsChanged()
    {
        var urls = Given.Urls(new StoppedClock(Given.Noon));

        var signed = urls.ForRendition(Given.Asset(epoch: 4), Given.Transform(ImageFormat.Auto), Territory.Parse("FR"));

        Assert.StartsWith("https://media.example/media/k1.", signed.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.EndsWith("/ete-a-nimes.auto", signed.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.True(urls.TryRead(Given.PathOf(signed), out var url));
        Assert.Equal(signed.ExpiresAt, url.ExpiresAt);
        Assert.Equal(4, url.Epoch);
        Assert.Equal("FR", url.Context.Territory?.Code);
        Assert.False(url.Context.IsWorkingCopy);
        Assert.Equal(Given.Transform(ImageFormat.Auto), url.Transform);
    }

    [Fact]
    public void TryRead_Should_Refuse_When_AnyCharacterIsChanged()
    {
        var urls = Given.Urls(new StoppedClock(Given.Noon));
        var path = Given.PathOf(urls.ForRendition(Given.Asset(), Given.Transform(), territory: null));
        Assert.True(urls.TryRead(path, out _));

        for (var at = 0; at < path.Length; at++)
        {
            var other = path[at] == '1' ? '2' : '1';
            Assert.False(urls.TryRead(string.Concat(path.AsSpan(0, at), [other], path.AsSpan(at + 1)), out _), $"changed at {at}");
            Assert.False(urls.TryRead(path.AsSpan(0, at), out _), $"cut at {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("k1.AAAAAAAAAAAAAAAAAAAAAAAA/1.0.d")]
    [InlineData("k1./1.0.d")]
    [InlineData(".AAAAAAAAAAAAAAAAAAAAAAAA/x")]
    public void TryRead_Should_Refuse_When_ThePathIsForeign(string path) => Assert.False(Given.Urls(new StoppedClock(Given.Noon)).TryRead(path, out _));

    [Fact]
    public void ForRendition_Should_GiveEqualUrls_When_AskedWithinOneDay()
    {
        var midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        var first = At(midnight);
        var last = At(midnight.AddDays(1).AddTicks(-1));
        var next = At(midnight.AddDays(1));

        Assert.Equal(first, last);
        Assert.NotEqual(last.Url, next.Url);
        Assert.True(last.ExpiresAt - midnight.AddDays(1) >= TimeSpan.FromDays(7));

        static SignedUrl At(DateTimeOffset now) => Given.Urls(new StoppedClock(now)).ForRendition(Given.Asset(), Given.Transform(), territory: null);
    }

    [Fact]
    public void TryRead_Should_StillAccept_When_AKeyWasAddedSince()
    {
        var clock = new StoppedClock(Given.Noon);
        var path = Given.PathOf(Given.Urls(clock, Given.Key("k1", 1)).ForRendition(Given.Asset(), Given.Transform(), territory: null));

        var rotated = Given.Urls(clock, Given.Key("k1", 1), Given.Key("k2", 2));

        Assert.True(rotated.TryRead(path, out _));
        Assert.StartsWith("k2.", Given.PathOf(rotated.ForRendition(Given.Asset(), Given.Transform(), territory: null)), StringComparison.Ordinal);
        Assert.False(Given.Urls(clock, Given.Key("k2", 2)).TryRead(path, out _));
        Assert.False(Given.Urls(clock, Given.Key("k1", 3)).TryRead(path, out _));
    }

    [Fact]
    public void ForPreview_Should_BeAWorkingCopyOfTenMinutes_When_Made()
    {
        var urls = Given.Urls(new StoppedClock(Given.Noon));

        var preview = urls.ForPreview(Given.Asset(), Given.Version(), Given.Transform());
        var original = urls.ForOriginal(Given.Asset(), Given.Version());

        Assert.Equal(Given.Noon.AddMinutes(10), preview.ExpiresAt);
        Assert.Equal(Given.Noon.AddMinutes(10), original.ExpiresAt);
        Assert.True(urls.TryRead(Given.PathOf(preview), out var read) && read.Context.IsWorkingCopy && read.Transform is not null);
        Assert.True(urls.TryRead(Given.PathOf(original), out read) && read.Context.IsWorkingCopy && read.Transform is null && read.Extension == "jpg");
    }

    [Fact]
    public void Sign_Should_ChangeTheSignature_When_AnythingThatMattersDiffers()
    {
        var urls = Given.Urls(new StoppedClock(Given.Noon));
        var signatures = new[]
        {
            urls.ForRendition(Given.Asset(), Given.Transform(), territory: null),
            urls.ForRendition(Given.Asset(), Given.Transform(), Territory.Parse("FR")),
            urls.ForRendition(Given.Asset(epoch: 1), Given.Transform(), territory: null),
            urls.ForRendition(Given.Asset() with { Id = Guid.CreateVersion7() }, Given.Transform(), territory: null),
            urls.ForRendition(Given.Asset(Given.Version(new string('b', 64))), Given.Transform(), territory: null),
            urls.ForRendition(Given.Asset(), Given.Transform(width: 801), territory: null),
            urls.ForPreview(Given.Asset(), Given.Version(), Given.Transform()),
        }.Select(signed => Given.PathOf(signed).Split('/')[0]).ToList();

        Assert.Equal(signatures.Count, signatures.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void SigningKey_Should_Refuse_When_ItIsTooShortOrMisnamed()
    {
        Assert.Throws<ArgumentException>(() => new SigningKey("k1", new byte[31]));
        Assert.Throws<ArgumentException>(() => new SigningKey("K1", new byte[32]));
        Assert.Throws<ArgumentException>(() => new SigningKey("", new byte[32]));
        Assert.Throws<ArgumentException>(() => new SigningKeys([]));
        Assert.Throws<ArgumentException>(() => new SigningKeys([Given.Key("k1"), Given.Key("k1", 9)]));
    }
}
