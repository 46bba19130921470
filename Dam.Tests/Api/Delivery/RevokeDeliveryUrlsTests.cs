using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Delivery;

public sealed class RevokeDeliveryUrlsTests : IAsyncLifetime
{
    private const string Mutation = "mutation($input: RevokeDeliveryUrlsInput!) { revokeDeliveryUrls(input: $input) { asset { id revision } errors { __typename code message path } } }";

    private readonly DamHost _host = DamHost.Start();
    private string _assetId = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _assetId = await _host.Administrator.PublishAsync("picture.png", TestPng.Noise(1));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Urls_Should_AllBeUnknownAndNewOnesGood_When_Revoked()
    {
        var before = await UrlsAsync();
        Assert.All(await StatusesAsync(before), status => Assert.Equal(HttpStatusCode.OK, status));

        await _host.Administrator.MutateAsync(Mutation, new { assetId = _assetId, reason = "The photographer asked for it." });

        // A copy that a browser holds is no way around it: it asks again with what it has.
        Assert.All(await StatusesAsync(before), status => Assert.Equal(HttpStatusCode.NotFound, status));
        var after = await UrlsAsync();
        Assert.Empty(before.Intersect(after, StringComparer.Ordinal));
        Assert.All(await StatusesAsync(after), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Mutation_Should_BeToldAndAudited_When_Carried()
    {
        await _host.Administrator.MutateAsync(Mutation, new { assetId = _assetId, reason = "The photographer asked for it.", idempotencyKey = "k" });
        await _host.Administrator.MutateAsync(Mutation, new { assetId = _assetId, reason = "The photographer asked for it.", idempotencyKey = "k" });

        JsonElement[] events;
        do
        {
            var data = await _host.Administrator.QueryAsync("query($id: ID!) { auditEvents(first: 20, where: { subject: $id }) { nodes { action details } } }", new { id = _assetId });
            events = [.. data.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray().Where(found => found.GetProperty("action").GetString() == "asset.urls-revoked")];
        }
        while (events.Length == 0);
        var details = Assert.Single(events).GetProperty("details");
        Assert.Equal("The photographer asked for it.", details.GetProperty("reason").GetString());
        Assert.Equal(1, details.GetProperty("epoch").GetInt32());
    }

    [Theory]
    [InlineData("", "REASON_INVALID")]
    [InlineData("\0", "REASON_INVALID")]
    public async Task Mutation_Should_BeRefused_When_TheReasonIsNone(string reason, string code) => Assert.Equal(code, await RefusalAsync(_host.Administrator, _assetId, reason));

    [Fact]
    public async Task Mutation_Should_BeRefused_When_TheAssetIsUnknownOrTheCallerMayNot()
    {
        Assert.Equal("ASSET_NOT_FOUND", await RefusalAsync(_host.Administrator, "asset_x", "r"));
        Assert.Equal("ASSET_NOT_FOUND", await RefusalAsync(_host.Administrator, $"asset_{Guid.CreateVersion7():N}", "r"));
        var urls = await UrlsAsync();
        Assert.Equal("NOT_AUTHORIZED", await RefusalAsync(_host.Storefront, _assetId, "r"));
        Assert.All(await StatusesAsync(urls), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private async Task<string[]> UrlsAsync()
    {
        var asset = (await _host.Administrator.QueryAsync(
            "query($id: ID!) { asset(id: $id) { rendition(transform: { width: 40, format: PNG }) { url } preview(transform: { width: 40, format: PNG }) { url } original { url } } }",
            new { id = _assetId })).GetProperty("asset");
        return [.. asset.EnumerateObject().Select(field => field.Value.GetProperty("url").GetString()!)];
    }

    private async Task<HttpStatusCode[]> StatusesAsync(string[] urls)
    {
        using var http = _host.Http();
        var statuses = new List<HttpStatusCode>();
        foreach (var url in urls)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "If-None-Match", "*" } } };
            using var known = await http.SendAsync(request, Ct);
            using var response = await http.GetAsync(url, Ct);
            Assert.Equal(response.IsSuccessStatusCode, known.StatusCode == HttpStatusCode.NotModified);
            statuses.Add(response.StatusCode);
        }

        return [.. statuses];
    }

    private static async Task<string?> RefusalAsync(DamClient client, string assetId, string reason)
    {
        var data = await client.QueryAsync(Mutation, new { input = new { assetId, reason } });
        return data.GetProperty("revokeDeliveryUrls").GetProperty("errors")[0].GetProperty("code").GetString();
    }
}
