using System.Net;
using System.Net.Http.Headers;
using Dam.Tests.Infrastructure.Blobs;

namespace Dam.Tests.Api.Delivery;

/// <summary>The whole way of a file with its bytes in Azure: nothing of it lies in the data folder.</summary>
public sealed class AzureDeliveryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Media_Should_ServeRenditionsAndOriginals_When_TheStoreIsAzure()
    {
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Blobs:Provider"] = "Azure";
            settings["Dam:Blobs:Azure:ConnectionString"] = azurite.ConnectionString;
            settings["Dam:Blobs:Azure:ContainerPrefix"] = "delivery-";
        });

        // More than a block of the store, so that it goes there in parts: bytes behind a JPEG's end do not matter to it.
        var photograph = (byte[])[.. Samples.Read(Samples.Meadow), .. new byte[9_000_000]];
        var id = await host.Administrator.PublishAsync("meadow.jpg", photograph);
        var asset = (await host.Administrator.QueryAsync(
            "query($id: ID!) { asset(id: $id) { processing { state } rendition(transform: { width: 320, format: WEBP }) { url width } original { url } } }",
            new { id })).GetProperty("asset");
        Assert.Equal("READY", asset.GetProperty("processing").GetProperty("state").GetString());

        using var http = host.Http();
        foreach (var time in (string[])["made", "kept"])
        {
            using var rendition = await http.GetAsync(asset.GetProperty("rendition").GetProperty("url").GetString(), Ct);
            Assert.True(rendition.StatusCode == HttpStatusCode.OK, $"{time}: {rendition.StatusCode}");
            Assert.Equal("image/webp", rendition.Content.Headers.ContentType?.MediaType);
            Assert.Equal("RIFF"u8.ToArray(), (await rendition.Content.ReadAsByteArrayAsync(Ct))[..4]);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, asset.GetProperty("original").GetProperty("url").GetString());
        request.Headers.Range = new RangeHeaderValue(5_000_000, 5_000_099);
        using var part = await http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(photograph[5_000_000..5_000_100], await part.Content.ReadAsByteArrayAsync(Ct));
        Assert.False(Directory.Exists(Path.Combine(host.Data, "blobs")));
    }
}
