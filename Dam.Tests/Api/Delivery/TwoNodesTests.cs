using System.Net;

namespace Dam.Tests.Api.Delivery;

/// <summary>Two processes over one database: what one has revoked the other refuses a second after the answer.</summary>
public sealed class TwoNodesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Url_Should_BeRefusedEverywhereASecondLater_When_OneNodeHasRevokedIt()
    {
        var data = Directory.CreateTempSubdirectory("dam-two-").FullName;
        await using (var here = await DamProcess.StartAsync(data, Ct))
        await using (var there = await DamProcess.StartAsync(data, Ct))
        {
            using var http = new HttpClient { BaseAddress = here.Address, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } } };
            using var elsewhere = new HttpClient { BaseAddress = there.Address };
            var client = new DamClient(http, Ct);
            var id = await client.PublishAsync("picture.png", TestPng.Noise(1));
            for (var round = 0; round < 3; round++)
            {
                var answer = await client.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 40, format: PNG }) { url } } }", new { id });
                var path = new Uri(answer.GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!).PathAndQuery;
                for (var time = 0; time < 2; time++)
                {
                    // Also when that node has not heard of the new epoch yet.
                    using var served = await elsewhere.GetAsync(path, Ct);
                    Assert.Equal(HttpStatusCode.OK, served.StatusCode);
                }

                await client.MutateAsync("mutation($input: RevokeDeliveryUrlsInput!) { revokeDeliveryUrls(input: $input) { errors { code } } }", new { assetId = id, reason = "r" });
                using var own = await http.GetAsync(path, Ct);

                await Task.Delay(TimeSpan.FromSeconds(1), Ct);
                using var other = await elsewhere.GetAsync(path, Ct);

                Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (own.StatusCode, other.StatusCode));
            }
        }

        Directory.Delete(data, recursive: true);
    }
}
