using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Delivery;

/// <summary>Rights are in force to the second at the field and at the URL alike, without anyone acting.</summary>
public sealed class RightsInForceTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _assetId = "";

    public async ValueTask InitializeAsync() => _assetId = await _host.Administrator.PublishAsync("picture.png", TestPng.Noise(1));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Url_Should_BeRefusedOneSecondBeforeAndServedOneSecondAfter_When_UnderEmbargo()
    {
        var url = (await RenditionUrlAsync())!;
        var embargo = _host.Clock.Now.AddMinutes(5);
        await SetRightsAsync(new { embargoUntil = embargo });

        _host.Clock.Now = embargo.AddSeconds(-1);
        Assert.Equal(["EMBARGOED"], await RefusalsAsync(url));
        Assert.Equal(["EMBARGOED"], await DeliveryReasonsAsync(null));
        Assert.Null(await RenditionUrlAsync());

        _host.Clock.Now = embargo.AddSeconds(1);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
        Assert.Empty(await DeliveryReasonsAsync(null));
        Assert.NotNull(await RenditionUrlAsync());
    }

    [Fact]
    public async Task Url_Should_BeServedOneSecondBeforeAndRefusedOneSecondAfter_When_Expiring()
    {
        var url = (await RenditionUrlAsync())!;
        var expiry = _host.Clock.Now.AddMinutes(5);
        await SetRightsAsync(new { expiresAt = expiry });

        _host.Clock.Now = expiry.AddSeconds(-1);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));

        _host.Clock.Now = expiry.AddSeconds(1);
        Assert.Equal(["EXPIRED"], await RefusalsAsync(url));
        Assert.Null(await RenditionUrlAsync());
    }

    [Fact]
    public async Task Url_Should_LiveAgain_When_RightsAllowAgain()
    {
        var url = (await RenditionUrlAsync())!;
        await SetRightsAsync(new { expiresAt = _host.Clock.Now.AddSeconds(-1) });
        Assert.Equal(["EXPIRED"], await RefusalsAsync(url));

        await SetRightsAsync(new { expiresAt = (string?)null });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
    }

    [Fact]
    public async Task Rendition_Should_RefuseFranceAndServeGermany_When_FranceIsExcepted()
    {
        await SetRightsAsync(new { territories = new { mode = "EXCEPT", territories = new[] { "FR" } } });

        Assert.Null(await RenditionUrlAsync("FR"));
        Assert.Equal(["TERRITORY_BLOCKED"], await DeliveryReasonsAsync("FR"));
        Assert.Equal(["TERRITORY_UNKNOWN"], await DeliveryReasonsAsync(null));
        var german = (await RenditionUrlAsync("DE"))!;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(german));

        await SetRightsAsync(new { territories = new { mode = "ONLY", territories = new[] { "FR" } } });
        Assert.Equal(["TERRITORY_BLOCKED"], await RefusalsAsync(german));
    }

    [Fact]
    public async Task Url_Should_BeRefused_When_TheVersionIsNoLongerApproved()
    {
        var url = (await RenditionUrlAsync())!;

        await _host.Administrator.MutateAsync(
            "mutation($input: SetAssetStatusInput!) { setAssetStatus(input: $input) { asset { publishedVersion { number } } errors { code } } }",
            new { assetId = _assetId, status = "REJECTED" });

        Assert.Equal(["NOT_APPROVED"], await RefusalsAsync(url));
    }

    [Fact]
    public async Task Answer_Should_EndBeforeTheVerdictDoes_When_Cached()
    {
        var url = (await RenditionUrlAsync())!;
        await SetRightsAsync(new { expiresAt = _host.Clock.Now.AddSeconds(20) });

        using var http = _host.Http();
        using var response = await http.GetAsync(url, TestContext.Current.CancellationToken);

        Assert.True(response.Headers.CacheControl!.MaxAge <= TimeSpan.FromSeconds(20), $"{response.Headers.CacheControl}");
        Assert.True((response.Headers.CacheControl.SharedMaxAge ?? TimeSpan.Zero) <= TimeSpan.FromSeconds(20), $"{response.Headers.CacheControl}");
    }

    private async Task SetRightsAsync(object rights) => await _host.Administrator.MutateAsync(
        "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { revision } errors { code message } } }",
        new { assetId = _assetId, rights });

    private async Task<string?> RenditionUrlAsync(string? territory = null)
    {
        var data = await _host.Administrator.QueryAsync(
            "query($id: ID!, $t: Territory) { asset(id: $id) { rendition(transform: { width: 40, format: PNG }, context: { territory: $t }) { url } } }",
            new { id = _assetId, t = territory });
        var rendition = data.GetProperty("asset").GetProperty("rendition");
        return rendition.ValueKind == JsonValueKind.Null ? null : rendition.GetProperty("url").GetString();
    }

    private async Task<string[]> DeliveryReasonsAsync(string? territory)
    {
        var data = await _host.Administrator.QueryAsync(
            "query($id: ID!, $t: Territory) { asset(id: $id) { delivery(context: { territory: $t }) { allowed reasons { code } } } }",
            new { id = _assetId, t = territory });
        var delivery = data.GetProperty("asset").GetProperty("delivery");
        string[] codes = [.. delivery.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()!)];
        Assert.Equal(codes.Length == 0, delivery.GetProperty("allowed").GetBoolean());
        return codes;
    }

    private async Task<HttpStatusCode> StatusAsync(string url)
    {
        using var http = _host.Http();
        using var response = await http.GetAsync(url, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<string[]> RefusalsAsync(string url)
    {
        using var http = _host.Http();
        using var response = await http.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return [.. problem.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()!)];
    }
}
