using System.Text.Json;
using Dam.Api.Access;
using Dam.Domain.Rights;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Api.Rights;

/// <summary>Where a question is from: from its arguments, else from the caller's key, else from an edge that is believed.</summary>
public sealed class ContextTests
{
    private const string Header = "X-Territory";
    private const string Query = "query($c: DeliveryContextInput) { assets(first: 10) { nodes { title delivery(context: $c) { reasons { code } } } } }";

    [Theory]
    [InlineData("FR", null, null, "")]
    [InlineData("DE", null, null, "TERRITORY_BLOCKED")]
    [InlineData(null, null, null, "TERRITORY_UNKNOWN")]
    [InlineData("DE", "FR", null, "TERRITORY_BLOCKED")] // the key's goes before the edge's
    [InlineData(null, "FR", null, "")]
    [InlineData(null, "XX", null, "TERRITORY_UNKNOWN")]
    [InlineData("DE", "DE", "FR", "")] // and what is asked for before both
    [InlineData("FR", null, "DE", "TERRITORY_BLOCKED")]
    public async Task Delivery_Should_BeAskedWhereTheCallerIs_When_ItIsKnown(string? ofKey, string? ofEdge, string? asked, string reasons)
    {
        await using var host = Start(ofKey, channel: null);
        await host.AddAssetAsync(TestPng.Noise(1), rights: OnlyInFrance);
        using var http = host.Http(ofKey is null ? DamHost.AdministratorKey : DamHost.StorefrontKey);
        if (ofEdge is not null)
        {
            http.DefaultRequestHeaders.Add(Header, ofEdge);
        }

        var nodes = (await new DamClient(http, TestContext.Current.CancellationToken).QueryAsync(Query, new { c = new { territory = asked } })).GetProperty("assets").GetProperty("nodes");

        // What a storefront's key may not have where it is, it does not see.
        string[] expected = ofKey == "DE" ? [] : [reasons];
        Assert.Equal(expected, nodes.EnumerateArray().Select(Reasons));
    }

    [Theory]
    [InlineData("web", "")]
    [InlineData("print", null)]
    public async Task Delivery_Should_BeAskedOnTheKeysChannel_When_ItIsFixedToOne(string channel, string? reasons)
    {
        await using var host = Start(territory: null, channel);
        var asset = await host.AddAssetAsync(TestPng.Noise(1));
        await host.Administrator.MutateAsync("mutation($input: SaveChannelInput!) { saveChannel(input: $input) { errors { code } } }", new { key = "web", name = "Web" });
        await host.SetRightsAsync(asset.Id, new RightsPatch { Channels = Change<KeyRule>.To(KeyRule.Of(["web"])) });

        var nodes = (await host.Storefront.QueryAsync(Query)).GetProperty("assets").GetProperty("nodes");

        Assert.Equal(reasons is null ? [] : [reasons], nodes.EnumerateArray().Select(Reasons));
    }

    [Theory]
    [InlineData("Dam:Access:StorefrontTerritory", "France")]
    [InlineData("Dam:Access:StorefrontChannel", "Web Shop")]
    public void Problems_Should_NameTheSetting_When_ItCannotBe(string setting, string value)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build().GetSection(AccessOptions.Section).Get<AccessOptions>()!;

        Assert.StartsWith($"{setting}: \"{value}\" is no ", Assert.Single(options.Problems()), StringComparison.Ordinal);
    }

    private static RightsPatch OnlyInFrance { get; } = new() { Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("FR")])) };

    private static DamHost Start(string? territory, string? channel) => DamHost.Start(configure: settings =>
    {
        settings["Dam:Delivery:TerritoryHeader"] = Header;
        if (territory is not null)
        {
            settings["Dam:Access:StorefrontTerritory"] = territory;
        }

        if (channel is not null)
        {
            settings["Dam:Access:StorefrontChannel"] = channel;
        }
    });

    private static string Reasons(JsonElement asset) =>
        string.Join(' ', asset.GetProperty("delivery").GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
}
