using System.Net;
using System.Text.Json;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Tests.Api.Delivery;

public sealed class MediaEndpointTests : IAsyncDisposable
{
    private readonly DamHost _host = DamHost.Start();
    private readonly HttpClient _http;

    public MediaEndpointTests() => _http = _host.Http();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Get_Should_ServeTheRenditionHarmlessly_When_TheUrlIsGood()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));

        using var response = await _http.GetAsync(_host.RenditionUrl(asset, ImageFormat.Webp), Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/webp", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("inline", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("picture.webp", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.False(response.Headers.ETag!.IsWeak);
        Assert.Empty(response.Headers.Vary);
        var bytes = await response.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal("WEBP"u8.ToArray(), bytes[8..12]);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Get_Should_NameWhatToPurgeItBy_When_SharedCachesMayKeepIt()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        string[] keys = [$"asset-{asset.Id:N}", $"digest-{asset.CurrentVersion.Digest}", "dam"];

        using var shared = await _http.GetAsync(_host.RenditionUrl(asset), Ct);
        Assert.Equal([string.Join(' ', keys)], shared.Headers.GetValues("Surrogate-Key"));
        Assert.Equal([string.Join(',', keys)], shared.Headers.GetValues("Cache-Tag"));

        await _host.SetRightsAsync(asset.Id, new RightsPatch { Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")])) });
        using var personal = await _http.GetAsync(_host.RenditionUrl(asset, territory: "DE"), Ct);
        Assert.True(personal.Headers.CacheControl!.Private);
        Assert.False(personal.Headers.Contains("Surrogate-Key") || personal.Headers.Contains("Cache-Tag"));
    }

    [Fact]
    public async Task Get_Should_ChooseByAcceptAndSaySo_When_TheFormatIsAuto()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset, ImageFormat.Auto);

        using var avif = await SendAsync(url, ("Accept", "image/avif,image/webp,*/*"));
        using var webp = await SendAsync(url, ("Accept", "image/webp,*/*"));
        using var plain = await SendAsync(url, ("Accept", "*/*"));

        Assert.Equal("image/avif", avif.Content.Headers.ContentType?.MediaType);
        Assert.Equal("image/webp", webp.Content.Headers.ContentType?.MediaType);
        Assert.Contains(plain.Content.Headers.ContentType?.MediaType, new[] { "image/jpeg", "image/png" });
        Assert.All(new[] { avif, webp, plain }, response => Assert.Equal(["Accept"], response.Headers.Vary));
        Assert.Equal(3, new[] { avif, webp, plain }.Select(response => response.Headers.ETag!.Tag).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Get_Should_Answer304WithoutMakingTheFile_When_TheClientHasIt()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset);
        using var first = await _http.GetAsync(url, Ct);
        var key = new BlobKey(BlobArea.Renditions, "default", asset.CurrentVersion.Digest, Seeding.TransformOf(asset, ImageFormat.Png, 40).ToString());
        Assert.True(await _host.Get<IBlobStore>().DeleteAsync(key, Ct));

        using var second = await SendAsync(url, ("If-None-Match", $"\"other\", {first.Headers.ETag}"));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.False(await _host.Get<IBlobStore>().ExistsAsync(key, Ct));
    }

    [Fact]
    public async Task Get_Should_RefuseInsteadOf304_When_TheRightsHaveEnded()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset);
        using var first = await _http.GetAsync(url, Ct);
        await _host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now) });

        using var second = await SendAsync(url, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
    }

    [Fact]
    public async Task Get_Should_ServeAPart_When_ARangeIsAsked()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset);
        var whole = await _http.GetByteArrayAsync(url, Ct);

        using var part = await SendAsync(url, ("Range", "bytes=10-19"));
        using var past = await SendAsync(url, ("Range", $"bytes={whole.Length}-"));

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[10..20], await part.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, past.StatusCode);
        Assert.True(past.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Head_Should_SayTheLengthOnly_When_TheUrlIsGood()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        using var request = new HttpRequestMessage(HttpMethod.Head, _host.RenditionUrl(asset));

        using var response = await _http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Get_Should_MakeTheFileOnce_When_ManyAskAtATime()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1, 1200, 800));
        var url = _host.RenditionUrl(asset, ImageFormat.Jpeg, 600);

        var files = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _http.GetByteArrayAsync(url, Ct)));

        Assert.All(files, file => Assert.Equal(files[0], file));
    }

    [Fact]
    public async Task Get_Should_BeNotFoundWithoutAHint_When_TheUrlWasNotGivenOut()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset);
        var foreign = _host.Get<MediaUrls>().ForRendition(asset with { Id = Guid.CreateVersion7() }, Seeding.TransformOf(asset, ImageFormat.Png, 40), territory: null).Url.AbsoluteUri;
        var dead = _host.Get<MediaUrls>().ForRendition(asset with { Epoch = 1 }, Seeding.TransformOf(asset, ImageFormat.Png, 40), territory: null).Url.AbsoluteUri;

        var answers = new List<string>();
        foreach (var bad in new[] { url.Replace("w40-", "w41-", StringComparison.Ordinal), url + "x", $"{_http.BaseAddress}media/", $"{_http.BaseAddress}media/a/b", foreign, dead })
        {
            using var response = await _http.GetAsync(bad, Ct);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.True(response.Headers.CacheControl?.NoStore);
            answers.Add(await response.Content.ReadAsStringAsync(Ct));
        }

        Assert.Single(answers.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Get_Should_SayThatItExpired_When_TheUrlIsOld()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var signed = _host.Get<MediaUrls>().ForRendition(asset, Seeding.TransformOf(asset, ImageFormat.Png, 40), territory: null);

        _host.Clock.Now = signed.ExpiresAt.AddSeconds(-1);
        using var before = await _http.GetAsync(signed.Url, Ct);
        _host.Clock.Now = signed.ExpiresAt;
        using var after = await _http.GetAsync(signed.Url, Ct);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        Assert.Equal("URL_EXPIRED", (await ProblemAsync(after)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Get_Should_BoundEveryCache_When_TheVerdictWillChange()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset);

        Assert.Equal("public, max-age=60, s-maxage=86400", await CacheControlAsync(url));

        await _host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now.AddSeconds(30.9)) });
        Assert.Equal("public, max-age=30, s-maxage=30", await CacheControlAsync(url));

        await _host.SetRightsAsync(asset.Id, new RightsPatch { Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")])) });
        Assert.Equal("private, max-age=30", await CacheControlAsync(_host.RenditionUrl(asset, territory: "DE")));
    }

    [Fact]
    public async Task Get_Should_NameEveryReason_When_Refused()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var url = _host.RenditionUrl(asset, territory: "FR");
        await _host.SetRightsAsync(asset.Id, new RightsPatch
        {
            EmbargoUntil = Change<DateTimeOffset?>.To(_host.Clock.Now.AddDays(1)),
            Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")])),
        });
        await _host.SetStatusAsync(asset.Id, AssetStatus.Archived);

        using var response = await _http.GetAsync(url, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var problem = await ProblemAsync(response);
        Assert.Equal("DELIVERY_REFUSED", problem.GetProperty("code").GetString());
        Assert.Equal(403, problem.GetProperty("status").GetInt32());
        Assert.Equal(
            ["ARCHIVED", "NOT_APPROVED", "EMBARGOED", "TERRITORY_BLOCKED"],
            problem.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Get_Should_ServeWorkingCopies_When_TheAssetIsADraftUnderEmbargo()
    {
        var embargo = new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(_host.Clock.Now.AddDays(1)) };
        var bytes = TestPng.Noise(1);
        var asset = await _host.AddAssetAsync(bytes, "Été.png", AssetStatus.Draft, embargo);
        var urls = _host.Get<MediaUrls>();
        var preview = urls.ForPreview(asset, asset.CurrentVersion, Seeding.TransformOf(asset, ImageFormat.Png, 40));
        var original = urls.ForOriginal(asset, asset.CurrentVersion);

        using var seen = await _http.GetAsync(preview.Url, Ct);
        using var fetched = await _http.GetAsync(original.Url, Ct);

        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.True(seen.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal(bytes, await fetched.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", fetched.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("Été.png", fetched.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.True(fetched.Headers.CacheControl is { Private: true, NoStore: true });

        _host.Clock.Now = preview.ExpiresAt;
        using var late = await _http.GetAsync(preview.Url, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task Get_Should_RefuseNewSizesAndGiveThoseThatAreMade_When_OneFileIsAskedForInTooMany()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:NewRenditionsPerFile"] = "3");
        host.Clock.Counter = host.Clock.GetTimestamp();
        using var http = host.Http();
        var asset = await host.AddAssetAsync(TestPng.Noise(1));
        var statuses = new List<HttpStatusCode>();
        for (var width = 10; width < 18; width++)
        {
            using var response = await http.GetAsync(host.RenditionUrl(asset, width: width), Ct);
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);
                Assert.True(response.Headers.CacheControl!.NoStore);
                Assert.Equal("RENDITION_LIMITED", (await ProblemAsync(response)).GetProperty("code").GetString());
            }
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 3), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 5)], statuses);
        using var made = await http.GetAsync(host.RenditionUrl(asset, width: 10), Ct);
        using var other = await http.GetAsync(host.RenditionUrl(await host.AddAssetAsync(TestPng.Noise(2)), width: 10), Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (made.StatusCode, other.StatusCode));
    }

    /// <summary>That a picture cannot be so small is found out by making it several times.</summary>
    [Fact]
    public async Task Get_Should_NotTryAgainForAWhile_When_TheRenditionCouldNotBeMade()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:NewRenditionsPerFile"] = "1");
        var asset = await host.AddAssetAsync(TestPng.Noise(1, 200, 200));
        Assert.True(CanonicalTransform.TryParse($"w100-h100-fill-jpeg-q80-max1000-g{CanonicalTransform.CurrentGeneration}", out var impossible));
        var url = host.Get<MediaUrls>().ForRendition(asset, impossible, territory: null).Url.AbsoluteUri;
        using var http = host.Http();

        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.TooManyRequests], await LookAsync());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.TooManyRequests], await LookAsync());

        async Task<HttpStatusCode[]> LookAsync()
        {
            using var first = await http.GetAsync(url, Ct);
            using var second = await http.GetAsync(url, Ct);
            using var other = await http.GetAsync(host.RenditionUrl(asset, width: 12), Ct);
            return [first.StatusCode, second.StatusCode, other.StatusCode];
        }
    }

    [Fact]
    public async Task Get_Should_BeATypedError_When_TheFileCannotBeRendered()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var transform = Seeding.TransformOf(asset, ImageFormat.Png, 40);
        var document = await _host.AddAssetAsync([.. "PK\u0005\u0006"u8, .. new byte[18]], "empty.zip");

        using var response = await _http.GetAsync(_host.Get<MediaUrls>().ForRendition(document, transform, territory: null).Url, Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.False(string.IsNullOrEmpty((await ProblemAsync(response)).GetProperty("code").GetString()));
    }

    private async Task<string> CacheControlAsync(string url)
    {
        using var response = await _http.GetAsync(url, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.NonValidated["Cache-Control"]);
    }

    private async Task<HttpResponseMessage> SendAsync(string url, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return await _http.SendAsync(request, Ct);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;
}
