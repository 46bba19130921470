using System.Net;
using Dam.Domain.Rights;

namespace Dam.Tests.Api.Delivery;

public sealed class EdgeTerritoryTests
{
    private const string Header = "X-Territory";
    private static readonly RightsPatch NotInFrance = new() { Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")])) };

    [Theory]
    [InlineData("DE", HttpStatusCode.OK)]
    [InlineData("FR", HttpStatusCode.Forbidden)]
    [InlineData("XX1?", HttpStatusCode.Forbidden)]
    [InlineData("XX", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    public async Task Get_Should_AskInTheVisitorsTerritoryToo_When_ATrustedEdgeSaysIt(string? said, HttpStatusCode status)
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:TerritoryHeader"] = Header);
        Assert.Equal((status, "private"), await AskAsync(host, "DE", said));
    }

    [Fact]
    public async Task Get_Should_NotBelieveTheHeader_When_ThePeerIsNotTrusted()
    {
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Delivery:TerritoryHeader"] = Header;
            settings["Dam:Delivery:TrustedProxies:0"] = "192.0.2.0/24";
        });
        Assert.Equal((HttpStatusCode.Forbidden, "private"), await AskAsync(host, "DE", "DE"));
    }

    [Theory]
    [InlineData("DE", "FR", HttpStatusCode.OK)]
    [InlineData("FR", "DE", HttpStatusCode.Forbidden)]
    public async Task Get_Should_IgnoreTheHeader_When_NoneIsConfigured(string inUrl, string said, HttpStatusCode status)
    {
        await using var host = DamHost.Start();
        Assert.Equal((status, "private"), await AskAsync(host, inUrl, said));
    }

    [Fact]
    public async Task Get_Should_BeForSharedCachesByTerritory_When_TheEdgeKeysOnIt()
    {
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Delivery:TerritoryHeader"] = Header;
            settings["Dam:Delivery:EdgeKeysOnTerritory"] = "true";
        });
        Assert.Equal((HttpStatusCode.OK, "public"), await AskAsync(host, "DE", "DE", expectedVary: Header));
    }

    /// <summary>Status, and for whom a served answer may be kept; refusals are kept by nobody.</summary>
    private static async Task<(HttpStatusCode Status, string For)> AskAsync(DamHost host, string inUrl, string? said, string? expectedVary = null)
    {
        var asset = await host.AddAssetAsync(TestPng.Noise(1), rights: NotInFrance);
        using var http = host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, host.RenditionUrl(asset, territory: inUrl));
        if (said is not null)
        {
            request.Headers.Add(Header, said);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(!response.IsSuccessStatusCode, response.Headers.CacheControl!.NoStore);
        Assert.Equal(expectedVary is null ? [] : [expectedVary], response.Headers.Vary);
        return (response.StatusCode, response.Headers.CacheControl.Public ? "public" : "private");
    }
}
