using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Purges;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Purges;

namespace Dam.Tests.Api.Delivery;

/// <summary>The service behind a Varnish that runs the configuration of the documentation, and purges it.</summary>
public sealed class VarnishFixture : IAsyncLifetime
{
    internal DamHost Host { get; private set; } = null!;

    internal VarnishProcess Varnish { get; private set; } = null!;

    internal HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next();
        Host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Purge:Provider"] = "Varnish";
            settings["Dam:Purge:Timeout"] = "00:00:00.5";
            settings["Dam:Purge:Varnish:Addresses:0"] = $"http://127.0.0.1:{port}";
            settings["Dam:Purge:Varnish:Secret"] = VarnishProcess.Secret;
        });
        using var direct = Host.Http();
        Varnish = await VarnishProcess.StartAsync(port, direct.BaseAddress!, CancellationToken.None);
        Http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Varnish.Dispose();
        await Host.DisposeAsync();
    }
}

public sealed class VarnishTests(VarnishFixture fixture) : IClassFixture<VarnishFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Caller Lawyer = Caller.Administrator("lawyer");

    private readonly DamHost _host = fixture.Host;

    private string Target => $"varnish 127.0.0.1:{fixture.Varnish.Port}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Should_ComeFromTheCache_When_AskedAgain()
    {
        var asset = await AddAsync(TestPng.Noise(1));
        var path = PathOf(asset);

        using var first = await GetAsync(path);
        using var second = await GetAsync($"{path}?another=1", ("Cookie", "a=b"), ("Authorization", "Bearer x"), ("Accept", "text/html"), ("X-Territory", "FR"));
        using var head = await SendAsync(HttpMethod.Head, path);
        using var known = await GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        using var part = await GetAsync(path, ("Range", "bytes=8-15"));

        Assert.Equal((HttpStatusCode.OK, false), (first.StatusCode, IsHit(first)));
        Assert.Equal((HttpStatusCode.OK, true), (second.StatusCode, IsHit(second)));
        var bytes = await first.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(bytes, await second.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal((HttpStatusCode.OK, true, bytes.Length), (head.StatusCode, IsHit(head), head.Content.Headers.ContentLength));
        Assert.Equal((HttpStatusCode.NotModified, true), (known.StatusCode, IsHit(known)));
        Assert.Equal((HttpStatusCode.PartialContent, true), (part.StatusCode, IsHit(part)));
        Assert.Equal(bytes[8..16], await part.Content.ReadAsByteArrayAsync(Ct));
        foreach (var response in (HttpResponseMessage[])[first, second])
        {
            Assert.Equal("public, max-age=60", response.Headers.NonValidated["Cache-Control"].ToString());
            Assert.False(response.Headers.Contains("Surrogate-Key") || response.Headers.Contains("Cache-Tag") || response.Headers.Contains("Age"));
        }
    }

    [Fact]
    public async Task Get_Should_KeepACopyForEachFormat_When_TheAcceptHeaderDecides()
    {
        var path = PathOf(await AddAsync(TestPng.Noise(2)), ImageFormat.Auto);

        Assert.Equal(("image/webp", false), await FormatAsync("image/webp,*/*"));
        Assert.Equal(("image/webp", true), await FormatAsync("text/html, image/webp;q=0.8, image/png"));
        Assert.Equal(("image/jpeg", false), await FormatAsync("image/webp;q=0, image/*"));
        Assert.Equal(("image/jpeg", true), await FormatAsync("image/png"));
        Assert.Equal(("image/avif", false), await FormatAsync("image/avif,image/webp"));
        Assert.Equal(("image/avif", true), await FormatAsync("image/webp, image/AVIF;q=1.0,*/*;q=0.1"));
        Assert.Equal(("image/avif", false), await FormatAsync("image/avif"));
        Assert.Equal(("image/webp", true), await FormatAsync("image/avif;q=0.0,image/webp"));

        async Task<(string?, bool)> FormatAsync(string accept)
        {
            using var response = await GetAsync(path, ("Accept", accept));
            return (response.Content.Headers.ContentType?.MediaType, IsHit(response));
        }
    }

    [Fact]
    public async Task Get_Should_AskEachTime_When_RefusedOrPrivate()
    {
        var refused = await AddAsync(TestPng.Noise(3), new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(_host.Clock.Now.AddHours(1)) });
        var personal = await AddAsync(
            TestPng.Noise(4), new RightsPatch { Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")])) });

        Assert.Equal((HttpStatusCode.Forbidden, false), await LookAsync(PathOf(refused)));
        Assert.Equal((HttpStatusCode.Forbidden, false), await LookAsync(PathOf(refused)));
        await _host.SetRightsAsync(refused.Id, new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(null) });
        Assert.Equal((HttpStatusCode.OK, false), await LookAsync(PathOf(refused)));

        var path = new Uri(_host.RenditionUrl(personal, territory: "DE")).PathAndQuery;
        Assert.Equal((HttpStatusCode.OK, false), await LookAsync(path));
        Assert.Equal((HttpStatusCode.OK, false), await LookAsync(path));
        Assert.Equal((HttpStatusCode.NotFound, false), await LookAsync("/media/nothing"));
    }

    [Fact]
    public async Task Purge_Should_EndCopiesAndBeOnRecord_When_AnAssetIsTakenDown()
    {
        var asset = await AddAsync(TestPng.Noise(5));
        var other = await AddAsync(TestPng.Noise(5));
        await KeepAsync(PathOf(asset));
        await KeepAsync(PathOf(other));

        Assert.True((await _host.Get<TakedownHandler>().HandleAsync(Lawyer, new TakeDownAsset(asset.Id, "A court says so", ExpectedRevision: null, DryRun: false), Ct)).Succeeded);
        await ConfirmedAsync(PurgeKeys.OfAsset(asset.Id));

        Assert.Equal((HttpStatusCode)451, (await LookAsync(PathOf(asset))).Status);
        Assert.Equal((HttpStatusCode.OK, true), await LookAsync(PathOf(other)));
        Assert.True((await _host.Get<TakedownHandler>().HandleAsync(Lawyer, new ReinstateAsset(asset.Id, "On appeal", ExpectedRevision: null), Ct)).Succeeded);
        Assert.Equal(HttpStatusCode.OK, (await LookAsync(PathOf(asset))).Status);
    }

    [Theory]
    [InlineData("urls")]
    [InlineData("deleted")]
    [InlineData("license")]
    [InlineData("release")]
    public async Task Purge_Should_EndCopies_When_WhatTheyRestOnEnds(string what)
    {
        var license = (await _host.Get<CreateLicenseHandler>().HandleAsync(Lawyer, new CreateLicense(new NewLicense("L")), Ct)).Value!;
        var release = (await _host.Get<CreateReleaseHandler>().HandleAsync(Lawyer, new CreateRelease(new NewRelease(ReleaseKind.Model, "A")), Ct)).Value!;
        var rights = what switch
        {
            "license" => new RightsPatch { LicenseId = Change<Guid?>.To(license.Value) },
            "release" => new RightsPatch { Releases = Change<ReleaseSet>.To(new ReleaseSet([release.Value])) },
            _ => null,
        };
        var asset = await AddAsync(TestPng.Noise(6), rights);
        await KeepAsync(PathOf(asset));

        var key = what switch { "license" => PurgeKeys.OfLicense(license.Value), "release" => PurgeKeys.Released, _ => PurgeKeys.OfAsset(asset.Id) };
        Assert.True(what switch
        {
            "license" => (await _host.Get<RevokeGrantHandler>().HandleAsync(Lawyer, new RevokeLicense(license.Value, "Over", DryRun: false), Ct)).Succeeded,
            "release" => (await _host.Get<RevokeGrantHandler>().HandleAsync(Lawyer, new RevokeRelease(release.Value, "Over", DryRun: false), Ct)).Succeeded,
            "deleted" => (await _host.Get<DeleteAssetHandler>().HandleAsync(Lawyer, new DeleteAsset(asset.Id, ExpectedRevision: null, DryRun: false), Ct)).Succeeded,
            _ => (await _host.Get<RevokeDeliveryUrlsHandler>().HandleAsync(Lawyer, new RevokeDeliveryUrls(asset.Id, "Leaked"), Ct)).Succeeded,
        });
        await ConfirmedAsync(key);

        Assert.Equal(what is "license" or "release" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound, (await LookAsync(PathOf(asset))).Status);
    }

    /// <summary>Files of an approved version are good although another one is published, and while its approval lasts; the verdict on the asset is the same before and after.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Purge_Should_EndCopiesOfAVersion_When_ItIsApprovedNoMore(int number)
    {
        var asset = await AddAsync(TestPng.Noise(10));
        var bytes = TestPng.Noise(11);
        var upload = await _host.CreateUploadAsync("second.png", bytes.Length);
        using (var content = new ByteArrayContent(bytes))
        {
            using var http = _host.Http();
            using var sent = await http.PutAsync(_host.UploadUrl(upload), content, Ct);
        }

        Assert.True((await _host.Get<AddAssetVersionHandler>().HandleAsync(Seeding.Tester, new AddAssetVersion(asset.Id, upload.Id, Note: null, ExpectedRevision: null), Ct)).Succeeded);
        await _host.SetStatusAsync(asset.Id, AssetStatus.Approved);
        var later = await _host.WaitUntilProcessedAsync(asset.Id);
        await UntilNothingWaitsAsync();
        var ended = number == 1 ? asset : later;
        var other = number == 1 ? later : asset;
        await KeepAsync(PathOf(ended));

        Assert.True((await _host.Get<SetAssetStatusHandler>().HandleAsync(
            Lawyer, new SetAssetStatus(asset.Id, AssetStatus.Rejected, ended.CurrentVersion.Id, Note: null, ExpectedRevision: null), Ct)).Succeeded);
        await ConfirmedAsync(PurgeKeys.OfAsset(asset.Id));

        Assert.Equal(HttpStatusCode.Forbidden, (await LookAsync(PathOf(ended))).Status);
        Assert.Equal(HttpStatusCode.OK, (await LookAsync(PathOf(other))).Status);
    }

    [Fact]
    public async Task Copy_Should_EndToTheSecond_When_AChangeIsPlanned()
    {
        var lifetime = TimeSpan.FromSeconds(2);
        var asset = await AddAsync(TestPng.Noise(7), new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now.AddHours(1)) });
        _host.Clock.Now = asset.Rights.ExpiresAt!.Value - lifetime;
        using var first = await GetAsync(PathOf(asset));
        var kept = Stopwatch.StartNew();
        _host.Clock.Advance(lifetime);

        // What is left of it when it is handed on, in whole seconds.
        Assert.InRange(first.Headers.CacheControl!.MaxAge!.Value, TimeSpan.Zero, lifetime);
        while (true)
        {
            var asked = kept.Elapsed;
            using var answer = await GetAsync(PathOf(asset));
            if (answer.StatusCode == HttpStatusCode.Forbidden)
            {
                return;
            }

            Assert.True(asked < lifetime, $"A copy was given out that was asked for {asked} after it was made.");
            await Task.Delay(20, Ct);
        }
    }

    [Fact]
    public async Task Purge_Should_BeRefused_When_Forged()
    {
        var asset = await AddAsync(TestPng.Noise(8));
        await KeepAsync(PathOf(asset));
        var key = PurgeKeys.OfAsset(asset.Id);

        Assert.Equal(HttpStatusCode.Forbidden, await PurgeAsync(("Surrogate-Key", key)));
        Assert.Equal(HttpStatusCode.Forbidden, await PurgeAsync(("Surrogate-Key", key), ("Dam-Purge-Secret", "")));
        Assert.Equal(HttpStatusCode.Forbidden, await PurgeAsync(("Surrogate-Key", key), ("Dam-Purge-Secret", $"{VarnishProcess.Secret}x")));
        Assert.Equal(HttpStatusCode.Forbidden, await PurgeAsync(("Surrogate-Key", key), ("Dam-Purge-Secret", ""), ("X-Secret", "")));
        foreach (var odd in (string[])["", " ", ".*", "asset-1|.", "a)|(.", "A", "a  b", "a && obj.status == 200", new string('a', 3000) + "\""])
        {
            Assert.Equal(HttpStatusCode.BadRequest, await PurgeAsync(("Surrogate-Key", odd), ("Dam-Purge-Secret", VarnishProcess.Secret)));
        }

        Assert.Equal(HttpStatusCode.OK, await PurgeAsync(("Surrogate-Key", key[..^1]), ("Dam-Purge-Secret", VarnishProcess.Secret)));
        Assert.Equal((HttpStatusCode.OK, true), await LookAsync(PathOf(asset)));
        Assert.Equal(HttpStatusCode.OK, await PurgeAsync(("Surrogate-Key", $"other {key} another"), ("Dam-Purge-Secret", VarnishProcess.Secret)));
        Assert.Equal((HttpStatusCode.OK, false), await LookAsync(PathOf(asset)));

        async Task<HttpStatusCode> PurgeAsync(params (string, string)[] headers)
        {
            using var answer = await SendAsync(new HttpMethod("PURGE"), "/", headers);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Purge_Should_BeTriedUntilConfirmed_When_VarnishIsCutOffForAnHour()
    {
        var asset = await AddAsync(TestPng.Noise(9));
        await KeepAsync(PathOf(asset));
        fixture.Varnish.Pause();
        JsonElement waiting;
        try
        {
            await _host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now) });
            waiting = await PurgeAsync(PurgeKeys.OfAsset(asset.Id), purge => purge.GetProperty("attempts").GetInt32() > 1);
            for (var change = 0; change < 5; change++)
            {
                await _host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now.AddSeconds(-change - 1)) });
            }

            _host.Clock.Advance(TimeSpan.FromHours(1));
            using var http = _host.Http(DamHost.AdministratorKey);
            for (var waited = Stopwatch.StartNew(); !(await http.GetStringAsync("/health/ready", Ct)).Contains("A purge has waited for 36", StringComparison.Ordinal);)
            {
                // An answer holds for a second, and Varnish may just have asked.
                Assert.True(waited.Elapsed < Patience, "The health does not tell of the purge.");
                await Task.Delay(50, Ct);
            }
        }
        finally
        {
            fixture.Varnish.Resume();
        }

        Assert.Equal(("WAITING", JsonValueKind.Null), (waiting.GetProperty("state").GetString(), waiting.GetProperty("confirmedAt").ValueKind));
        Assert.Equal("No answer within 0.5 seconds.", waiting.GetProperty("lastError").GetString());
        var confirmed = await ConfirmedAsync(PurgeKeys.OfAsset(asset.Id));
        Assert.Equal(waiting.GetProperty("askedAt").GetString(), confirmed.GetProperty("askedAt").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await LookAsync(PathOf(asset))).Status);
    }

    /// <summary>An asset whose copies nothing is about to purge any more: that it was approved and processed changed its verdict as well.</summary>
    private async Task<AssetDetails> AddAsync(byte[] picture, RightsPatch? rights = null)
    {
        var asset = await _host.AddAssetAsync(picture, rights: rights);
        await UntilNothingWaitsAsync();
        return asset;
    }

    private async Task UntilNothingWaitsAsync()
    {
        var waited = Stopwatch.StartNew();
        while (await _host.Get<PurgeTable>().NextAsync(Target, Ct) is not null)
        {
            Assert.True(waited.Elapsed < Patience, "Purges go on and on.");
            _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10, Ct);
        }
    }

    private string PathOf(AssetDetails asset, ImageFormat format = ImageFormat.Png) => new Uri(_host.RenditionUrl(asset, format)).PathAndQuery;

    /// <summary>Whether Varnish had a copy: then it names the request that has brought it beside this one.</summary>
    private static bool IsHit(HttpResponseMessage response) => response.Headers.GetValues("X-Varnish").Single().Contains(' ', StringComparison.Ordinal);

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await fixture.Http.SendAsync(request, Ct);
    }

    private async Task<(HttpStatusCode Status, bool IsHit)> LookAsync(string path)
    {
        using var response = await GetAsync(path);
        return (response.StatusCode, IsHit(response));
    }

    /// <summary>Has Varnish keep a copy.</summary>
    private async Task KeepAsync(string path)
    {
        Assert.Equal((HttpStatusCode.OK, false), await LookAsync(path));
        Assert.Equal((HttpStatusCode.OK, true), await LookAsync(path));
    }

    private Task<JsonElement> ConfirmedAsync(string key) => PurgeAsync(key, purge => purge.GetProperty("state").GetString() == "CONFIRMED");

    /// <summary>The record of a key, once it is as expected. Time passes meanwhile, and with it the pauses between tries.</summary>
    private async Task<JsonElement> PurgeAsync(string key, Func<JsonElement, bool> isExpected)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20, Ct))
        {
            _host.Clock.Advance(TimeSpan.FromMilliseconds(20));
            var found = await _host.Administrator.QueryAsync(
                "query($key: String!) { purges(first: 2, where: { key: $key }) { nodes { target state askedAt confirmedAt attempts lastError } } }", new { key });
            if (found.GetProperty("purges").GetProperty("nodes") is { } nodes && nodes.GetArrayLength() == 1 && isExpected(nodes[0]))
            {
                Assert.Equal(Target, nodes[0].GetProperty("target").GetString());
                return nodes[0];
            }
        }

        throw new InvalidOperationException($"The purge of {key} is not as expected after {Patience}.");
    }
}
